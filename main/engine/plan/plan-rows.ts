import { refusedRows } from '../adapt/refused-rows.ts';
import { throwIfCancelled } from '../errors.ts';
import { KeyIndex } from '../fixture/key-index.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import { decide } from './decide.ts';
import { type EncodedRow, encodeRow, resolveReference } from './encode-row.ts';
import { jsonText } from './encode-value.ts';
import { identityRules } from './identity-columns.ts';
import { batches, type PlanContext } from './plan-context.ts';
import type { RowShapes } from './row-shapes.ts';
import type { RowSpool } from './row-spool.ts';
import { compareStatement } from './statements.ts';

/** Where the rows of a plan are laid down. */
export interface PlannedRows {
  readonly spool: RowSpool;
  readonly shapes: RowShapes;
}

/**
 * Encodes the rows of a model, compares those that the target has, and settles what happens to each record.
 * @returns the records that turned out to be impossible: what refers to them has to be planned again.
 */
export async function planRows(
  bound: BoundModel,
  rows: PlannedRows,
  context: PlanContext,
): Promise<readonly RecordNumber[]> {
  const open = Array.from(context.recordsOf.get(bound.model.label) ?? []).filter(
    (number) => context.table.outcome(number) === null,
  );
  const uniques = new UniqueValues(bound, context);
  const lost: RecordNumber[] = [];
  for (const batch of batches(open)) {
    throwIfCancelled(context.signal);
    const records = await context.fixture.spool.read(batch);
    const encoded = await encodeBatch(batch, records, bound, context);
    const refused = await refusedRows(batch, encoded, bound, rows, context);
    const compared: RecordNumber[] = [];
    for (const [i, number] of batch.entries()) {
      const row = encoded[i];
      const record = records[i];
      if (!row || !record) continue;
      const because = refused.get(number) ?? rejection(row, record, number, uniques);
      if (because !== null) {
        lost.push(number);
        loseRecord(number, because, context);
        continue;
      }
      if (row.kind !== 'row') continue;
      context.table.setShape(number, rows.shapes.numberOf(bound, row.columns, row.manyToMany));
      await rows.spool.append(number, row.json);
      if (context.table.isMatched(number)) compared.push(number);
      else context.table.settle(number, 'create', createReason(number, context));
    }
    await settleMatched(compared, bound, rows, context);
    context.meter.advance(batch.length);
  }
  return lost;
}

/** Encodes a batch; where the target has to be asked for keys, it is asked once for all of them. */
export async function encodeBatch(
  batch: readonly RecordNumber[],
  records: readonly FixtureRecord[],
  bound: BoundModel,
  context: PlanContext,
): Promise<readonly EncodedRow[]> {
  const encode = (record: FixtureRecord, i: number) => encodeRow(record, batch[i] ?? -1, bound, context);
  const first = records.map(encode);
  const wanted = first.flatMap((row) => (row.kind === 'wanting' ? row.keys : []));
  if (wanted.length === 0) return first;
  await context.targetKeys.load(wanted);
  return records.map((record, i) => {
    const row = first[i];
    return row && row.kind !== 'wanting' ? row : encode(record, i);
  });
}

/** Why a record cannot be restored, or null. */
function rejection(
  row: EncodedRow,
  record: FixtureRecord,
  number: RecordNumber,
  uniques: UniqueValues,
): string | null {
  if (row.kind === 'impossible') return `It cannot be restored: ${row.because}.`;
  if (row.kind === 'wanting') return 'It cannot be restored: a reference could not be followed.';
  const first = uniques.add(record, number);
  return first === null
    ? null
    : `It cannot be restored: ${first.fields} is the same as in record ${first.record + 1}.`;
}

/** Settles a record as impossible. */
export function loseRecord(number: RecordNumber, because: string, context: PlanContext): void {
  context.table.clearConflict(number);
  context.table.settle(number, 'impossible', because);
  // A row of the target stays what it is, and references may still lead to it.
  if (!context.table.isMatched(number)) context.table.dropKey(number);
}

function createReason(number: RecordNumber, context: PlanContext): string {
  const conflict = context.table.conflict(number);
  return conflict
    ? 'Restored beside the row of the target, under a new uuid.'
    : 'The target does not have it.';
}

async function settleMatched(
  numbers: readonly RecordNumber[],
  bound: BoundModel,
  rows: PlannedRows,
  context: PlanContext,
): Promise<void> {
  const different = new Set<RecordNumber>();
  for (const [shape, group] of groupByShape(numbers, context)) {
    const json = await rows.spool.json(group);
    const found = await context.sql.query<{ n: number }>(compareStatement(rows.shapes.get(shape)), json);
    for (const { n } of found) different.add(n);
  }
  for (const number of numbers) settleOne(number, different.has(number), bound, context);
}

function settleOne(number: RecordNumber, different: boolean, bound: BoundModel, context: PlanContext): void {
  const { table, policy } = context;
  const conflict = table.conflict(number);
  if (conflict) {
    table.settle(number, 'update', 'In conflict; the row of the target becomes as in the package.');
    return;
  }
  if (!different) {
    table.settle(number, 'unchanged', 'The target has it as it is.');
    return;
  }
  if (bound.model.step === 'business') {
    if (policy.changedRecords === 'take') {
      table.settle(number, 'update', 'The target has it with other values.');
    } else {
      table.settle(number, 'skip', 'The target has it with other values, which are kept.');
    }
    return;
  }
  const possible = bound.model.owner === 'django' ? (['keep'] as const) : (['keep', 'take', 'skip'] as const);
  const made = decide('protected-differs', bound.model, number, policy, possible);
  table.setConflict(number, made);
  if (made.decision === 'take') {
    table.settle(number, 'update', 'Infrastructure that differs; it becomes as in the package.');
    return;
  }
  table.settle(
    number,
    made.decided ? 'skip' : 'conflict',
    'Infrastructure that differs; the row of the target is kept.',
  );
}

/** Numbers by the shape of their rows. */
export function groupByShape(
  numbers: readonly RecordNumber[],
  context: Pick<PlanContext, 'table'>,
): ReadonlyMap<number, RecordNumber[]> {
  const groups = new Map<number, RecordNumber[]>();
  for (const number of numbers) {
    const shape = context.table.shape(number);
    const group = groups.get(shape);
    if (group) group.push(number);
    else groups.set(shape, [number]);
  }
  return groups;
}

/**
 * Unique values that two records of the package share although neither natural key nor uuid is the same: the
 * database would refuse the second, and with it the whole restore.
 */
class UniqueValues {
  readonly #index = new KeyIndex();
  readonly #sets: readonly (readonly BoundColumn[])[];
  readonly #context: PlanContext;

  constructor(bound: BoundModel, context: PlanContext) {
    this.#sets = identityRules(bound, context.catalogue)
      .filter((rule) => rule.kind === 'unique')
      .map((rule) => rule.columns);
    this.#context = context;
  }

  add(record: FixtureRecord, number: RecordNumber): { fields: string; record: RecordNumber } | null {
    for (const [i, columns] of this.#sets.entries()) {
      const values = columns.map((column) => this.#value(record, column));
      if (values.includes(null)) continue;
      const first = this.#index.add(`${i}\0${JSON.stringify(values)}`, number);
      if (first >= 0) return { fields: columns.map(({ field }) => field.name).join(', '), record: first };
    }
    return null;
  }
  /** The value as text; references by the row that they lead to, in whatever shape they are written. */
  #value(record: FixtureRecord, column: BoundColumn): string | null {
    const value = record.fields[column.field.name];
    if (value === null || value === undefined) return null;
    if (!column.field.references)
      return jsonText(typeof value === 'string' ? uuidForm(value, column) : value);
    const resolution = resolveReference(column.field.references, value, this.#context);
    return resolution.kind === 'key' ? String(resolution.key) : null;
  }
}

function uuidForm(value: string, column: BoundColumn): string {
  return column.live.type === 'uuid' ? value.toLowerCase().replaceAll('-', '') : value;
}
