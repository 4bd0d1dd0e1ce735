import { stringify } from 'lossless-json';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { describeRecords } from '../plan/plan-pages.ts';
import type { PlannedRecord } from '../plan/summary.ts';
import type { Trait } from './record-traits.ts';

/** The records of a plan of which the side file keeps something, in the order of the fixture. */
export function numbersToKeep(plan: RestorePlan): readonly RecordNumber[] {
  const numbers: RecordNumber[] = [];
  for (let number = 0; number < plan.table.count; number += 1) {
    if (isKeptWhole(number, plan) || keptTraits(number, plan).length > 0) numbers.push(number);
  }
  return numbers;
}

/**
 * True for a record that could not be restored, or that has no place of its own in the target; not for one that was
 * left out by a decision.
 */
function isKeptWhole(number: RecordNumber, { table, adapt }: RestorePlan): boolean {
  const outcome = table.outcome(number);
  return outcome === 'impossible' || (outcome === 'skip' && adapt.placeless.isKeptWhole(number));
}

/** What of a restored record has no place in the target. */
function keptTraits(number: RecordNumber, { table, adapt }: RestorePlan): readonly Trait[] {
  const outcome = table.outcome(number);
  if (outcome !== 'create' && outcome !== 'update' && outcome !== 'unchanged') return [];
  return adapt.traits.of(number).filter(({ kind }) => kind === 'no-column' || kind === 'no-place');
}

/** The side file's lines for these records, without their line ends. Numbers stand as in the package. */
export async function keptLines(
  numbers: readonly RecordNumber[],
  plan: RestorePlan,
): Promise<readonly string[]> {
  const { spool } = plan.fixture;
  const described = await describeRecords(numbers, plan);
  const readable = numbers.filter((number) => spool.brokenBecause(number) === null);
  const records = await spool.read(readable);
  const byNumber = new Map(readable.map((number, i) => [number, records[i]]));
  return Promise.all(
    described.map(async (line) => {
      const record = byNumber.get(line.record);
      const kept = record ? keptOf(record, line, plan) : { text: await spool.text(line.record) };
      return asJson({ record: line.record, model: line.model, key: line.name, why: line.reason, ...kept });
    }),
  );
}

function keptOf(
  record: FixtureRecord,
  { record: number }: PlannedRecord,
  plan: RestorePlan,
): { readonly [name: string]: JsonValue } {
  if (isKeptWhole(number, plan)) {
    const { model, pk, fields } = record;
    return { whole: pk === undefined ? { model, fields } : { model, pk, fields } };
  }
  const traits = keptTraits(number, plan);
  const fields = traits.map(({ kind, field }): [string, JsonValue] => {
    const value = record.fields[field] ?? null;
    return [field, kind === 'no-place' ? placelessPart(value, record, field, plan) : value];
  });
  return { why: traits.map(why).join('; '), row: plan.table.key(number), fields: Object.fromEntries(fields) };
}

/** Of a list only what was left out of it. */
function placelessPart(value: JsonValue, record: FixtureRecord, field: string, plan: RestorePlan): JsonValue {
  const related = plan.bound.get(record.model)?.manyToMany.get(field);
  if (!related || !Array.isArray(value)) return value;
  return value.filter((part) => plan.adapt.placeless.isReference(related.field.references, part));
}

function why({ kind, field }: Trait): string {
  return kind === 'no-column'
    ? `the target has no column for ${field}`
    : `the target's EDMS does not have what ${field} refers to`;
}

function asJson(value: JsonValue): string {
  return stringify(value) ?? 'null';
}
