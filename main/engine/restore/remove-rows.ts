import { throwIfCancelled } from '../errors.ts';
import type { BeyondRows } from '../plan/beyond-rows.ts';
import type { PlannedBeyond } from '../plan/plan-beyond.ts';
import { quote } from '../plan/statements.ts';
import { rowText } from '../undo/row-images.ts';
import type { RestoreWork } from './write-rows.ts';

/**
 * Rows that go: those of `table` whose `column` is among the keys (`k`) of the temporary table `stage`, which lasts
 * until the transaction ends.
 */
export interface RemovedRows {
  readonly table: string;
  readonly column: string;
  readonly stage: string;
  /** How many rows that must be; null for rows of many-to-many fields, which are not counted beforehand. */
  readonly rows: number | null;
}

const KEYS_A_STATEMENT = 20_000;

/**
 * Lays down the keys of the rows that the plan removes, and changes nothing. What it returns is in the order in
 * which it can be removed: many-to-many rows before the rows that they belong to, and those before what they
 * refer to.
 */
export async function stageRemovals(
  work: RestoreWork,
  { removals }: PlannedBeyond,
): Promise<readonly RemovedRows[]> {
  const staged: RemovedRows[] = [];
  for (const [n, rows] of removals.entries()) {
    const stage = `edms_restore_removed_${n}`;
    await stageKeys(rows, stage, work);
    const { key, manyToMany, table } = rows.bound;
    for (const { field, table: related } of manyToMany.values())
      staged.push({ table: related.name, column: field.fromColumn, stage, rows: null });
    staged.push({ table: table.name, column: key.live.name, stage, rows: rows.count - rows.kept });
  }
  return staged;
}

/**
 * Removes the rows of the target that the plan found beyond the package, in sets, with the rows of their
 * many-to-many fields. Throws when there are not as many of them as were planned; then nothing is committed.
 */
export async function removeRows(work: RestoreWork, beyond: PlannedBeyond): Promise<readonly RemovedRows[]> {
  const staged = await stageRemovals(work, beyond);
  if (staged.length === 0) return staged;
  work.meter.start('removing', staged.length, 'steps');
  for (const { table, column, stage, rows } of staged) {
    throwIfCancelled(work.signal);
    await keepRemoved(table, column, stage, work);
    const removed = await work.sql.execute(
      `delete from ${quote(table)} as t using pg_temp.${quote(stage)} as s where t.${quote(column)} = s.k`,
    );
    if (rows !== null && removed !== rows)
      throw new Error(`${removed} instead of ${rows} rows of ${table} were removed`);
    work.gains.set(table, (work.gains.get(table) ?? 0) - removed);
    // Triggers may answer to a removal too: then the verification looks for what they wrote.
    work.writes.set(table, work.writes.get(table) ?? 0);
    work.meter.advance(1);
  }
  work.meter.finish();
  return staged;
}

const ROWS_AT_ONCE = 2000;

/** Takes down, for undo, the rows that go; through a cursor, for there may be many. */
async function keepRemoved(table: string, column: string, stage: string, work: RestoreWork): Promise<void> {
  const { sql, undo, signal } = work;
  if (undo === null) return;
  await sql.execute(
    `declare edms_removed_rows no scroll cursor for select ${rowText('t')} as row
       from ${quote(table)} as t join pg_temp.${quote(stage)} as s on t.${quote(column)} = s.k`,
  );
  for (;;) {
    throwIfCancelled(signal);
    const rows = await sql.query<{ row: string }>(`fetch forward ${ROWS_AT_ONCE} from edms_removed_rows`);
    for (const { row } of rows) await undo.before(table, row);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await sql.execute('close edms_removed_rows');
}

async function stageKeys(rows: BeyondRows, stage: string, { sql, signal }: RestoreWork): Promise<void> {
  const type = rows.bound.key.sqlType;
  await sql.execute(`create temporary table ${quote(stage)} (k ${type} primary key) on commit drop`);
  for (const places of rows.removedPlaces(KEYS_A_STATEMENT)) {
    throwIfCancelled(signal);
    await sql.execute(
      `insert into pg_temp.${quote(stage)} select x.k from json_to_recordset($1::json) as x(k ${type})`,
      JSON.stringify(places.map((place) => ({ k: rows.keyAt(place) }))),
    );
  }
}
