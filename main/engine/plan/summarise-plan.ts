import { proposedFills, summariseAdaptations } from '../adapt/summarise-adaptations.ts';
import type { RestorePlan } from './create-plan.ts';
import { classDecision } from './modes.ts';
import type { RecordConflict } from './plan-table.ts';
import { type ConflictClass, POSSIBLE_DECISIONS, SAFE_DECISIONS } from './policy.ts';
import {
  type ConflictGroup,
  OUTCOMES,
  type Outcome,
  type OutcomeCounts,
  type PlanSummary,
} from './summary.ts';

/** The sums of a plan. */
export function summarisePlan(plan: RestorePlan): PlanSummary {
  const byModel = [...plan.recordsOf].map(([label, numbers]) => {
    const model = plan.catalogue.models.get(label);
    return {
      model: label,
      step: model?.step ?? ('business' as const),
      records: numbers.length,
      outcomes: countOutcomes(plan, numbers),
    };
  });
  return {
    mode: plan.policy.mode,
    records: plan.table.count,
    notSelected: plan.table.leftOut,
    outcomes: byModel.reduce((sum, model) => addCounts(sum, model.outcomes), NO_OUTCOMES),
    byModel,
    conflicts: conflictGroups(plan),
    files: fileSums(plan),
    beyond: plan.beyond.groups,
    missingUsers: [...plan.missingUsers],
    adaptations: summariseAdaptations(plan),
    fills: proposedFills(plan),
    problems: plan.problems.toArray(),
  };
}

const NO_OUTCOMES: OutcomeCounts = {
  create: 0,
  update: 0,
  unchanged: 0,
  skip: 0,
  conflict: 0,
  impossible: 0,
};

function countOutcomes(plan: RestorePlan, numbers: Int32Array): OutcomeCounts {
  const counts: { [outcome in Outcome]: number } = { ...NO_OUTCOMES };
  for (const number of numbers) {
    const outcome = plan.table.outcome(number);
    if (outcome === null) throw new Error(`record ${number + 1} has no outcome`);
    counts[outcome] += 1;
  }
  return counts;
}

function addCounts(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  const sum: { [outcome in Outcome]: number } = { ...NO_OUTCOMES };
  for (const outcome of OUTCOMES) sum[outcome] = a[outcome] + b[outcome];
  return sum;
}

/** Conflicts of records by class and model, and of files. */
export function conflictGroups(plan: RestorePlan): readonly ConflictGroup[] {
  const classes = new Map<ConflictClass, { model: string; conflict: RecordConflict }[]>();
  for (const [number, conflict] of plan.table.conflicts) {
    const { spool } = plan.fixture;
    const model = spool.models[spool.modelIndexOf(number)] ?? '';
    const members = classes.get(conflict.class) ?? [];
    classes.set(conflict.class, members);
    members.push({ model, conflict });
  }
  const groups = [...classes].map(([name, members]) => recordGroup(name, members, plan));
  const files = fileGroup(plan);
  return files ? [...groups, files] : groups;
}

function recordGroup(
  name: ConflictClass,
  members: readonly { readonly model: string; readonly conflict: RecordConflict }[],
  plan: RestorePlan,
): ConflictGroup {
  const counts = new Map<string, number>();
  for (const { model } of members) counts.set(model, (counts.get(model) ?? 0) + 1);
  const models = [...counts].map(([model, count]) => {
    const step = plan.catalogue.models.get(model)?.step ?? 'business';
    const ofClass = classDecision(name, step, plan.policy) ?? SAFE_DECISIONS[name];
    return { model, count, ofClass, decision: plan.policy.models[model] ?? ofClass };
  });
  // A mode may decide otherwise for infrastructure than for business data: then the safe decision stands for both.
  const ofClass = new Set(models.map((model) => model.ofClass));
  const [decision = SAFE_DECISIONS[name]] = ofClass.size === 1 ? ofClass : [];
  return {
    class: name,
    count: members.length,
    decision,
    undecided: members.filter(({ conflict }) => !conflict.decided).length,
    possible: POSSIBLE_DECISIONS[name].filter((choice) =>
      members.some(({ conflict }) => conflict.possible.includes(choice)),
    ),
    models: models.map(({ model, count, decision: made }) => ({ model, count, decision: made })),
  };
}

function fileGroup(plan: RestorePlan): ConflictGroup | null {
  const files = plan.files.files.filter(
    (file) => file.action === 'keep' || file.action === 'replace' || file.action === 'beside',
  );
  if (files.length === 0) return null;
  return {
    class: 'file-differs',
    count: files.length,
    decision: classDecision('file-differs', 'business', plan.policy) ?? SAFE_DECISIONS['file-differs'],
    undecided: files.filter((file) => file.undecided).length,
    possible: POSSIBLE_DECISIONS['file-differs'],
    models: [],
  };
}

function fileSums(plan: RestorePlan): PlanSummary['files'] {
  const { files, storageRoot } = plan.files;
  const count = (...actions: readonly string[]) =>
    files.filter((file) => actions.includes(file.action)).length;
  return {
    total: files.length,
    bytes: files.reduce((sum, { file }) => sum + file.size, 0),
    storageRoot,
    copy: count('copy', 'replace', 'beside'),
    unchanged: count('unchanged'),
    conflict: files.filter((file) => file.undecided).length,
    missing: count('damaged'),
    notSelected: files.filter((file) => file.leftOut).length,
  };
}
