import { lastingBecause } from '../catalogue/lasting-models.ts';
import type { Lack } from '../package/inspection.ts';
import type { Problem } from '../problems.ts';
import type { PlanContext } from './plan-context.ts';
import type { BeyondGroup } from './summary.ts';

/** Names that stand in a finding. */
const MOST_NAMES = 5;

const UNCERTAIN: { readonly [lack in Lack]: Pick<Problem, 'message' | 'advice'> } = {
  damage: {
    message:
      'Nothing is removed: the package could not be read whole, so it may hold what seems to be beyond it.',
    advice: 'Use an undamaged package to remove what the target has beyond it.',
  },
  part: {
    message:
      'Nothing is removed: the package was made of a part of its EDMS, which may have what seems to be beyond it.',
    advice: 'Use a package of everything to remove what the target has beyond it.',
  },
};

/** Findings about what the target has beyond the package: what is removed, and what was to be and is not. */
export function beyondProblems(
  groups: readonly BeyondGroup[],
  lack: Lack | null,
  { bound, policy, problems }: PlanContext,
): void {
  for (const label of policy.removeBeyond) {
    const model = bound.get(label)?.model;
    const because = model ? lastingBecause(model) : 'The target has no such model.';
    if (because === null) continue;
    problems.add({
      code: 'BEYOND_PROTECTED',
      severity: 'warning',
      message: `Rows of ${label} were chosen for removal and are kept. ${because}`,
      advice: 'Take the model out of the choice.',
      where: { model: label },
    });
  }
  const chosen = (group: BeyondGroup) => group.removable && policy.removeBeyond.includes(group.model);
  if (lack !== null && groups.some(chosen)) {
    problems.add({
      code: 'BEYOND_UNCERTAIN',
      severity: 'warning',
      ...UNCERTAIN[lack],
    });
  }
  for (const group of groups) {
    const keptBack = chosen(group) && group.kept > 0;
    problems.add({
      code: keptBack ? 'BEYOND_KEPT' : 'BEYOND_PACKAGE',
      severity: keptBack ? 'warning' : 'note',
      message: sentence(group, keptBack),
      ...(keptBack
        ? { advice: 'The preview lists them and says of each why it is kept.' }
        : { advice: 'The preview lists them.' }),
      where: { model: group.model },
    });
  }
}

function sentence({ model, count, removed, kept, examples }: BeyondGroup, keptBack: boolean): string {
  const shown = keptBack ? examples.filter((example) => example.kept !== null) : examples;
  const names = shown.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = (keptBack ? kept : count) > names.length ? ', …' : '';
  const rows = `The target has ${count} ${count === 1 ? 'row' : 'rows'} of ${model} beyond the package`;
  return keptBack
    ? `${rows}; ${removed} removed, ${kept} kept (${names.join(', ')}${more}).`
    : `${rows} (${names.join(', ')}${more}); ${removed} removed, ${kept} kept.`;
}
