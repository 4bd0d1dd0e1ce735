import type { LiveForeignKey, LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { batches } from '../plan/plan-context.ts';
import { groupByShape } from '../plan/plan-rows.ts';
import { compareStagedStatement, compareStatement, quote, type RowShape } from '../plan/statements.ts';
import type { Outcome } from '../plan/summary.ts';
import type { Problem } from '../problems.ts';
import { ProblemList } from '../problems.ts';
import { OF_THIS_TRANSACTION } from '../undo/row-images.ts';
import type { RemovedRows } from './remove-rows.ts';
import { forEachBatch, type RestoreWork, recordsWith, WRITTEN } from './write-rows.ts';

/** What reading everything back has shown. */
export interface Verification {
  readonly fieldsCompared: number;
  /** Empty when the target is as planned. */
  readonly findings: readonly Problem[];
}

/** Staged rows that are compared in one statement. */
const COMPARED_AT_ONCE = 50_000;

/**
 * Reads back every row that was written or matched and compares it, field by field, with the package; counts
 * the rows of all tables, so that none is extra; follows every foreign key of the rows that were written, and every
 * one that leads to a row that was removed.
 * It runs before the commit: a finding ends the restore with the target as it was.
 */
export async function verifyRows(
  work: RestoreWork,
  schema: LiveSchema,
  removed: readonly RemovedRows[] = [],
): Promise<Verification> {
  const { plan, meter } = work;
  const comparison = new Comparison(work);
  const total = plan.order.reduce((sum, label) => sum + recordsWith(plan, label, PRESENT).length, 0);
  meter.start('verifying', total, 'records');
  for (const label of plan.order) {
    await comparison.compareWritten(label);
    await comparison.compareUnchanged(label);
  }
  await checkCounts(work, schema, comparison.findings);
  await checkOtherWrites(work, schema, comparison.findings);
  await checkForeignKeys(work, schema, comparison.findings);
  await checkRemoved(work, schema, removed, comparison.findings);
  meter.finish();
  return { fieldsCompared: comparison.fieldsCompared, findings: comparison.findings.toArray() };
}

const PRESENT: readonly Outcome[] = [...WRITTEN, 'unchanged'];

class Comparison {
  readonly findings = new ProblemList(20);
  fieldsCompared = 0;
  readonly #work: RestoreWork;

  constructor(work: RestoreWork) {
    this.#work = work;
  }

  /** Compares written rows with what was staged of them: the values have crossed the wire once already. */
  async compareWritten(label: string): Promise<void> {
    const { plan, sql, stages, signal } = this.#work;
    for (const [shapeNumber, numbers] of groupByShape(recordsWith(plan, label, WRITTEN), plan)) {
      const stage = stages.get(shapeNumber);
      if (stage === undefined) throw new Error(`rows of ${label} were not staged`);
      const shape = plan.rows.shapes.get(shapeNumber);
      for (const batch of batches(numbers, COMPARED_AT_ONCE)) {
        throwIfCancelled(signal);
        const statement = compareStagedStatement(shape, stage);
        this.#note(await sql.query<Difference>(statement, batch[0], batch.at(-1)), shape, batch.length);
      }
    }
  }

  /** Compares rows that the target had already: these have to be sent. */
  async compareUnchanged(label: string): Promise<void> {
    const { plan, sql } = this.#work;
    await forEachBatch(recordsWith(plan, label, ['unchanged']), this.#work, async ({ shape, json, rows }) => {
      this.#note(await sql.query<Difference>(compareStatement(shape), json), shape, rows);
    });
  }

  #note(different: readonly Difference[], shape: RowShape, rows: number): void {
    this.fieldsCompared += rows * (shape.columns.length + shape.manyToMany.length);
    for (const row of different) this.findings.add(differenceProblem(row, shape));
    this.#work.meter.advance(rows);
  }
}

interface Difference {
  readonly n: number;
  readonly gone: boolean;
  readonly fields: string;
}

function differenceProblem(row: Difference, shape: RowShape): Problem {
  const { label } = shape.bound.model;
  if (row.gone) {
    return {
      code: 'ROW_NOT_THERE',
      severity: 'error',
      message: `Record ${row.n + 1} has no row in the target.`,
      where: { record: row.n + 1, model: label },
    };
  }
  const parts = [...shape.columns, ...shape.manyToMany];
  const fields = row.fields.split(',').map((position) => parts[Number(position)]?.field.name ?? position);
  return {
    code: 'ROW_DIFFERS',
    severity: 'error',
    message: `Record ${row.n + 1} differs from its row in ${fields.join(', ')}.`,
    where: { record: row.n + 1, model: label },
  };
}

/** Rows that nobody planned (by a trigger, say) would show here. */
async function checkCounts(work: RestoreWork, schema: LiveSchema, findings: ProblemList): Promise<void> {
  const tables = [...work.plan.tableStates.keys()].filter((name) => schema.tables.has(name));
  if (tables.length === 0) return;
  const counts = tables.map(
    (name, i) => `select $${i + 1}::text as name, count(*)::text as rows from ${quote(name)}`,
  );
  const rows = await work.sql.query<{ name: string; rows: string }>(counts.join(' union all '), ...tables);
  for (const { name, rows: count } of rows) {
    const expected = (work.plan.tableStates.get(name)?.rows ?? 0) + (work.gains.get(name) ?? 0);
    if (Number(count) === expected) continue;
    findings.add({
      code: 'ROW_COUNT_DIFFERS',
      severity: 'error',
      message: `The table ${name} has ${count} rows where ${expected} were planned.`,
      advice:
        'A trigger of the target may have added rows. Restore as a superuser or as the owner of the tables.',
    });
  }
}

/**
 * Rows that this transaction wrote although the restore did not: where tables have triggers that could not be kept
 * quiet, those may write to any table, also to tables that the package does not know.
 */
async function checkOtherWrites(work: RestoreWork, schema: LiveSchema, findings: ProblemList): Promise<void> {
  if (![...work.writes.keys()].some((name) => schema.tables.get(name)?.hasUserTriggers)) return;
  const readable = await work.sql.query<{ name: string }>(
    `select t.name from unnest($1::text[]) as t (name) where has_table_privilege(quote_ident(t.name), 'select')`,
    [...schema.tables.keys()],
  );
  for (const { name } of readable) {
    const [row] = await work.sql.query<{ rows: string }>(
      `select count(*)::text as rows from ${quote(name)} as t where ${OF_THIS_TRANSACTION}`,
    );
    const expected = work.writes.get(name) ?? 0;
    if (Number(row?.rows) === expected) continue;
    findings.add({
      code: 'ROWS_OF_TRIGGERS',
      severity: 'error',
      message: `A trigger of the target wrote to the table ${name}: ${row?.rows} rows were written where ${expected} were planned.`,
      advice: 'Restore as the owner of the tables, or as a superuser: then their triggers stay quiet.',
    });
  }
}

/** While triggers are off PostgreSQL does not check foreign keys, so every one of the written rows is followed. */
async function checkForeignKeys(work: RestoreWork, schema: LiveSchema, findings: ProblemList): Promise<void> {
  for (const name of writtenTables(work)) {
    const table = schema.tables.get(name);
    for (const key of table?.foreignKeys ?? []) {
      const lost = await lostReferences(work.sql, name, key);
      if (lost === 0) continue;
      findings.add({
        code: 'REFERENCE_BROKEN',
        severity: 'error',
        message: `${lost} rows of ${name} refer by ${key.columns.join(', ')} to rows of ${key.referencedTable} that do not exist.`,
      });
    }
  }
}

/** Rows of any table that refer to one that was removed: the plan keeps what is referred to. */
async function checkRemoved(
  { sql }: RestoreWork,
  schema: LiveSchema,
  removed: readonly RemovedRows[],
  findings: ProblemList,
): Promise<void> {
  for (const { table, column, stage } of removed) {
    for (const referring of schema.tables.values()) {
      for (const key of referring.foreignKeys) {
        const [own] = key.columns;
        if (own === undefined || key.referencedTable !== table || key.referencedColumns[0] !== column)
          continue;
        const [row] = await sql.query<{ lost: string }>(
          `select count(*)::text as lost from ${quote(referring.name)} as t join pg_temp.${quote(stage)} as s on s.k = t.${quote(own)}`,
        );
        if (Number(row?.lost ?? 0) === 0) continue;
        findings.add({
          code: 'REFERENCE_BROKEN',
          severity: 'error',
          message: `${row?.lost} rows of ${referring.name} refer by ${own} to rows of ${table} that were removed.`,
        });
      }
    }
  }
}

function writtenTables(work: RestoreWork): ReadonlySet<string> {
  const { shapes } = work.plan.rows;
  const staged = [...work.stages.keys()].map((number) => shapes.get(number).bound.table.name);
  return new Set([...work.gains.keys(), ...staged]);
}

async function lostReferences(sql: Sql, table: string, key: LiveForeignKey): Promise<number> {
  const joins = key.columns.map(
    (column, i) => `r.${quote(key.referencedColumns[i] ?? 'id')} = t.${quote(column)}`,
  );
  const given = key.columns.map((column) => `t.${quote(column)} is not null`);
  const [row] = await sql.query<{ lost: string }>(
    // Only rows of this very transaction: what was broken before is not this restore's to judge.
    `select count(*)::text as lost from ${quote(table)} as t
      where ${OF_THIS_TRANSACTION} and ${given.join(' and ')}
      and not exists (select 1 from ${quote(key.referencedTable)} as r where ${joins.join(' and ')})`,
  );
  return Number(row?.lost ?? 0);
}
