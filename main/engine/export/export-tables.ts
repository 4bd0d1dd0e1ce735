import type { Target } from '../database/target.ts';
import type { Selection } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';
import type { ProgressListener, ProgressMeter } from '../progress.ts';
import { type ExportedTable, exportedTables } from './exported-tables.ts';
import type { OutputFile } from './output-file.ts';
import { readTables, type TableWriter } from './read-tables.ts';
import { selectRows } from './select-rows.ts';
import { csvWriter } from './write-csv.ts';
import { sqliteWriter } from './write-sqlite.ts';

export interface ExportTablesOptions {
  readonly target: Target;
  readonly format: 'csv' | 'sqlite';
  /** The records that are chosen; null for all. */
  readonly selection: Selection | null;
  readonly output: OutputFile;
  /** Null in a canonical export, which tells no times. */
  readonly exportedAt: string | null;
  readonly startedAtMs: number;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was exported, in numbers. */
export interface ExportCounts {
  readonly records: number;
  readonly byModel: ReadonlyMap<string, number>;
}

/** Exports the tables of all models as they are, out of one snapshot: as CSV files, or as a SQLite database. */
export async function exportTables(options: ExportTablesOptions): Promise<ExportCounts> {
  const { target, selection, format } = options;
  return target.readHeld(async (sql) => {
    const tables = exportedTables(target);
    const kept = selection === null ? null : await selectRows(sql, { ...options, selection });
    const read = (writer: TableWriter) => readTables(sql, { ...options, tables, kept }, writer);
    const write = format === 'csv' ? writeCsv : writeSqlite;
    return countModels(tables, await write(options, tables, read));
  }, options);
}

type Reading = (writer: TableWriter) => Promise<ReadonlyMap<string, number>>;

async function writeCsv(
  options: ExportTablesOptions,
  tables: readonly ExportedTable[],
  read: Reading,
): Promise<ReadonlyMap<string, number>> {
  const writer = csvWriter(options);
  try {
    const counts = await read(writer);
    await writer.finish(tables, counts);
    return counts;
  } finally {
    await writer.destroy();
  }
}

async function writeSqlite(
  options: ExportTablesOptions,
  tables: readonly ExportedTable[],
  read: Reading,
): Promise<ReadonlyMap<string, number>> {
  const writer = await sqliteWriter({ ...options, tables });
  try {
    const counts = await read(writer);
    await writer.finish();
    return counts;
  } finally {
    writer.destroy();
  }
}

/** Rows of many-to-many tables are no records. */
export function countModels(
  tables: readonly ExportedTable[],
  counts: ReadonlyMap<string, number>,
): ExportCounts {
  const byModel = new Map<string, number>();
  let records = 0;
  for (const { name, model, ends } of tables) {
    const count = counts.get(name) ?? 0;
    if (ends !== null || count === 0) continue;
    byModel.set(model.label, count);
    records += count;
  }
  return { records, byModel };
}
