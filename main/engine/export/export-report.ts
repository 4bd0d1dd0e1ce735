import type { Selection } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';
import type { FormatLimit } from './format-limits.ts';
import type { Protection } from './output-file.ts';

/**
 * What an export is written as: a migration package, a bare fixture, one record a line, a zip with a CSV file for each
 * table, a SQLite database, or an archive of PostgreSQL's `pg_dump`.
 */
export const EXPORT_FORMATS = ['package', 'fixture', 'ndjson', 'csv', 'sqlite', 'pgdump'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How records name each other: as Django's natural keys do, or by primary key. */
export const EXPORT_KEYS = ['natural', 'primary'] as const;
export type ExportKeys = (typeof EXPORT_KEYS)[number];

/** What is exported, and how. */
export interface ExportRequest extends Protection {
  /** Absolute path of the file that is made. Its name decides how it is packed: `.zip`, `.gz`. */
  readonly path: string;
  readonly format: ExportFormat;
  readonly keys: ExportKeys;
  /** Sorted and without the times of the run: the same records and files give the same bytes. */
  readonly canonical: boolean;
  /** `MODEL:KEY`, as in a selection: these records with all that they need. Empty for everything. */
  readonly select: readonly string[];
  /**
   * Writes the files alone: all of the storage, or those that the selected records name. The records are read, since they
   * tell what is missing, and not written. Only in a package, and only with a storage folder.
   */
  readonly filesOnly?: boolean;
  /** Besides, as in a selection: records by the time they were made, and by a text that they hold. */
  readonly among?: Pick<Selection, 'span' | 'search'>;
  /** The EDMS's project folder, whose environment files and settings a package takes along; none without it. */
  readonly configuration?: string | null;
  /** With the environment files, and settings that may hold secrets. */
  readonly includeSecrets?: boolean;
}

/** What chooses records: nothing of it, and everything is exported. */
type Choosing = Pick<ExportRequest, 'select' | 'among'>;

export function isSelection(request: Choosing): boolean {
  const { roots, span, search } = selectionOf(request);
  return roots.length > 0 || span !== null || search !== '';
}

export function selectionOf({ select, among }: Choosing): Selection {
  return { roots: select, span: among?.span ?? null, search: among?.search ?? '' };
}

/** What an export came to. */
export interface ExportReport {
  readonly path: string;
  readonly format: ExportFormat;
  readonly keys: ExportKeys;
  readonly canonical: boolean;
  /** Label of the target, without a password. */
  readonly target: string;
  readonly records: number;
  /** Records by label, in the order in which they are written. */
  readonly byModel: { readonly [model: string]: number };
  readonly files: number;
  /** How the file is encrypted. */
  readonly encryption: 'none' | 'recipients' | 'passphrase';
  /** The key that signed it, and where the signature is; null when it is not signed. */
  readonly signature: { readonly path: string; readonly fingerprint: string } | null;
  /** Size and checksum (hexadecimal) of the file that was made, encrypted or not. */
  readonly bytes: number;
  readonly sha256: string;
  readonly durationMs: number;
  readonly problems: readonly Problem[];
  /** What an export like this does not carry, whatever the EDMS holds. */
  readonly limits: readonly FormatLimit[];
}
