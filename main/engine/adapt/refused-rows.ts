import type { RecordNumber } from '../fixture/record.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { EncodedRow } from '../plan/encode-row.ts';
import type { PlanContext } from '../plan/plan-context.ts';
import type { PlannedRows } from '../plan/plan-rows.ts';
import { type CheckedRow, refusedByChecks } from './checks.ts';

/** The rows of a batch that the target's CHECK constraints would refuse, and why their records cannot be restored. */
export async function refusedRows(
  batch: readonly RecordNumber[],
  encoded: readonly EncodedRow[],
  bound: BoundModel,
  rows: Pick<PlannedRows, 'shapes'>,
  context: PlanContext,
): Promise<ReadonlyMap<RecordNumber, string>> {
  const reasons = new Map<RecordNumber, string>();
  if ((bound.table.checks ?? []).length === 0) return reasons;
  const byShape = new Map<number, CheckedRow[]>();
  encoded.forEach((row, i) => {
    const number = batch[i];
    if (row.kind !== 'row' || number === undefined) return;
    const shape = rows.shapes.numberOf(bound, row.columns, row.manyToMany);
    const group = byShape.get(shape);
    if (group) group.push({ number, json: row.json });
    else byShape.set(shape, [{ number, json: row.json }]);
  });
  for (const [shape, group] of byShape) {
    for (const [number, check] of await refusedByChecks(group, rows.shapes.get(shape), context.sql)) {
      reasons.set(number, reason(number, check, bound, context));
    }
  }
  return reasons;
}

function reason(
  number: RecordNumber,
  check: { readonly name: string; readonly columns: readonly string[] },
  bound: BoundModel,
  context: PlanContext,
): string {
  const fields = [...bound.columns.values()].filter(({ live }) => check.columns.includes(live.name));
  const names = fields.map(({ field }) => field.name).join(', ');
  const filled = context.adapt.traits
    .of(number)
    .find((trait) => trait.kind === 'filled' && fields.some(({ field }) => field.name === trait.field));
  const advice = filled ? ` (give a value with --fill ${filled.label}.${filled.field}=VALUE)` : '';
  return `It cannot be restored: the target's rule ${check.name} refuses its ${names}${advice}.`;
}
