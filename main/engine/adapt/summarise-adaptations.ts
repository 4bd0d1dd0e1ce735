import type { PlanContext } from '../plan/plan-context.ts';
import type { Outcome } from '../plan/summary.ts';
import type { Adaptation, AdaptationKind, FillProposal } from './adaptation.ts';
import { tableOfAddedModel } from './known-versions.ts';
import { CONTENT_TYPE, PERMISSION } from './placeless.ts';
import { choicesOf } from './propose-fill.ts';
import type { Trait } from './record-traits.ts';

/** What these questions need of a plan; its context has it too. */
export type AdaptedPlan = Pick<PlanContext, 'catalogue' | 'bound' | 'table' | 'recordsOf' | 'adapt'>;

/** A trait and how many records of the plan have it. */
export interface CountedTrait extends Trait {
  readonly records: number;
}

/** Counts the traits of the records whose rows are in the target after the restore, and of those that lack a value. */
export function countTraits({ table, adapt }: AdaptedPlan): readonly CountedTrait[] {
  const counts = new Map<Trait, number>();
  for (let number = 0; number < table.count; number += 1) {
    const traits = adapt.traits.of(number);
    if (traits.length === 0) continue;
    const outcome = table.outcome(number);
    for (const trait of traits) {
      if (outcome !== null && cameTrue(trait, outcome)) counts.set(trait, (counts.get(trait) ?? 0) + 1);
    }
  }
  return merged(counts);
}

const RESTORED: readonly Outcome[] = ['create', 'update', 'unchanged'];

/** Whether what the trait says has come true with this outcome. */
function cameTrue({ kind }: Trait, outcome: Outcome): boolean {
  if (kind === 'value-missing') return outcome === 'impossible';
  return RESTORED.includes(outcome);
}

/** Records with different combinations of traits share some of them. */
function merged(counts: ReadonlyMap<Trait, number>): readonly CountedTrait[] {
  const sums = new Map<string, CountedTrait>();
  for (const [trait, records] of counts) {
    const key = `${trait.kind}\0${trait.label}\0${trait.field}\0${trait.value}`;
    const before = sums.get(key)?.records ?? 0;
    sums.set(key, { ...trait, records: before + records });
  }
  return [...sums.values()];
}

/** All ways in which package and target differ as EDMS versions, as far as records of the package meet them. */
export function summariseAdaptations(plan: AdaptedPlan): readonly Adaptation[] {
  const fields = countTraits(plan).map(({ kind, label, field, value, records }): Adaptation => {
    const bound = plan.bound.get(label);
    return {
      table: bound?.table.name ?? label,
      column: bound?.columns.get(field)?.live.name ?? field,
      kind: KINDS[kind],
      records,
      value,
    };
  });
  return [...leftOutRecords(plan), ...fields];
}

const KINDS: { readonly [kind in Trait['kind']]: AdaptationKind } = {
  filled: 'filled',
  'value-missing': 'value-missing',
  emptied: 'emptied',
  'no-column': 'column-dropped',
  'no-place': 'value-kept-aside',
};

/** Records that are kept in the side file because the target's EDMS has no place for their kind. */
function leftOutRecords({ bound, catalogue, recordsOf, table, adapt }: AdaptedPlan): readonly Adaptation[] {
  const found: Adaptation[] = [];
  for (const [label, numbers] of recordsOf) {
    const isDropped = !bound.has(label);
    if (!isDropped && label !== CONTENT_TYPE && label !== PERMISSION) continue;
    const records = numbers.filter(
      (number) => table.outcome(number) === 'skip' && adapt.placeless.isKeptWhole(number),
    ).length;
    if (records === 0) continue;
    const name = catalogue.models.get(label)?.table ?? tableOfAddedModel(label) ?? label;
    const kind = isDropped ? 'table-dropped' : 'model-dropped';
    found.push({ table: name, column: null, kind, records, value: null });
  }
  return found;
}

/** The columns that records lack a value for: what they get, and what could be entered instead. */
export function proposedFills(plan: AdaptedPlan): readonly FillProposal[] {
  return countTraits(plan).flatMap(({ kind, label, field, records }): readonly FillProposal[] => {
    const bound = plan.bound.get(label);
    const column = bound?.columns.get(field);
    if (!bound || !column || (kind !== 'filled' && kind !== 'value-missing')) return [];
    const fill = plan.adapt.fills.absent(bound, column)?.value ?? null;
    return [
      {
        field: `${label}.${field}`,
        table: bound.table.name,
        column: column.live.name,
        type: column.live.type,
        choices: choicesOf(bound, column),
        value: kind === 'filled' ? (fill?.value ?? null) : null,
        source: kind === 'filled' ? (fill?.source ?? null) : null,
        records,
      },
    ];
  });
}
