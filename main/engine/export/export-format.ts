import path from 'node:path';
import { EngineError } from '../errors.ts';
import type { ExportFormat } from './export-report.ts';

/** How a format is packed. */
export type Packing = 'tar.gz' | 'zip' | 'gzip' | 'plain';

const ENDINGS: readonly (readonly [ending: RegExp, format: ExportFormat])[] = [
  // Before the package's: a plain .zip is one.
  [/\.csv\.zip$/i, 'csv'],
  [/\.(tar\.gz|tgz|zip)$/i, 'package'],
  [/\.json(\.gz)?$/i, 'fixture'],
  [/\.(ndjson|jsonl)(\.gz)?$/i, 'ndjson'],
  [/\.(sqlite3?|db)$/i, 'sqlite'],
  [/\.dump$/i, 'pgdump'],
];

/** What an encrypted export ends with. */
const ENCRYPTED = /\.age$/i;

/**
 * The name of an export that is encrypted or not: with `.age` at its end just when it is. Error: `USAGE` for that
 * ending without encryption.
 */
export function exportNameOf(file: string, encrypted: boolean): string {
  if (ENCRYPTED.test(file) === encrypted) return file;
  if (encrypted) return `${file}.age`;
  throw new EngineError({
    code: 'USAGE',
    message: `${path.basename(file)} is the name of an encrypted file, and nothing says for whom.`,
    consequence: 'Nothing was written.',
    advice: 'Give --recipient or --passphrase-env, or another name.',
  });
}

/**
 * The format that a file's name asks for; `given` wins where the name says nothing. Error: `USAGE` when neither tells,
 * or one says another thing than the other.
 */
export function exportFormatOf(file: string, given: ExportFormat | null): ExportFormat {
  const named = ENDINGS.find(([ending]) => ending.test(plainName(file)))?.[1] ?? null;
  if (named !== null && given !== null && named !== given)
    throw usage(`${path.basename(file)} is no name for the format ${given}.`);
  const format = given ?? named;
  if (format === null) throw usage(`The name ${path.basename(file)} does not tell the format.`);
  return format;
}

/** How a file is packed, by its name. */
export function packingOf(file: string, format: ExportFormat): Packing {
  const name = plainName(file);
  if (format === 'package') return /\.zip$/i.test(name) ? 'zip' : 'tar.gz';
  if (format === 'csv') return 'zip';
  if (format === 'sqlite' || format === 'pgdump') return 'plain';
  return /\.gz$/i.test(name) ? 'gzip' : 'plain';
}

function plainName(file: string): string {
  return file.replace(ENCRYPTED, '');
}

function usage(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'Nothing was written.',
    advice:
      'Name it .tar.gz or .zip (package), .json or .json.gz (fixture), .ndjson, .csv.zip, .sqlite or .dump (pgdump), or give the format.',
  });
}
