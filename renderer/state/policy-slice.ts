import type { PlainError, RestoreMode, RestorePolicy, SavedPolicies } from '../../preload/contract/types.ts';
import type { SliceTools, Work } from './work.ts';

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

/**
 * What a restore into the open target begins with: the record that is to be brought back where there is one, everything
 * where the target is empty, else a merge.
 */
export function startingPolicy({
  targetEmpty,
  again,
  broughtBack,
}: Pick<Work, 'targetEmpty' | 'again' | 'broughtBack'>): RestorePolicy {
  if (broughtBack !== null)
    return { ...SAFE_POLICY, mode: 'selected', selection: { roots: [broughtBack], span: null, search: '' } };
  const mode = again?.job.mode ?? (targetEmpty ? 'complete' : SAFE_POLICY.mode);
  return { ...SAFE_POLICY, mode };
}

export interface PolicySlice {
  readonly policy: RestorePolicy;
  /** The name of the saved policy that the present one is, while nothing of it is changed. */
  readonly policyName: string | null;
  readonly savedPolicies: SavedPolicies;
  /** Why a policy could not be used or saved. */
  readonly policyError: PlainError | null;
  /** Removing is never taken over from another mode. */
  chooseMode(mode: RestoreMode): void;
  /** `null` goes back to what is proposed. */
  setFill(field: string, value: string | null): void;
  /** In a mirror: of which models the rows beyond the package are removed. */
  removeBeyond(models: readonly string[]): void;
  refreshPolicies(): Promise<void>;
  savePolicy(name: string): Promise<void>;
  removePolicy(name: string): Promise<void>;
  /** Takes a saved policy, or with `null` the one that everything begins with; decisions for records are kept. */
  usePolicy(name: string | null): void;
}

export function createPolicySlice({ bridge, set, get }: SliceTools): PolicySlice {
  return {
    policy: SAFE_POLICY,
    policyName: null,
    savedPolicies: { policies: [], damaged: [] },
    policyError: null,

    chooseMode: (mode) => {
      if (mode !== get().policy.mode) get().decide({ mode, removeBeyond: [] });
    },
    setFill: (field, value) => {
      const others = Object.fromEntries(
        Object.entries(get().policy.fills).filter(([known]) => known !== field),
      );
      get().decide({ fills: value === null ? others : { ...others, [field]: value } });
    },
    removeBeyond: (models) => get().decide({ removeBeyond: models }),

    refreshPolicies: async () => {
      const answer = await bridge.ask('policies:list', null);
      if (answer.ok) set({ savedPolicies: answer.value });
    },
    savePolicy: async (name) => {
      const { policy } = get();
      const { records: _records, ...lasting } = policy;
      const answer = await bridge.ask('policies:save', { name, policy: lasting });
      if (!answer.ok) set({ policyError: answer.error });
      else {
        set({ savedPolicies: answer.value, policyError: null });
        if (get().policy === policy) set({ policyName: name.trim() });
      }
    },
    removePolicy: async (name) => {
      const answer = await bridge.ask('policies:remove', { name });
      if (!answer.ok) {
        set({ policyError: answer.error });
        return;
      }
      set({ savedPolicies: answer.value, policyError: null });
      if (get().policyName === name) set({ policyName: null });
    },
    usePolicy: (name) => {
      const { savedPolicies, policy } = get();
      const saved = savedPolicies.policies.find((one) => one.name === name);
      if (name !== null && !saved) return;
      get().decide({ ...(saved?.policy ?? startingPolicy(get())), records: policy.records }, name);
    },
  };
}
