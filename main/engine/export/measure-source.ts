import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { HeldOptions, Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { exportedTables } from './exported-tables.ts';
import { listStorage } from './stored-files.ts';

/** How much there is to be read of an EDMS, whatever is made of it. */
export interface SourceSize {
  /** Rows of the tables of models. */
  readonly rows: number;
  /** Whether large tables were not counted: their rows are what the database itself takes them to be. */
  readonly isRough: boolean;
  /** What the tables take in the database, indexes and long values included. */
  readonly tableBytes: number;
  readonly files: number;
  /** Files of kinds that are compressed already, and hardly become smaller. */
  readonly denseBytes: number;
  readonly looseBytes: number;
  readonly largestFile: number;
}

interface MeasureOptions extends Pick<HeldOptions, 'meter'> {
  /** Passes over what is made by this very run; nothing without it. */
  readonly owns?: (file: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at the open target and the folder of its files; no record leaves the database, and no file is read. Errors: `STORAGE_…`, `CANCELLED`. */
export async function measureSource(
  target: Target,
  storageRoot: string | null,
  options: MeasureOptions = {},
): Promise<SourceSize> {
  throwIfCancelled(options.signal);
  const rows = await target.readHeld((sql) => countRoughly(target, sql), options);
  throwIfCancelled(options.signal);
  const tableBytes = await measureTables(target, options);
  return { ...rows, tableBytes, ...(await measureFiles(storageRoot, options)) };
}

/** Counting a table up to this size takes a moment. */
const SMALL_TABLE = 32 * 1024 * 1024;

async function countRoughly(target: Target, sql: Sql): Promise<Pick<SourceSize, 'rows' | 'isRough'>> {
  const names = exportedTables(target).flatMap(({ name, ends }) => (ends === null ? [name] : []));
  const found = await sql.query<{ name: string; bytes: bigint; rows: number }>(
    `select name, pg_relation_size(quote_ident(name)::regclass) as bytes,
            (select reltuples::float8 from pg_class where oid = quote_ident(name)::regclass) as rows
       from unnest($1::text[]) as name`,
    names,
  );
  // A table that was never analysed tells -1.
  const isLarge = ({ bytes, rows }: (typeof found)[number]) => Number(bytes) > SMALL_TABLE && rows >= 0;
  const large = found.filter(isLarge);
  const small = found.filter((table) => !isLarge(table));
  const counts = small.map(({ name }) => `select count(*) as n from ${quote(name)}`);
  const counted = counts.length === 0 ? [] : await sql.query<{ n: bigint }>(counts.join(' union all '));
  return {
    rows: counted.reduce((sum, { n }) => sum + Number(n), 0) + large.reduce((sum, { rows }) => sum + rows, 0),
    isRough: large.length > 0,
  };
}

/** Pages that a table has without a row in it, its indexes and its TOAST table included. */
const EMPTY_TABLE = 64 * 1024;

/** What the tables take in the database, indexes and long values included. */
export async function measureTables(target: Target, options: HeldOptions = {}): Promise<number> {
  const measure = (sql: Sql) =>
    sql.query<{ bytes: bigint }>(
      `select coalesce(sum(greatest(0, pg_total_relation_size(quote_ident(name)::regclass) - ${EMPTY_TABLE})), 0)::bigint as bytes
         from unnest($1::text[]) as name`,
      exportedTables(target).map(({ name }) => name),
    );
  const [row] = await target.readHeld(measure, options);
  return Number(row?.bytes ?? 0);
}

/** What is compressed already, and hardly becomes smaller in an archive. */
const DENSE = /\.(docx|xlsx|pptx|odt|ods|odp|zip|gz|7z|jpe?g|png|mp4)$/i;

/** The sizes of all files of a storage folder; nothing without one. */
export async function measureFiles(
  storageRoot: string | null,
  { owns = () => false, signal }: MeasureOptions = {},
): Promise<Pick<SourceSize, 'files' | 'denseBytes' | 'looseBytes' | 'largestFile'>> {
  let [files, denseBytes, looseBytes, largestFile] = [0, 0, 0, 0];
  if (storageRoot === null) return { files, denseBytes, looseBytes, largestFile };
  const listed = { output: { owns }, only: null, onProblem: () => undefined, signal };
  for (const file of await listStorage(storageRoot, listed)) {
    throwIfCancelled(signal);
    const size = (await lstat(path.join(storageRoot, file)).catch(() => null))?.size ?? 0;
    files += 1;
    if (DENSE.test(file)) denseBytes += size;
    else looseBytes += size;
    largestFile = Math.max(largestFile, size);
  }
  return { files, denseBytes, looseBytes, largestFile };
}
