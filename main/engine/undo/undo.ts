import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql, Target } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import type { Worker } from '../own-records/record-restore.ts';
import { writeOwnRecords } from '../own-records/write-own-records.ts';
import { quote } from '../plan/statements.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { asOneOperation } from '../restore/one-operation.ts';
import { recoverLeft } from '../restore/recover.ts';
import { type JobPlace, ownName } from '../restore/restore.ts';
import { beginWriting, endWriting } from '../restore/restore-session.ts';
import { openRoot } from '../restore/stage-files.ts';
import { lockTables } from '../restore/target-locks.ts';
import { clearOwnRows } from './clear-own-rows.ts';
import { countTable, listConflicts, markConflicts } from './find-conflicts.ts';
import { rowText } from './row-images.ts';
import { planUndoFiles, stageKeptFiles, type UndoFileWork } from './undo-files.ts';
import type { UndoConflict, UndoneTable, UndoPlan, UndoReport } from './undo-plan.ts';
import { readUndoHeader, readUndoRecord, removeUndoRecord, type UndoEntry } from './undo-record.ts';
import {
  loadUndoTables,
  rowBefore,
  sameKey,
  type UndoTable,
  valueBefore,
  writableColumns,
} from './undo-tables.ts';

/** A job that is undone. */
export interface UndoneJob extends JobPlace {
  /** How many records it created, as its report says; left out where there is no report. */
  readonly created?: number;
}

export interface UndoInput {
  readonly target: Target;
  readonly of: UndoneJob;
  /** Null leaves the files as they are. */
  readonly storageRoot: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** The undoing itself. */
export interface UndoWork {
  /** The job of the undoing. */
  readonly job: JobPlace;
  /** The number of conflicts that the person has seen; null for whatever they are. */
  readonly shown: number | null;
  /** Tells the EDMS in its own tables; left out: it is not told. */
  readonly recordAs?: Worker;
}

/** Says what undoing a restore would do; changes nothing. Errors: `UNDO_NOT_POSSIBLE`, `STORAGE_NOT_FOUND`, `TARGET_…`. */
export async function planUndo(input: UndoInput): Promise<UndoPlan> {
  const header = await readUndoHeader(input.of.folder);
  const meter = new ProgressMeter(input.onProgress);
  meter.start('comparing', 1, 'steps');
  const files = await filesOf(input);
  const rows = await rolledBack(input.target, async (sql) => {
    const tables = await loadTables(sql, input);
    await clearOwnRows(sql, input.target.schema, input.of.id, tables);
    await markConflicts(sql, input.target.schema, tables);
    return describe(sql, tables);
  });
  meter.finish();
  const conflicts = [...rows.conflicts, ...files.conflicts];
  return {
    job: input.of.id,
    target: header.target,
    storageRoot: header.storageRoot,
    at: header.at,
    tables: rows.tables,
    files: files.counts,
    conflicts,
    conflictCount: sum(rows.tables, 'kept') + files.conflicts.length,
  };
}

/**
 * Undoes a restore, as one operation on database and files: rows that it created go, rows that it changed or removed
 * become what they were, and likewise the files. What people have changed since stays, with all that it needs.
 * When more stays than `shown` said, nothing is done (`TARGET_CHANGED`): it has to be looked at again.
 *
 * Errors: `UNDO_NOT_POSSIBLE`, `VERIFICATION_FAILED`, `TARGET_…`, `STORAGE_…`, `CANCELLED`; after each the target is as it was.
 */
export async function undoRestore(input: UndoInput & UndoWork): Promise<UndoReport> {
  const { target, of, job, signal } = input;
  const startedAt = new Date();
  const meter = new ProgressMeter(input.onProgress);
  const occupation = await target.occupy(ownName());
  try {
    const earlier = await recoverLeft(target, input.storageRoot);
    await readUndoHeader(of.folder);
    const files = await filesOf(input);
    const { result, problems } = await asOneOperation({
      facts: { job: job.id, operation: 'undo', target: target.label },
      target,
      root: input.storageRoot === null ? null : await openRoot(input.storageRoot),
      moves: files.moves,
      stage: (folder) => stageKeptFiles(of.folder, files.kept, folder),
      write: (sql) => undoRows(sql, input, files, meter),
      meter,
      signal,
    });
    // What stayed may be looked up in the record; without conflicts nothing of it is needed any more.
    const kept = sum(result.tables, 'kept') + files.conflicts.length;
    if (kept === 0) await removeUndoRecord(of.folder).catch(() => undefined);
    return {
      job: job.id,
      of: of.id,
      target: target.label,
      removed: sum(result.tables, 'remove'),
      reverted: sum(result.tables, 'revert'),
      reinserted: sum(result.tables, 'reinsert'),
      kept: sum(result.tables, 'kept'),
      files: files.counts,
      conflicts: [...result.conflicts, ...files.conflicts],
      problems: [...earlier.problems, ...problems],
      verified: true,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
    };
  } finally {
    await occupation.release();
  }
}

interface Described {
  readonly tables: readonly UndoneTable[];
  readonly conflicts: readonly UndoConflict[];
}

async function undoRows(
  sql: Sql,
  input: UndoInput & UndoWork,
  files: UndoFileWork,
  meter: ProgressMeter,
): Promise<Described> {
  const { schema } = input.target;
  const tables = await loadTables(sql, input);
  const names = tables.map(({ live }) => live.name);
  // While our deletions are not checked against references, nobody may add one.
  await lockTables(sql, referringTables(schema, names), meter, input.signal);
  const triggers = await beginWriting(sql, schema, names, null, meter, input.signal);
  await clearOwnRows(sql, schema, input.of.id, tables);
  await markConflicts(sql, schema, tables);
  const described = await describe(sql, tables);
  const conflicts = sum(described.tables, 'kept') + files.conflicts.length;
  if (input.shown !== null && conflicts > input.shown) throw moreConflicts(conflicts - input.shown);
  meter.start('undoing', tables.length, 'steps');
  for (const table of tables) await removeCreated(sql, table);
  for (const table of tables) {
    throwIfCancelled(input.signal);
    await revertChanged(sql, table);
    await reinsertRemoved(sql, table);
    meter.advance(1);
  }
  await verifyUndone(sql, tables);
  if (input.recordAs) await recordUndo(sql, input, input.recordAs, described);
  await endWriting(sql, schema, names, triggers);
  throwIfCancelled(input.signal);
  return described;
}

/** Tables with references to one of these. */
function referringTables(schema: LiveSchema, names: readonly string[]): readonly string[] {
  const refers = (table: LiveTable) =>
    table.foreignKeys.some(({ referencedTable }) => names.includes(referencedTable));
  return [...schema.tables.values()].filter(refers).map(({ name }) => name);
}

async function recordUndo(
  sql: Sql,
  { target, of, job, storageRoot }: UndoInput & UndoWork,
  by: Worker,
  described: Described,
): Promise<void> {
  const now = new Date();
  const undone = described.tables.reduce(
    (total, { remove, revert, reinsert }) => total + remove + revert + reinsert,
    0,
  );
  await writeOwnRecords(sql, target.schema, {
    kind: 'undo',
    job: job.id,
    of: of.id,
    mode: 'merge',
    outcome: 'completed',
    startedAt: now,
    endedAt: now,
    restored: undone,
    failed: sum(described.tables, 'kept'),
    error: null,
    ...by,
    package: { path: '', sha256: null, bytes: null },
    target: target.label,
    storageRoot,
  });
}

function removeCreated(sql: Sql, table: UndoTable): Promise<number> {
  return sql.execute(
    `delete from ${quote(table.live.name)} as t using ${table.name} as u
      where ${sameKey(table, 't', 'u')} and u.before is null and u.kept is null`,
  );
}

function revertChanged(sql: Sql, table: UndoTable): Promise<number> {
  const keys = new Set(table.live.primaryKey);
  const columns = writableColumns(table).filter((name) => !keys.has(name));
  if (columns.length === 0) return Promise.resolve(0);
  const sets = columns.map((name) => `${quote(name)} = ${valueBefore(table, name)}`);
  return sql.execute(
    `update ${quote(table.live.name)} as t set ${sets.join(', ')}
       from ${table.name} as u cross join lateral ${rowBefore(table, 'u')} as b
      where ${sameKey(table, 't', 'u')} and u.before is not null and u.hash is not null and u.kept is null`,
  );
}

function reinsertRemoved(sql: Sql, table: UndoTable): Promise<number> {
  const columns = writableColumns(table);
  const always = [...table.live.columns.values()].some(({ identityAlways }) => identityAlways);
  return sql.execute(
    `insert into ${quote(table.live.name)} (${columns.map(quote).join(', ')})${always ? ' overriding system value' : ''}
     select ${columns.map((name) => valueBefore(table, name)).join(', ')}
       from ${table.name} as u cross join lateral ${rowBefore(table, 'u')} as b
      where u.before is not null and u.hash is null and u.kept is null`,
  );
}

/** Reads everything back: created rows are gone, all others are to the last digit what they were. */
async function verifyUndone(sql: Sql, tables: readonly UndoTable[]): Promise<void> {
  for (const table of tables) {
    const [row] = await sql.query<{ wrong: number }>(
      `select count(*)::int as wrong from ${table.name} as u left join ${quote(table.live.name)} as t on ${sameKey(table, 't', 'u')}
        where u.kept is null and case when u.before is null then t.${quote(table.live.primaryKey[0] ?? '')} is not null
          else ${rowText('t')} is distinct from u.before::text end`,
    );
    if (row?.wrong !== 0) throw notAsBefore(table.live.name, row?.wrong ?? 0);
  }
}

function loadTables(sql: Sql, { target, of, signal }: UndoInput): Promise<readonly UndoTable[]> {
  return loadUndoTables(sql, target.schema, entriesOf(of), () => undefined, signal);
}

/**
 * What the record of a job holds. Error: `UNDO_NOT_POSSIBLE` where it lacks the rows that were created: earlier versions
 * took none down when the restore had to wait for a lock, and undoing would leave them all. (Rows that were only changed
 * are in it as they were, and are told as kept.)
 */
async function* entriesOf({ folder, created = 0 }: UndoneJob): AsyncGenerator<UndoEntry> {
  let isEmpty = true;
  for await (const entry of readUndoRecord(folder)) {
    if (entry.kind === 'after') isEmpty = false;
    yield entry;
  }
  if (isEmpty && created > 0) throw emptyRecord(created);
}

async function filesOf({ of, storageRoot }: UndoInput): Promise<UndoFileWork> {
  const files: Extract<UndoEntry, { kind: 'file' }>[] = [];
  const folders: string[] = [];
  for await (const entry of entriesOf(of)) {
    if (entry.kind === 'file') files.push(entry);
    else if (entry.kind === 'folder') folders.push(entry.path);
  }
  const root = storageRoot === null ? null : await openRoot(storageRoot);
  return planUndoFiles(root, root === null ? [] : files, root === null ? [] : folders);
}

async function describe(sql: Sql, tables: readonly UndoTable[]): Promise<Described> {
  const counted: UndoneTable[] = [];
  for (const table of tables) counted.push(await countTable(sql, table));
  return { tables: counted, conflicts: await listConflicts(sql, tables) };
}

/** Runs `work` in a transaction that may make temporary tables, and takes it back. */
async function rolledBack<T>(target: Target, work: (sql: Sql) => Promise<T>): Promise<T> {
  const enough = new Error('rolled back as intended');
  let found: { readonly value: T } | undefined;
  await target
    .write(async (sql) => {
      found = { value: await work(sql) };
      throw enough;
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error;
    });
  if (found === undefined) throw new Error('A transaction ended without a result');
  return found.value;
}

function sum(tables: readonly UndoneTable[], what: Exclude<keyof UndoneTable, 'table'>): number {
  return tables.reduce((total, table) => total + table[what], 0);
}

function emptyRecord(created: number): EngineError {
  return new EngineError({
    code: 'UNDO_NOT_POSSIBLE',
    message: `The restore created ${created} records, and its undo record has none of their rows: an earlier version of the console kept it, after it had waited for a lock.`,
    consequence: 'Nothing was changed: what the restore wrote is still there.',
    advice: 'Restore a backup or package of the time before instead.',
  });
}

function moreConflicts(more: number): EngineError {
  return new EngineError({
    code: 'TARGET_CHANGED',
    message: `${more} more rows or files have been changed since it was shown what undoing would do.`,
    consequence: 'Nothing was changed.',
    advice: 'Look at it again. Stop the EDMS first if people are working in it.',
  });
}

function notAsBefore(table: string, rows: number): EngineError {
  return new EngineError({
    code: 'VERIFICATION_FAILED',
    message: `${rows} rows of ${table} would not be what they were before the restore.`,
    consequence: 'Nothing was changed: the undoing was taken back before it was committed.',
    advice: 'Send the details to support. A package or backup of the time before can be restored instead.',
  });
}
