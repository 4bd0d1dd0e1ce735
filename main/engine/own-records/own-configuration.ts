/** A row of `backup_configurations` that names what the console does, and tells it apart. */
export interface OwnConfiguration {
  /** The same in every EDMS, so that a package that takes the row along meets its own kind on the other side. */
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly madeAt: Date;
  /** Id of the user that it belongs to. */
  readonly createdBy: string | null;
}

/**
 * Not a schedule of the EDMS: switched off, and with no limit of age or number, because a limit makes the EDMS delete
 * files that its backup jobs name.
 */
export function ownConfigurationRow({ uuid, name, description, madeAt, createdBy }: OwnConfiguration) {
  return {
    ...{ uuid, name, description },
    backup_type: 'FULL',
    frequency: 'ON_DEMAND',
    schedule_time: '12:00:00',
    schedule_days: [],
    retention_days: 0,
    max_backups: 0,
    storage_path: '/tmp',
    compression_enabled: true,
    encryption_enabled: false,
    status: 'INACTIVE',
    is_enabled: false,
    created_at: madeAt.toISOString(),
    updated_at: madeAt.toISOString(),
    created_by_id: createdBy,
  };
}
