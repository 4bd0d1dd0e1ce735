import path from 'node:path';
import { labelOf } from '../engine/database/address.ts';
import { checkEncryptFor } from '../engine/encryption/age.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { exportFormatOf, exportNameOf } from '../engine/export/export-format.ts';
import {
  EXPORT_FORMATS,
  EXPORT_KEYS,
  type ExportFormat,
  type ExportKeys,
  type ExportReport,
  type ExportRequest,
} from '../engine/export/export-report.ts';
import { type FormatLimit, limitsHelp, limitsOf } from '../engine/export/format-limits.ts';
import { isWell } from '../engine/problems.ts';
import { recordJob } from '../jobs/record-job.ts';
import { ownSigningKey } from '../settings/signing-key.ts';
import { type CommandEntry, type CommonOptions, type Given, targetOf, usage } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { withJobStore } from './job-record.ts';
import { encryptForOf } from './key-options.ts';
import { needTarget } from './need-target.ts';
import { note, show } from './output.ts';
import { renderTable } from './render.ts';
import { resolveTarget } from './resolve-target.ts';
import { storageRootOf } from './restore-command.ts';

export interface ExportCommand {
  readonly target: string;
  readonly storage: string | null;
  readonly out: string;
  readonly format: ExportFormat;
  readonly keys: ExportKeys;
  readonly select: readonly string[];
  readonly canonical: boolean;
  /** `age1…`: whom it is encrypted for. */
  readonly recipients: readonly string[];
  /** The variable of the environment that holds the passphrase it is encrypted with. */
  readonly passphraseEnv: string | null;
  readonly sign: boolean;
  readonly configuration: string | null;
  readonly includeSecrets: boolean;
}

export const exportEntry = {
  usage: [
    'export OUT --target T [--storage DIR] [--format FORMAT] [--keys natural|primary] [--select MODEL:KEY]… [--canonical] [--configuration DIR [--include-secrets]] [--recipient AGE1…]… [--passphrase-env VAR] [--sign]',
  ],
  help: `Exports all records of an EDMS out of one snapshot, while people work in it, into the file OUT: a migration
package (.tar.gz, .zip) with the files of the storage, a bare fixture (.json, .json.gz), a record a line (.ndjson), a
zip of one CSV file a table (.csv.zip), a SQLite database (.sqlite, .sqlite3, .db), or an archive of PostgreSQL's own
pg_dump (.dump), which has to be installed; EDMS_PG_DUMP names one that is not where it usually is. What the export
will not hold is said before it begins, and --json has it under "limits".
Changes nothing in the EDMS, and replaces no file. The export holds password hashes: only its owner may read it.
  --storage DIR  the folder in which the EDMS keeps its files; a profile can name it, an embedded target has its own
  --format FORMAT  package, fixture, ndjson, csv, sqlite or pgdump; without it the name of OUT decides
  --keys KEYS    natural (as the EDMS's own packages have it) or primary; natural without it
  --select MODEL:KEY  a record to export with all that it depends on, documents.document:POL-2025-0001-v01.00;
                 KEY is its natural key (parts joined by commas), uuid or primary key, or * for all of the model
  --canonical    sorted and without the times of the run: the same records and files give the same bytes (an encrypted
                 file is another one each time)
  --recipient RECIPIENT  encrypt it with age for the owner of this key (age1…); .age is added to the name of OUT
  --passphrase-env VAR  encrypt it with age, with the passphrase in this variable of the environment
  --sign         sign it with the console's own key (keys show); the signature lies beside it, as OUT.sig
  --configuration DIR  the EDMS's project folder: its settings go into a package
  --include-secrets    with its .env files, and settings that may hold secrets

What an export does not hold:
${limitsHelp()}

Exit status: 0 all is exported, 3 something is missing in the export (a file, a table that is not known).
`,
  options: [
    'target',
    'storage',
    'format',
    'keys',
    'select',
    'canonical',
    'configuration',
    'include-secrets',
    'recipient',
    'passphrase-env',
    'sign',
  ],
  read: ({ operands, values, environment }: Given) => {
    const [out, ...more] = operands;
    if (out === undefined) throw usage('Name the file that is to be made.');
    if (values['include-secrets'] === true && values.configuration === undefined)
      throw usage('--include-secrets needs --configuration, the folder that they are taken from.');
    if (more.length > 0) throw usage(`One file at a time; "${more[0]}" is one too many.`);
    return {
      command: 'export' as const,
      target: targetOf({ operands, values, environment }),
      storage: values.storage ?? null,
      out,
      format: exportFormatOf(out, oneOf('format', values.format, EXPORT_FORMATS)),
      keys: oneOf('keys', values.keys, EXPORT_KEYS) ?? 'natural',
      select: values.select ?? [],
      canonical: values.canonical === true,
      recipients: values.recipient ?? [],
      passphraseEnv: values['passphrase-env'] ?? null,
      sign: values.sign === true,
      configuration: values.configuration ?? null,
      includeSecrets: values['include-secrets'] === true,
    };
  },
} satisfies CommandEntry;

function oneOf<T extends string>(option: string, given: string | undefined, words: readonly T[]): T | null {
  if (given === undefined) return null;
  const found = words.find((word) => word === given);
  if (found === undefined) throw usage(`--${option} takes ${words.join(', ')}, not "${given}".`);
  return found;
}

/** `export`: kept in the list of jobs. */
export async function runExport(
  command: CommonOptions & ExportCommand,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const { format, keys, canonical, select, includeSecrets } = command;
  const encryptFor = encryptForOf(command.recipients, command.passphraseEnv);
  if (encryptFor !== null) checkEncryptFor(encryptFor);
  const out = path.resolve(exportNameOf(command.out, encryptFor !== null));
  const target = await resolveTarget(command.target, command);
  needTarget(target);
  const request: ExportRequest = {
    ...{ path: out, format, keys, canonical, select, includeSecrets },
    configuration: command.configuration === null ? null : path.resolve(command.configuration),
    ...(encryptFor === null ? {} : { encryptFor }),
    ...(command.sign ? { signWith: (await ownSigningKey()).privateKey } : {}),
  };
  const report = await withJobStore(command, (store) =>
    recordJob(
      store,
      { kind: 'export', packagePath: request.path, target: labelOf(target.address) },
      async () => {
        await enterTarget(engine, target, 'look', work);
        const storageRoot = await storageRootOf(command, target);
        note(command, renderLimits(limitsOf({ ...request, storageRoot })));
        return engine.exportTarget(request, storageRoot, work);
      },
      (done) => ({
        state: isWell(done.problems) ? 'completed' : 'completed with findings',
        packageSha256: done.sha256,
        records: done.records,
        report: done,
      }),
    ),
  );
  show(command, report, () => renderExport(report));
  return isWell(report.problems) ? EXIT.done : EXIT.needsLook;
}

function renderLimits(limits: readonly FormatLimit[]): string {
  return ['What the export will not hold:', ...limits.map(({ text }) => `  ${text}`)].join('\n');
}

export function renderExport(report: ExportReport): string {
  const figure = (value: number) => value.toLocaleString('en-US');
  const models = Object.entries(report.byModel).map(([model, records]) => [model, figure(records)]);
  const files = report.format === 'package' ? ` and ${figure(report.files)} files` : '';
  return `${[
    `  ${report.path}`,
    `  ${figure(report.records)} records${files} of ${report.target}, ${figure(report.bytes)} bytes`,
    `  SHA-256 ${report.sha256}`,
    ...(report.encryption === 'none'
      ? []
      : [
          `  encrypted with age, ${report.encryption === 'passphrase' ? 'with a passphrase' : 'for its recipients'}`,
        ]),
    ...(report.signature === null
      ? []
      : [`  signed by ${report.signature.fingerprint}: ${report.signature.path}`]),
    '',
    ...renderTable(['model', 'records'], models),
    ...(report.problems.length > 0 ? [''] : []),
    ...report.problems.flatMap(({ severity, message, advice }) => [
      `  ${severity}: ${message}`,
      ...(advice === undefined ? [] : [`    ${advice}`]),
    ]),
  ].join('\n')}\n`;
}
