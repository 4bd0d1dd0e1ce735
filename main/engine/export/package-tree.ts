import { createHash } from 'node:crypto';
import { PACKAGE_PATHS } from '../package/package.ts';
import { fingerprintOf, publicKeyOf } from '../signature/ed25519.ts';
import type { Configuration } from './configuration-files.ts';
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
  readonly configuration: Configuration;
}

/** A description as Python's `json.dumps(indent=2)` lays it out; what is undefined is left out. */
export function toJson(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

export function configurationManifest({ exportedAt, configuration, request }: PackageFacts): Buffer {
  const { files, leftOut } = configuration;
  return toJson({
    backup_type: 'configuration_files',
    created_at: exportedAt ?? undefined,
    critical_warning: files.some(({ containsSecrets }) => containsSecrets) ? SECRETS_WARNING : undefined,
    files_backed_up: files.length,
    config_files: files.map(({ original, name, content, sha256: checksum, containsSecrets }) => ({
      original_path: original,
      backup_name: name,
      size: content.length,
      contains_secrets: containsSecrets,
      restore_location: original,
      checksum,
    })),
    // What was there and is not here, so that nobody takes the list for the whole.
    left_out: request.configuration ? leftOut : undefined,
  });
}

const SECRETS_WARNING = 'These files hold passwords and keys: whoever has them can act as the EDMS.';

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

export function packageMetadata({ request, exportedAt, tally, files, configuration }: PackageFacts): Buffer {
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
      ...(request.filesOnly === true ? { files_only: true } : {}),
      ...(request.among === undefined ? {} : { among: request.among }),
      compress: true,
      encrypt: request.encryptFor !== undefined,
      include_users: tally.byModel.has('users.user'),
    },
    components: {
      database: request.filesOnly !== true,
      storage_files: files,
      configuration: configuration.files.length > 0,
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
