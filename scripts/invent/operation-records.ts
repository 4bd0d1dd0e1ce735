import type { FixtureRecord } from '../../main/engine/fixture/record.ts';
import { numbered } from './infrastructure.ts';
import type { Key, Writer } from './keys.ts';
import { Dice } from './random.ts';
import { EXPORTED_AT, INSTALLED_AT, type System } from './system.ts';
import { DAY, duration, float, moment } from './values.ts';

/** A certificate that signs nothing: its "keys" are random bytes in the right wrapping. */
export function* certificateRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const dice = new Dice(system.seed, 'certificate');
  const serial = dice.hex(40).toUpperCase();
  yield writer.record(
    { model: 'security.pdfsigningcertificate', pk: 4, natural: [serial] },
    {
      uuid: dice.uuid(),
      name: 'Invented signer',
      certificate_type: 'SELF_SIGNED',
      certificate_pem: pem('CERTIFICATE', dice),
      private_key_pem: pem('PRIVATE KEY', dice),
      public_key_pem: pem('PUBLIC KEY', dice),
      subject_cn: 'edms.example',
      issuer_name: 'edms.example',
      serial_number: serial,
      valid_from: moment(INSTALLED_AT),
      valid_until: moment(INSTALLED_AT + 3650 * DAY),
      is_active: true,
      is_default: true,
      created_at: moment(INSTALLED_AT + 4 * DAY + 1),
      created_by: writer.ref(system.administrator.key),
    },
  );
}

const PLACEHOLDERS = [
  ['DOC_NUMBER', 'DOCUMENT', 'DOCUMENT_MODEL', 'document_number'],
  ['DOC_TITLE', 'DOCUMENT', 'DOCUMENT_MODEL', 'title'],
  ['VERSION', 'DOCUMENT', 'COMPUTED', 'version_label'],
  ['AUTHOR', 'USER', 'USER_MODEL', 'author'],
  ['STATE', 'WORKFLOW', 'WORKFLOW_MODEL', 'current_state'],
  ['TODAY', 'DATE', 'SYSTEM_CONFIG', ''],
  ['COMPANY', 'SYSTEM', 'SYSTEM_CONFIG', ''],
  ['NOTICE', 'CONDITIONAL', 'COMPUTED', 'notice'],
] as const;

/** Placeholders, a template, and the records that join the two (a many-to-many with a model of its own). */
export function* placeholderRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const keys: Key[] = [];
  for (const [index, [name, type, source, field]] of PLACEHOLDERS.entries()) {
    const key: Key = { model: 'placeholders.placeholderdefinition', pk: index + 21, natural: [name] };
    keys.push(key);
    yield writer.record(key, {
      uuid: new Dice(system.seed, 'placeholder', name).uuid(),
      name,
      display_name: name.replace('_', ' ').toLowerCase(),
      description: '',
      placeholder_type: type,
      data_source: source,
      source_field: field,
      format_string: index === 2 ? 'v{major:02d}.{minor:02d}' : '',
      date_format: '%Y-%m-%d',
      default_value: index === 6 ? 'Nordlicht Präzision sp. z o.o.' : '',
      validation_rules: index === 0 ? { pattern: '^[A-Z]{2,4}-\\d{4}', max: float(50) } : {},
      is_active: true,
      requires_permission: '',
      cache_duration: 300,
      created_at: moment(INSTALLED_AT + 6 * DAY + index * 3),
      updated_at: moment(INSTALLED_AT + 6 * DAY + index * 3),
      created_by: writer.ref(system.administrator.key),
    });
  }
  yield* templateRecords(system, writer, keys.slice(0, 4));
}

function* templateRecords(
  system: System,
  writer: Writer,
  placeholders: readonly Key[],
): Generator<FixtureRecord> {
  const template = numbered('placeholders.documenttemplate', 6);
  yield writer.record(template, {
    uuid: new Dice(system.seed, 'template').uuid(),
    name: 'Cover page',
    description: '',
    template_type: 'DOCX',
    file_path: '',
    output_filename_pattern: '{DOC_NUMBER}_{DOC_TITLE}',
    processing_rules: { order: ['replace', 'sign'], dpi: float(300) },
    version: '1.0',
    status: 'ACTIVE',
    is_default: true,
    usage_count: 17,
    last_used: moment(EXPORTED_AT - 9 * DAY),
    created_at: moment(INSTALLED_AT + 7 * DAY),
    updated_at: moment(INSTALLED_AT + 8 * DAY + 6),
    created_by: writer.ref(system.administrator.key),
  });
  for (const [index, placeholder] of placeholders.entries()) {
    yield writer.record(numbered('placeholders.templateplaceholder', 61 + index), {
      uuid: new Dice(system.seed, 'templateplaceholder', index).uuid(),
      template: writer.ref(template),
      placeholder: writer.ref(placeholder),
      is_required: index < 2,
      default_value: '',
      validation_rules: {},
      order: index,
      format_override: '',
      created_at: moment(INSTALLED_AT + 7 * DAY + index),
    });
  }
}

const BACKUPS = [
  ['nightly', 'FULL', 'DAILY', '01:30:00', []],
  ['hourly_changes', 'INCREMENTAL', 'HOURLY', '00:00:00', []],
  ['weekend', 'EXPORT', 'WEEKLY', '23:59:59.500000', [5, 6]],
] as const;

/** The EDMS's own records of backups; jobs have natural keys that lead through their configuration. */
export function* backupRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const by = writer.ref(system.administrator.key);
  for (const [index, [name, type, frequency, time, days]] of BACKUPS.entries()) {
    yield writer.record(backupKey(index), {
      uuid: new Dice(system.seed, 'backup', name).uuid(),
      name,
      description: '',
      backup_type: type,
      frequency,
      schedule_time: time,
      schedule_days: days,
      retention_days: 30 * (index + 1),
      max_backups: 10,
      storage_path: `/srv/backups/${name}`,
      compression_enabled: true,
      encryption_enabled: index === 0,
      status: 'ACTIVE',
      is_enabled: index !== 1,
      created_at: moment(INSTALLED_AT + 5 * DAY + index),
      updated_at: moment(INSTALLED_AT + 50 * DAY + index),
      created_by: by,
    });
  }
  yield* jobRecords(system, writer);
}

function* jobRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const by = writer.ref(system.administrator.key);
  const dice = new Dice(system.seed, 'job');
  const jobId = dice.uuid();
  const restoreId = dice.uuid();
  const job: Key = { model: 'backup.backupjob', pk: 88, natural: [BACKUPS[0][0], jobId] };
  const startedAt = EXPORTED_AT - DAY;
  yield writer.record(job, {
    uuid: jobId,
    configuration: writer.ref(backupKey(0)),
    job_name: 'nightly 2026-02-02',
    backup_type: 'FULL',
    started_at: moment(startedAt),
    completed_at: moment(startedAt + 312_250),
    duration: duration(312_250),
    status: 'COMPLETED',
    backup_file_path: '/srv/backups/nightly/20260202.tar.gz',
    backup_size: 5_368_709_120,
    compression_ratio: float(3),
    error_message: '',
    retry_count: 0,
    max_retries: 3,
    checksum: dice.hex(64),
    is_valid: true,
    validation_errors: [],
    created_at: moment(startedAt),
    triggered_by: by,
  });
  yield writer.record(
    { model: 'backup.restorejob', pk: 19, natural: [BACKUPS[0][0], jobId, restoreId] },
    {
      uuid: restoreId,
      backup_job: writer.ref(job),
      restore_type: 'SELECTIVE_RESTORE',
      target_location: '/srv/edms',
      restore_options: { models: ['documents.document'], dry_run: true },
      started_at: moment(startedAt + DAY / 2),
      completed_at: null,
      duration: null,
      status: 'CANCELLED',
      restored_items_count: 0,
      failed_items_count: 0,
      error_message: '',
      restore_log: '',
      created_at: moment(startedAt + DAY / 2),
      requested_by: by,
      approved_by: null,
    },
  );
  yield writer.record(numbered('backup.systemmetric', 501), {
    uuid: dice.uuid(),
    metric_name: 'Disk',
    metric_type: 'DISK_USAGE',
    value: float(61.25),
    unit: '%',
    warning_threshold: float(80),
    critical_threshold: null,
    status: 'NORMAL',
    metadata: {},
    recorded_at: moment(startedAt + 1),
  });
}

/** Settings of the EDMS; the toggle's users are a many-to-many list. */
export function* settingRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const by = writer.ref(system.administrator.key);
  yield writer.record(numbered('settings.systemconfiguration', 9), {
    uuid: new Dice(system.seed, 'setting').uuid(),
    key: 'documents.max_file_size',
    display_name: 'Largest file',
    description: 'In bytes',
    category: 'DOCUMENT',
    setting_type: 'INTEGER',
    value: '52428800',
    default_value: '10485760',
    validation_rules: { min: 1, max: float(1073741824) },
    allowed_values: [],
    is_sensitive: false,
    requires_restart: false,
    is_user_configurable: true,
    created_at: moment(INSTALLED_AT + 3),
    updated_at: moment(INSTALLED_AT + 300 * DAY),
    updated_by: by,
  });
  yield writer.record(numbered('settings.featuretoggle', 5), {
    uuid: new Dice(system.seed, 'toggle').uuid(),
    key: 'new-preview',
    name: 'New preview',
    description: '',
    toggle_type: 'EXPERIMENT',
    is_enabled: true,
    conditions: { share: float(0.25) },
    target_roles: ['Author'],
    rollout_percentage: 25,
    start_date: moment(EXPORTED_AT - 20 * DAY),
    end_date: null,
    created_at: moment(EXPORTED_AT - 21 * DAY),
    updated_at: moment(EXPORTED_AT - 20 * DAY),
    created_by: by,
    target_users: writer.refs(system.authors.map(({ key }) => key)),
  });
}

function backupKey(index: number): Key {
  const [name] = BACKUPS[index] ?? BACKUPS[0];
  return { model: 'backup.backupconfiguration', pk: index + 2, natural: [name] };
}

function pem(label: string, dice: Dice): string {
  const lines = Array.from({ length: 6 }, () => dice.bytes(48).toString('base64'));
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
