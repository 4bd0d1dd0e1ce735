import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { LiveTable } from '../database/live-schema.ts';
import type { FileAction } from '../plan/file-plan.ts';
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

/** What a restore writes where the files lie: they are staged beside their destination, then moved. */
export interface StorageNeed {
  readonly files: number;
  readonly bytes: number;
}

export function storageNeed({ inspection, plan, policy, storageRoot }: PreflightInput): StorageNeed {
  if (policy.mode === 'database' || storageRoot === null) return { files: 0, bytes: 0 };
  if (plan === null) return { files: inspection.files.count, bytes: inspection.files.bytes };
  const placed = plan.files.files.filter(({ action }) => PLACED.has(action));
  return { files: placed.length, bytes: placed.reduce((sum, { file }) => sum + file.size, 0) };
}

const PLACED: ReadonlySet<FileAction> = new Set<FileAction>(['copy', 'beside', 'replace']);

/** An estimate, in bytes, of the undo record before it is compressed. */
export interface UndoNeed {
  /** Rows that change, which are kept as they are. */
  readonly rows: number;
  /** Files that make way. */
  readonly files: number;
  readonly bytes: number;
}

export async function undoNeed({ plan, policy, storageRoot }: PreflightInput): Promise<UndoNeed> {
  const need = { rows: 0, files: 0, bytes: 0 };
  if (plan === null) return need;
  for (let number = 0; policy.mode !== 'files' && number < plan.table.count; number += 1) {
    const outcome = plan.table.outcome(number);
    if (!WRITTEN.has(outcome)) continue;
    need.bytes += UNDO_ENTRY;
    if (outcome !== 'update') continue;
    need.rows += 1;
    need.bytes += plan.rows.spool.sizeOf(number);
  }
  for (const { action, destination } of plan.files.files) {
    if (action !== 'replace' || storageRoot === null) continue;
    need.files += 1;
    need.bytes += await sizeOf(path.join(storageRoot, destination));
  }
  return need;
}

/** Key and hash by which a row that was written is known again. */
const UNDO_ENTRY = 80;

async function sizeOf(file: string): Promise<number> {
  return (await lstat(file).catch(() => null))?.size ?? 0;
}
