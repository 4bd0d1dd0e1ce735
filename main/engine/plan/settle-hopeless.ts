import type { RecordNumber } from '../fixture/record.ts';
import { hasUniqueName } from './identity-columns.ts';
import type { PlanContext } from './plan-context.ts';

/**
 * Settles the records that no target could take: broken ones, and those that repeat an earlier record.
 * Records that have an outcome already are left alone.
 */
export async function settleHopeless(context: PlanContext): Promise<void> {
  const { fixture, table } = context;
  for (let number = 0; number < table.count; number += 1) {
    if (table.outcome(number) !== null) continue;
    const broken = fixture.spool.brokenBecause(number);
    if (broken !== null)
      table.settle(number, 'impossible', `It cannot be read: ${broken.replace(/\.$/, '')}.`);
  }
  for (const [number, { first, by }] of fixture.index.duplicates) {
    if (table.outcome(number) !== null || !matters(number, by, context)) continue;
    const same = (await content(number, context)) === (await content(first, context));
    const difference = same ? '' : ', with other values';
    table.settle(
      number,
      'skip',
      `Its ${by} is that of record ${first + 1}${difference}; the first one counts.`,
    );
    if (!same) context.adapt.placeless.keepWhole(number);
  }
}

/** A natural key that the database does not keep unique (backup configurations) may stand twice. */
function matters(number: RecordNumber, by: string, context: PlanContext): boolean {
  if (by !== 'natural key') return true;
  const label = context.fixture.spool.models[context.fixture.spool.modelIndexOf(number)] ?? '';
  const bound = context.bound.get(label);
  return bound !== undefined && hasUniqueName(bound, context.catalogue);
}

async function content(number: RecordNumber, context: PlanContext): Promise<string> {
  return (await context.fixture.spool.text(number)).replace(/\s+/g, ' ');
}
