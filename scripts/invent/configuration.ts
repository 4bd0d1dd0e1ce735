import { userSummaries } from './infrastructure.ts';
import { sha256 } from './random.ts';
import { EXPORTED_AT, GROUPS, type System } from './system.ts';
import { pythonMoment, toJson } from './values.ts';

/** The files of `configuration/` by name. The secrets in them are invented and open nothing. */
export function configurationFiles(system: System): readonly (readonly [string, string])[] {
  const environment = 'SECRET_KEY=invented-and-used-nowhere\nDB_PASSWORD=invented-too\nDEBUG=False\n';
  const manifest = {
    backup_type: 'configuration_files',
    created_at: pythonMoment(EXPORTED_AT + 950, 3),
    critical_warning: 'These files contain sensitive information including SECRET_KEY - handle securely',
    files_backed_up: 1,
    config_files: [
      {
        original_path: '/app/.env',
        backup_name: 'environment_variables.env',
        size: Buffer.byteLength(environment),
        contains_secrets: true,
        restore_location: '/app/.env',
        checksum: sha256(environment),
      },
    ],
  };
  const permissions = [...GROUPS].map(([name, codenames]) => ({ name, permissions: codenames }));
  return [
    ['config_manifest.json', toJson(manifest)],
    ['environment_variables.env', environment],
    ['permissions.json', toJson(permissions)],
    ['settings.json', toJson(SETTINGS)],
    ['users.json', toJson(userSummaries(system))],
  ];
}

const SETTINGS = {
  timezone: 'UTC',
  language: 'en-us',
  installed_apps: ['apps.users', 'apps.documents', 'apps.workflows', 'apps.audit', 'apps.backup'],
  document_processing: { ALLOWED_EXTENSIONS: ['.docx', '.pdf', '.txt'], MAX_FILE_SIZE: 52_428_800 },
  audit_settings: { ENABLE_AUDIT: true, AUDIT_RETENTION_DAYS: 3650 },
};
