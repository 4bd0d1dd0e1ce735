import { exportFormatOf } from '../engine/export/export-format.ts';
import {
  EXPORT_FORMATS,
  EXPORT_KEYS,
  type ExportFormat,
  type ExportKeys,
} from '../engine/export/export-report.ts';
import { limitsHelp } from '../engine/export/format-limits.ts';
import { type CommandEntry, type Given, targetOf, usage } from './command-entry.ts';

export interface ExportCommand {
  readonly target: string;
  readonly storage: string | null;
  readonly out: string;
  readonly format: ExportFormat;
  readonly keys: ExportKeys;
  readonly select: readonly string[];
  readonly filesOnly: boolean;
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
    'export OUT --target T [--storage DIR] [--format FORMAT] [--keys natural|primary] [--select MODEL:KEY]… [--files-only] [--canonical] [--configuration DIR [--include-secrets]] [--recipient AGE1…]… [--passphrase-env VAR] [--sign]',
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
  --files-only   a package of files without records: all of the storage, or those that the selected records name
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
    'files-only',
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
      filesOnly: values['files-only'] === true,
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
