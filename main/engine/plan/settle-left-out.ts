import type { RecordSet } from '../select/record-set.ts';
import type { EffectivePolicy } from './modes.ts';
import type { PlanContext } from './plan-context.ts';

const NOT_SELECTED = 'Not selected.';
const ONLY_FILES = 'Only files are restored.';

/** Leaves out, before anything else is planned, the records that the mode or the selection is not about. */
export function settleLeftOut(context: PlanContext, selected: RecordSet | null): void {
  const { policy, table } = context;
  if (policy.rules.records === 'all') return;
  const reason = policy.rules.records === 'none' ? ONLY_FILES : NOT_SELECTED;
  for (let number = 0; number < table.count; number += 1)
    if (!isInScope(number, policy, selected)) table.leaveOut(number, reason);
}

/** The labels of the models of which some record is restored. */
export function labelsInScope(
  recordsOf: ReadonlyMap<string, Int32Array>,
  policy: EffectivePolicy,
  selected: RecordSet | null,
): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const [label, numbers] of recordsOf)
    if (numbers.some((number) => isInScope(number, policy, selected))) labels.add(label);
  return labels;
}

function isInScope(number: number, { rules }: EffectivePolicy, selected: RecordSet | null): boolean {
  return rules.records === 'all' || (rules.records === 'selected' && selected?.has(number) === true);
}
