import type {
  PlainError,
  RetentionPolicy,
  RetentionPreview,
  RetentionQuestion,
} from '../../preload/contract/types.ts';
import { hasRule } from './schedules-slice.ts';
import type { SliceTools, Work } from './work.ts';

/** Forgetting by rules, in the shown repository: the rules, what they would do, and what came of it. */
export interface Thinning {
  readonly policy: RetentionPolicy;
  /** Only snapshots with all of these tags. */
  readonly tags: readonly string[];
  readonly looking: boolean;
  /** What was shown last, by the rules as they are; null while nothing is. */
  readonly preview: RetentionPreview | null;
  readonly removing: boolean;
  /** Whether the repository is pruned afterwards. */
  readonly prune: boolean;
  /** How many went the last time; null before. */
  readonly forgotten: number | null;
}

export interface ThinningSlice {
  readonly thinning: Thinning;
  changeRules(change: Partial<Pick<Thinning, 'policy' | 'tags'>>): void;
  pruneAfterThinning(prune: boolean): void;
  previewThinning(): Promise<void>;
  /** What was shown is not looked at any more. */
  hideThinning(): void;
  /** Forgets what the preview says, once it was confirmed. */
  thinOut(): Promise<void>;
}

const USUAL_POLICY: RetentionPolicy = {
  ...{ last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0, within: null, tags: [], minimum: 1 },
};

export const NO_THINNING: Thinning = {
  ...{ policy: USUAL_POLICY, tags: [], looking: false, preview: null },
  ...{ removing: false, prune: false, forgotten: null },
};

export function createThinningSlice({ bridge, set, get }: SliceTools): ThinningSlice {
  const put = (change: Partial<Thinning>): void =>
    set(({ thinning }) => ({ thinning: { ...thinning, ...change } }));
  const failed = (snapshotWorkError: PlainError): void => set({ snapshotWorkError });
  const look = async (): Promise<void> => {
    const asked = questionOf(get());
    if (asked === null) return;
    put({ looking: true, preview: null });
    const answer = await bridge.ask('retention:preview', asked);
    // Other rules or another repository by now: they are shown, and this is not what they would do.
    if (!isSame(asked, questionOf(get()))) return;
    put({ looking: false, preview: answer.ok ? answer.value : null });
    if (!answer.ok) failed(answer.error);
  };
  return {
    thinning: NO_THINNING,
    changeRules: (change) => put({ ...change, looking: false, preview: null, forgotten: null }),
    pruneAfterThinning: (prune) => put({ prune }),
    hideThinning: () => put({ looking: false, preview: null }),
    previewThinning: async () => {
      if (get().snapshotWork || get().thinning.removing) return;
      set(({ upkeep }) => ({ snapshotWorkError: null, upkeep: { ...upkeep, prune: null } }));
      put({ forgotten: null });
      await look();
    },
    thinOut: async () => {
      const { thinning, snapshotWork, repository } = get();
      const asked = questionOf(get());
      set({ overlay: null, snapshotWorkError: null });
      const { preview, removing, prune } = thinning;
      if (asked === null || preview === null || removing || snapshotWork) return;
      put({ removing: true });
      const shown = preview.snapshots.map(({ id, kept }) => ({ id, kept }));
      const answer = await bridge.ask('retention:forget', { ...asked, shown });
      if (get().repository !== repository) return;
      put({ removing: false });
      if (answer.ok) {
        put({ preview: null, forgotten: answer.value.forgotten.length });
        await get().loadSnapshots();
        if (prune) await get().pruneRepository(false);
        return;
      }
      failed(answer.error);
      await get().loadSnapshots();
      await look();
    },
  };
}

/** How many snapshots of the preview would go. */
export function goingOf({ thinning }: Pick<Work, 'thinning'>): number {
  return thinning.preview?.snapshots.filter(({ kept }) => !kept).length ?? 0;
}

/** What is asked about the shown repository; null without one, or while no rule is named. */
function questionOf({ repository, thinning: { policy, tags } }: Work): RetentionQuestion | null {
  if (repository === null || !hasRule(policy)) return null;
  return { repository, policy, timeZone: null, tags, schedule: null };
}

function isSame(a: RetentionQuestion, b: RetentionQuestion | null): boolean {
  return b !== null && a.repository === b.repository && a.policy === b.policy && a.tags === b.tags;
}
