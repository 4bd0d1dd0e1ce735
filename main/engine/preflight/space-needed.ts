import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { LiveTable } from '../database/live-schema.ts';
import type { Outcome } from '../plan/summary.ts';
import type { PreflightInput } from './preflight.ts';

/** An estimate, in bytes, of what a restore writes where the database lies. */
export interface DatabaseNeed {
  /** Rows that are created or updated; an updated row is written anew beside the old one. */
  readonly rows: number;
  readonly rowBytes: number;
  readonly indexBytes: number;
  /** For the time of the restore: rows in temporary tables, and the write-ahead log of all of it. */
  readonly workingBytes: number;
}

/** Header, pointer and alignment of a row (PostgreSQL's documentation, 73.6). */
const ROW_OVERHEAD = 32;
/** An entry of a B-tree of keys with its share of half-full pages. */
const INDEX_ENTRY = 50;
/** What a row is taken to need while there is no plan. */
const ROW_WITHOUT_PLAN = 1000;
const INDEXES_WITHOUT_PLAN = 5;

/** Estimated from the rows as the plan has laid them down: their JSON is about as long as they are. */
export function databaseNeed({ inspection, plan, policy }: PreflightInput): DatabaseNeed {
  if (policy.mode === 'files') return withWork(0, 0, 0);
  if (plan === null) {
    const { records } = inspection;
    return withWork(records, records * ROW_WITHOUT_PLAN, records * INDEXES_WITHOUT_PLAN * INDEX_ENTRY);
  }
  let [rows, rowBytes, indexBytes] = [0, 0, 0];
  for (const [label, numbers] of plan.recordsOf) {
    const table = plan.bound.get(label)?.table;
    if (table === undefined) continue;
    const written = Array.from(numbers).filter((number) => WRITTEN.has(plan.table.outcome(number)));
    rows += written.length;
    for (const number of written) rowBytes += plan.rows.spool.sizeOf(number) + ROW_OVERHEAD;
    indexBytes += written.length * indexesOf(table) * INDEX_ENTRY;
  }
  return withWork(rows, rowBytes, indexBytes);
}

const WRITTEN: ReadonlySet<Outcome | null> = new Set<Outcome>(['create', 'update']);

/** The temporary tables hold the rows once more; the log holds rows and index entries. */
function withWork(rows: number, rowBytes: number, indexBytes: number): DatabaseNeed {
  return { rows, rowBytes, indexBytes, workingBytes: 2 * rowBytes + indexBytes };
}

/** Primary key, unique constraints, and one for each foreign key, as Django makes them. */
function indexesOf(table: LiveTable): number {
  return 1 + table.uniques.length + table.foreignKeys.length;
}

/** What a restore writes where the files lie, in bytes. */
export interface StorageNeed {
  readonly files: number;
  /** Staged beside their destination; they are then moved, not copied. */
  readonly stagedBytes: number;
  /** Files that make way and are kept for undo. */
  readonly keptBytes: number;
}

export async function storageNeed(input: PreflightInput): Promise<StorageNeed> {
  const { inspection, plan, policy, storageRoot } = input;
  if (policy.mode === 'database' || storageRoot === null) return { files: 0, stagedBytes: 0, keptBytes: 0 };
  if (plan === null)
    return { files: inspection.files.count, stagedBytes: inspection.files.bytes, keptBytes: 0 };
  const need = { files: 0, stagedBytes: 0, keptBytes: 0 };
  for (const { action, destination, file } of plan.files.files) {
    if (action !== 'copy' && action !== 'beside' && action !== 'replace') continue;
    need.files += 1;
    need.stagedBytes += file.size;
    if (action === 'replace') need.keptBytes += await sizeOf(path.join(storageRoot, destination));
  }
  return need;
}

async function sizeOf(file: string): Promise<number> {
  return (await lstat(file).catch(() => null))?.size ?? 0;
}

/** An estimate of an undo record before it is compressed: the old rows of what is changed, the keys of the rest. */
export function undoNeed({ plan }: PreflightInput): { readonly changed: number; readonly bytes: number } {
  if (plan === null) return { changed: 0, bytes: 0 };
  let [changed, bytes] = [0, 0];
  for (const number of Array.from({ length: plan.table.count }, (_, n) => n)) {
    const outcome = plan.table.outcome(number);
    if (outcome === 'create') bytes += UNDO_KEY;
    if (outcome !== 'update') continue;
    changed += 1;
    bytes += plan.rows.spool.sizeOf(number);
  }
  return { changed, bytes };
}

/** Bytes by which a created row is known again. */
const UNDO_KEY = 24;
