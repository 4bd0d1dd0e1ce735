import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { inventedUserColumns, inventedUserRow, USER } from '../plan/missing-users.ts';
import { groupByShape } from '../plan/plan-rows.ts';
import {
  createStageStatement,
  deleteRelatedStatement,
  insertRelatedStatement,
  insertStatement,
  type RowShape,
  relatedToDeleteStatement,
  rowsToUpdateStatement,
  stageStatement,
  updateStatement,
} from '../plan/statements.ts';
import type { Outcome } from '../plan/summary.ts';
import type { ProgressMeter } from '../progress.ts';
import type { UndoWriter } from '../undo/undo-record.ts';

/** Bytes of rows a statement: large enough to be fast, small enough for memory and to be cancelled soon. */
const BYTES_A_STATEMENT = 1 << 19;

/** What a restore is doing, for its parts. */
export interface RestoreWork {
  readonly plan: RestorePlan;
  readonly sql: Sql;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal | undefined;
  /** How many rows each table that is written to should have gained (or lost) by the restore, by table name. */
  readonly gains: Map<string, number>;
  /** How many rows of each table this restore has inserted or updated. */
  readonly writes: Map<string, number>;
  /** Names of the temporary tables that hold the written rows, by the number of their shape. */
  readonly stages: Map<number, string>;
  /** Takes down rows before they are changed or removed; null when nobody wants to undo this. */
  readonly undo: UndoWriter | null;
}

/** Writes the rows of all records that are created or updated: infrastructure first, then business data. */
export async function writeRows(work: RestoreWork): Promise<void> {
  const { plan, meter } = work;
  await writeInventedUsers(work);
  for (const step of ['infrastructure', 'business'] as const) {
    const labels = plan.order.filter((label) => plan.catalogue.models.get(label)?.step === step);
    const total = labels.reduce((sum, label) => sum + recordsWith(plan, label, WRITTEN).length, 0);
    meter.start(step === 'business' ? 'business data' : step, total, 'records');
    for (const label of labels) await writeModel(label, work);
    meter.finish();
  }
  await writeRelations(work);
}

/** Outcomes whose rows are written. */
export const WRITTEN: readonly Outcome[] = ['create', 'update'];

/** The records of a model with one of these outcomes, in the order of the fixture. */
export function recordsWith(
  plan: RestorePlan,
  label: string,
  outcomes: readonly Outcome[],
): readonly RecordNumber[] {
  return Array.from(plan.recordsOf.get(label) ?? []).filter((number) => {
    const outcome = plan.table.outcome(number);
    return outcome !== null && outcomes.includes(outcome);
  });
}

/** Calls `use` with batches of rows that have the same shape, as JSON. */
export async function forEachBatch(
  numbers: readonly RecordNumber[],
  work: RestoreWork,
  use: (batch: RowBatch) => Promise<void>,
): Promise<void> {
  const { shapes, spool } = work.plan.rows;
  for (const [shapeNumber, group] of groupByShape(numbers, work.plan)) {
    for (const records of batchesBySize(group, (record) => spool.sizeOf(record))) {
      throwIfCancelled(work.signal);
      await use({
        shape: shapes.get(shapeNumber),
        shapeNumber,
        json: await spool.json(records),
        rows: records.length,
      });
    }
  }
}

/** Splits records into batches whose rows are about as many bytes as one statement should carry. */
export function* batchesBySize(
  records: readonly RecordNumber[],
  sizeOf: (record: RecordNumber) => number,
): Generator<readonly RecordNumber[]> {
  let batch: RecordNumber[] = [];
  let size = 0;
  for (const record of records) {
    batch.push(record);
    size += sizeOf(record);
    if (size < BYTES_A_STATEMENT) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

export interface RowBatch {
  readonly shape: RowShape;
  readonly shapeNumber: number;
  /** The rows as a JSON array. */
  readonly json: string;
  readonly rows: number;
}

async function writeModel(label: string, work: RestoreWork): Promise<void> {
  const { plan, sql, meter } = work;
  await forEachBatch(recordsWith(plan, label, ['create']), work, async (batch) => {
    const statement = insertStatement(batch.shape, await stageFor(batch, work));
    expectRows(await sql.execute(statement, batch.json), batch.rows, label);
    countRows(work, batch.shape.bound.table.name, batch.rows, batch.rows);
    meter.advance(batch.rows);
  });
  await forEachBatch(recordsWith(plan, label, ['update']), work, async (batch) => {
    const stage = await stageFor(batch, work);
    // A record may have nothing but many-to-many fields: then there is no column to set.
    const hasColumns = batch.shape.columns.length > 0;
    if (hasColumns) {
      await keepRows(batch.shape.bound.table.name, rowsToUpdateStatement(batch.shape), batch.json, work);
    }
    const statement = hasColumns ? updateStatement : stageStatement;
    expectRows(await sql.execute(statement(batch.shape, stage), batch.json), batch.rows, label);
    countRows(work, batch.shape.bound.table.name, 0, hasColumns ? batch.rows : 0);
    meter.advance(batch.rows);
  });
}

/** Takes down, for undo, the rows that a statement finds. */
async function keepRows(table: string, statement: string, json: string, work: RestoreWork): Promise<void> {
  if (work.undo === null) return;
  const rows = await work.sql.query<{ row: string }>(statement, json);
  for (const { row } of rows) await work.undo.before(table, row);
}

/** The temporary table for rows of the batch's shape, made when the first of them comes. */
async function stageFor({ shape, shapeNumber }: RowBatch, work: RestoreWork): Promise<string> {
  const present = work.stages.get(shapeNumber);
  if (present !== undefined) return present;
  const stage = `edms_restore_stage_${shapeNumber}`;
  await work.sql.execute(createStageStatement(shape, stage));
  work.stages.set(shapeNumber, stage);
  return stage;
}

async function writeRelations(work: RestoreWork): Promise<void> {
  const { plan, sql, meter } = work;
  const labels = plan.order.filter((label) => (plan.bound.get(label)?.manyToMany.size ?? 0) > 0);
  const total = labels.reduce((sum, label) => sum + recordsWith(plan, label, WRITTEN).length, 0);
  meter.start('relations', total, 'records');
  for (const label of labels) {
    await forEachBatch(recordsWith(plan, label, WRITTEN), work, async ({ shape, json, rows }) => {
      for (const [index, related] of shape.manyToMany.entries()) {
        await keepRows(related.table.name, relatedToDeleteStatement(shape, index), json, work);
        const removed = await sql.execute(deleteRelatedStatement(shape, index), json);
        const added = await sql.execute(insertRelatedStatement(shape, index), json);
        countRows(work, related.table.name, added - removed, added);
      }
      meter.advance(rows);
    });
  }
  meter.finish();
}

async function writeInventedUsers(work: RestoreWork): Promise<void> {
  const { plan, sql } = work;
  const bound = plan.bound.get(USER);
  if (!bound || plan.inventedUsers.size === 0) return;
  const now = new Date().toISOString();
  const { fills } = plan.adapt;
  const rows = [...plan.inventedUsers].map(([username, key]) =>
    inventedUserRow(username, key, bound, fills, now),
  );
  const shape: RowShape = { bound, columns: inventedUserColumns(bound, fills), manyToMany: [] };
  const stage = 'edms_restore_stage_users';
  await sql.execute(createStageStatement(shape, stage));
  await sql.execute(insertStatement(shape, stage), `[${rows.join(',')}]`);
  countRows(work, bound.table.name, rows.length, rows.length);
}

function countRows(work: RestoreWork, table: string, gained: number, written: number): void {
  work.gains.set(table, (work.gains.get(table) ?? 0) + gained);
  work.writes.set(table, (work.writes.get(table) ?? 0) + written);
}

function expectRows(written: number, expected: number, label: string): void {
  if (written !== expected)
    throw new Error(`${written} instead of ${expected} rows of ${label} were written`);
}
