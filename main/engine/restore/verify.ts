import type { LiveForeignKey, LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { compareStatement, quote, type RowShape } from '../plan/statements.ts';
import type { Outcome } from '../plan/summary.ts';
import type { Problem } from '../problems.ts';
import { ProblemList } from '../problems.ts';
import { forEachBatch, type RestoreWork, recordsWith } from './write-rows.ts';

/** What reading everything back has shown. */
export interface Verification {
  readonly fieldsCompared: number;
  /** Empty when the target is as planned. */
  readonly findings: readonly Problem[];
}

const PRESENT: readonly Outcome[] = ['create', 'update', 'unchanged'];

/**
 * Reads back every row that was written or matched and compares it, field by field, with the package; counts
 * the rows of all tables, so that none is extra; and follows every foreign key of the rows that were written.
 * It runs before the commit: a finding ends the restore with the target as it was.
 */
export async function verifyRows(work: RestoreWork, schema: LiveSchema): Promise<Verification> {
  const { plan, meter } = work;
  const findings = new ProblemList(20);
  let fieldsCompared = 0;
  const total = plan.order.reduce((sum, label) => sum + recordsWith(plan, label, PRESENT).length, 0);
  meter.start('verifying', total, 'records');
  for (const label of plan.order) {
    await forEachBatch(recordsWith(plan, label, PRESENT), work, async (shape, json, batch) => {
      fieldsCompared += batch.length * (shape.columns.length + shape.manyToMany.length);
      const different = await work.sql.query<Difference>(compareStatement(shape), json);
      for (const row of different) findings.add(differenceProblem(row, shape));
      meter.advance(batch.length);
    });
  }
  await checkCounts(work, schema, findings);
  await checkForeignKeys(work, schema, findings);
  meter.finish();
  return { fieldsCompared, findings: findings.toArray() };
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

/** While triggers are off PostgreSQL does not check foreign keys, so every one of the written rows is followed. */
async function checkForeignKeys(work: RestoreWork, schema: LiveSchema, findings: ProblemList): Promise<void> {
  for (const name of work.gains.keys()) {
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

async function lostReferences(sql: Sql, table: string, key: LiveForeignKey): Promise<number> {
  const joins = key.columns.map(
    (column, i) => `r.${quote(key.referencedColumns[i] ?? 'id')} = t.${quote(column)}`,
  );
  const given = key.columns.map((column) => `t.${quote(column)} is not null`);
  const [row] = await sql.query<{ lost: string }>(
    // Only rows of this very transaction: what was broken before is not this restore's to judge.
    `select count(*)::text as lost from ${quote(table)} as t
      where t.xmin::text = (txid_current() % 4294967296)::text and ${given.join(' and ')}
      and not exists (select 1 from ${quote(key.referencedTable)} as r where ${joins.join(' and ')})`,
  );
  return Number(row?.lost ?? 0);
}
