import type {
  ConflictClass,
  Decision,
  Outcome,
  PlainError,
  PlannedRecordDetail,
  PlanQuery,
  PlanSummary,
  RestorePolicy,
} from '../../preload/contract/types.ts';
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

/** Loses nothing of the target's; the engine has the same for the command line. */
export const SAFE_POLICY: RestorePolicy = {
  mode: 'merge',
  selection: { roots: [], span: null, search: '' },
  fills: {},
  removeBeyond: [],
  classes: {},
  models: {},
  records: {},
  changedRecords: 'take',
  missingUsers: 'impossible',
  acceptDamaged: false,
};

export interface PlanSlice {
  readonly policy: RestorePolicy;
  readonly planning: Task | null;
  /** Stays while it is made again with another decision, so that the screen does not go blank. */
  readonly plan: PlanSummary | null;
  readonly planError: PlainError | null;
  /** Counts the plans: what was read of an earlier one is out of date. */
  readonly planVersion: number;
  readonly query: TableQuery;
  readonly selected: number | null;
  readonly detail: PlannedRecordDetail | null;
  /** Plans package into target with the present decisions. */
  preview(): Promise<void>;
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
  const decide = (change: Partial<RestorePolicy>): void => {
    set(({ policy }) => ({ policy: { ...policy, ...change } }));
    void makePlan(tools);
  };
  return {
    policy: SAFE_POLICY,
    planning: null,
    plan: null,
    planError: null,
    planVersion: 0,
    query: WHOLE_TABLE,
    selected: null,
    detail: null,

    preview: async () => {
      set({ step: 'preview', restoreError: null });
      await makePlan(tools);
    },
    cancelPlanning: () => {
      const { planning } = get();
      if (!planning) return;
      set({ planning: { ...planning, cancelling: true } });
      void bridge.ask('job:cancel', { job: planning.job });
    },
    discardPlan: () => {
      get().outdatePlan();
      const mode = get().again?.job.mode ?? SAFE_POLICY.mode;
      set({ policy: { ...SAFE_POLICY, mode }, query: WHOLE_TABLE });
    },
    outdatePlan: () => {
      get().cancelPlanning();
      set({ planning: null, plan: null, planError: null, selected: null, detail: null });
    },
    decideClass: (conflictClass, decision) =>
      decide({ classes: { ...get().policy.classes, [conflictClass]: decision } }),
    decideModel: (model, decision) => decide({ models: withDecision(get().policy.models, model, decision) }),
    decideRecord: (record, decision) =>
      decide({ records: withDecision(get().policy.records, String(record), decision) }),
    changePolicy: (change) => decide(change),
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

async function makePlan(tools: SliceTools): Promise<void> {
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
