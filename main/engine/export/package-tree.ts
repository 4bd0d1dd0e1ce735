import { createHash } from 'node:crypto';
import { PACKAGE_PATHS } from '../package/package.ts';
import { fingerprintOf, publicKeyOf } from '../signature/ed25519.ts';
import type { ExportRequest } from './export-report.ts';
import type { RecordTally } from './record-tally.ts';

/** Facts of a package's descriptions (FORMATS, section 1). */
export interface PackageFacts {
  readonly request: ExportRequest;
  /** Python's `isoformat` of the beginning; null in a canonical export, which tells no times. */
  readonly exportedAt: string | null;
  readonly tally: RecordTally;
  readonly fixtureSha256: string;
  readonly files: boolean;
}

/** A description as Python's `json.dumps(indent=2)` lays it out; what is undefined is left out. */
export function toJson(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

export function configurationManifest({ exportedAt }: PackageFacts): Buffer {
  return toJson({
    backup_type: 'configuration_files',
    created_at: exportedAt ?? undefined,
    files_backed_up: 0,
    config_files: [],
  });
}

export function permissions({ tally }: PackageFacts): Buffer {
  return toJson(tally.groups);
}

/** The descriptions in `database/`, with the checksums of all of them. */
export function databaseDescriptions(facts: PackageFacts): {
  readonly metadata: Buffer;
  readonly checksums: Buffer;
  readonly schemaInfo: Buffer;
} {
  const { tally, exportedAt } = facts;
  const labels = [...tally.byModel.keys()];
  const metadata = toJson({
    backup_type: 'django_complete_data',
    created_at: exportedAt ?? undefined,
    database_info: { engine: ENGINE },
    apps_included: [...new Set(labels.map((label) => label.split('.')[0]))],
    auth_models_included: labels.filter((label) => label.startsWith('auth.')),
    excluded_models: [],
    total_records: tally.records,
    model_counts: Object.fromEntries(tally.byModel),
  });
  const schemaInfo = Buffer.from(SCHEMA_INFO);
  const sums = [
    [sha256(metadata), 'backup_metadata.json'],
    [facts.fixtureSha256, PACKAGE_PATHS.fixture.split('/')[1]],
    [sha256(schemaInfo), 'schema_info.txt'],
  ];
  const checksums = Buffer.from(sums.map(([sum, name]) => `${sum}  ${name}\n`).join(''));
  return { metadata, checksums, schemaInfo };
}

export function packageMetadata({ request, exportedAt, tally, files }: PackageFacts): Buffer {
  return toJson({
    export_timestamp: exportedAt ?? undefined,
    edms_version: 'unknown',
    django_version: 'unknown',
    python_version: 'unknown',
    export_type: 'migration_package',
    exported_by: 'EDMS Backup Console',
    // Who takes the signature away does not take this away.
    signed_by: request.signWith === undefined ? undefined : fingerprintOf(publicKeyOf(request.signWith)),
    database_engine: ENGINE,
    export_options: {
      type: 'export',
      keys: request.keys,
      canonical: request.canonical,
      select: request.select,
      compress: true,
      encrypt: request.encryptFor !== undefined,
      include_users: tally.byModel.has('users.user'),
    },
    components: {
      database: true,
      storage_files: files,
      configuration: false,
      user_accounts: tally.byModel.has('users.user'),
      restore_scripts: false,
    },
  });
}

const ENGINE = 'django.db.backends.postgresql';

const SCHEMA_INFO = `Database Schema Information
===========================

Django fixture (JSON), written by the EDMS Backup Console out of one snapshot of the database.
`;

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
