import type {
  ConflictClass,
  Decision,
  ErrorCode,
  Outcome,
  PlainError,
  PlannedRecordDetail,
  PlanQuery,
  PlanSummary,
  RestorePolicy,
} from '../../preload/contract/types.ts';
import { isNothingSelected } from './chooser.ts';
import { startingPolicy } from './policy-slice.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import type { SliceTools } from './work.ts';

/** Which records the table shows, and in which order; the table adds the range. */
export type TableQuery = Omit<PlanQuery, 'offset' | 'limit'>;

export const WHOLE_TABLE: TableQuery = {
  outcomes: [],
  models: [],
  conflictClasses: [],
  search: '',
  sort: 'record',
  descending: false,
};

/** Errors that say that the policy itself will not do. */
const REFUSED: ReadonlySet<ErrorCode> = new Set(['POLICY_INVALID', 'SELECTION_EMPTY']);

export interface PlanSlice {
  readonly planning: Task | null;
  /** Stays while it is made again with another decision, so that the screen does not go blank. */
  readonly plan: PlanSummary | null;
  readonly planError: PlainError | null;
  /** Counts the plans: what was read of an earlier one is out of date. */
  readonly planVersion: number;
  readonly query: TableQuery;
  readonly selected: number | null;
  readonly detail: PlannedRecordDetail | null;
  /** Plans package into target with the present decisions; where records have to be chosen first, asks for them. */
  preview(): Promise<void>;
  /**
   * Changes the policy. In the preview the plan is made again; a policy that the engine refuses makes way for the one
   * before. `name`: the saved policy that it now is.
   */
  decide(change: Partial<RestorePolicy>, name?: string | null): void;
  cancelPlanning(): void;
  /** Forgets the plan and every decision: another package or target. A job that is done again keeps its mode. */
  discardPlan(): void;
  /** The target may have changed: the plan is forgotten, the decisions are kept. */
  outdatePlan(): void;
  decideClass(conflictClass: ConflictClass, decision: Decision): void;
  /** `null` takes the model's own decision back. */
  decideModel(model: string, decision: Decision | null): void;
  decideRecord(record: number, decision: Decision | null): void;
  changePolicy(change: Partial<Pick<RestorePolicy, 'changedRecords' | 'missingUsers'>>): void;
  filter(change: Partial<TableQuery>): void;
  showOutcome(outcome: Outcome): void;
  select(record: number | null): Promise<void>;
}

export function createPlanSlice(tools: SliceTools): PlanSlice {
  const { bridge, set, get } = tools;
  return {
    planning: null,
    plan: null,
    planError: null,
    planVersion: 0,
    query: WHOLE_TABLE,
    selected: null,
    detail: null,

    preview: async () => {
      if (mustChoose(get().policy)) {
        set({ step: 'selection', restoreError: null });
        return;
      }
      set({ step: 'preview', restoreError: null });
      await makePlan(tools, null);
    },
    decide: (change, name = null) => {
      const { policy: before, step } = get();
      set({ policy: { ...before, ...change }, policyName: name, policyError: null });
      if (step !== 'preview') get().outdatePlan();
      else if (!mustChoose(get().policy)) void makePlan(tools, get().plan ? before : null);
      else {
        get().outdatePlan();
        set({ step: 'selection' });
      }
      // What a tree shows belongs to one selection.
      if (change.selection && step !== 'selection') {
        get().cancelSelecting();
        set({ tree: null });
      }
    },
    cancelPlanning: () => {
      const { planning } = get();
      if (!planning) return;
      set({ planning: { ...planning, cancelling: true } });
      void bridge.ask('job:cancel', { job: planning.job });
    },
    discardPlan: () => {
      get().outdatePlan();
      get().forgetSelection();
      set({ policy: startingPolicy(get()), policyName: null, policyError: null, query: WHOLE_TABLE });
    },
    outdatePlan: () => {
      get().cancelPlanning();
      set({ planning: null, plan: null, planError: null, selected: null, detail: null });
    },
    decideClass: (conflictClass, decision) =>
      get().decide({ classes: { ...get().policy.classes, [conflictClass]: decision } }),
    decideModel: (model, decision) =>
      get().decide({ models: withDecision(get().policy.models, model, decision) }),
    decideRecord: (record, decision) =>
      get().decide({ records: withDecision(get().policy.records, String(record), decision) }),
    changePolicy: (change) => get().decide(change),
    filter: (change) => set(({ query }) => ({ query: { ...query, ...change } })),
    showOutcome: (outcome) =>
      set(({ query }) => {
        const only = query.outcomes.length === 1 && query.outcomes[0] === outcome;
        return { query: { ...query, outcomes: only ? [] : [outcome], conflictClasses: [] } };
      }),
    select: async (selected) => {
      set({ selected });
      if (selected === null) {
        set({ detail: null });
        return;
      }
      const version = get().planVersion;
      const answer = await bridge.ask('plan:record', { record: selected });
      if (get().selected !== selected || get().planVersion !== version) return;
      set({ detail: answer.ok ? answer.value : null });
    },
  };
}

/** The mode asks for records, and none are chosen. */
function mustChoose({ mode, selection }: RestorePolicy): boolean {
  return mode === 'selected' && isNothingSelected(selection);
}

/** @param before the policy to go back to when the engine refuses the present one; null: then the error is shown. */
async function makePlan(tools: SliceTools, before: RestorePolicy | null): Promise<void> {
  const { bridge, set, get } = tools;
  get().cancelPlanning();
  const task = newTask();
  set({ planning: task, planError: null });
  const answer = await runTask(
    bridge,
    task,
    (job) =>
      bridge.ask('plan:create', {
        job,
        policy: { ...get().policy, acceptDamaged: get().acceptDamaged },
        storage: get().storage?.id ?? null,
      }),
    (progress) =>
      set(({ planning }) => (planning?.job === task.job ? { planning: advance(planning, progress) } : {})),
  );
  if (get().planning?.job !== task.job) return;
  if (!answer.ok && before !== null && REFUSED.has(answer.error.code)) {
    set({ planning: null, policy: before, policyName: null, policyError: answer.error });
    await makePlan(tools, null);
    return;
  }
  if (!answer.ok) {
    set({ planning: null, plan: null, planError: answer.error });
    return;
  }
  set(({ planVersion }) => ({ planning: null, plan: answer.value, planVersion: planVersion + 1 }));
  const { selected } = get();
  if (selected !== null) await get().select(selected);
}

function withDecision(
  decisions: { readonly [key: string]: Decision },
  key: string,
  decision: Decision | null,
): { readonly [key: string]: Decision } {
  const others = Object.fromEntries(Object.entries(decisions).filter(([known]) => known !== key));
  return decision === null ? others : { ...others, [key]: decision };
}
