import { describe, expect, it } from 'vitest';
import type { RetentionPreview } from '../../preload/contract/types.ts';
import { PlayedBridge } from './played-bridge.ts';
import { goingOf } from './thinning-slice.ts';
import { createWork } from './work.ts';

const REPOSITORY = {
  id: 'repository-0123456789abcdef',
  name: 'Backups',
  path: '/backups',
  isEncrypted: false,
};
const one = (digit: string, kept: boolean): RetentionPreview['snapshots'][number] => ({
  ...{
    id: digit.repeat(64),
    time: '2026-11-26T02:00:00.000Z',
    source: 'embedded:a',
    day: '2026-11-26',
    kept,
  },
  why: [kept ? { kind: 'last', position: 1, count: 1 } : { kind: 'newer', count: 1 }],
});
const CHANGED = { code: 'SNAPSHOTS_CHANGED', message: 'm', consequence: 'c', advice: 'a' } as const;

describe('forgetting by rules in the window', () => {
  const world = () => {
    const state = { snapshots: [one('1', true), one('2', false)], refuses: false };
    const { id, path, isEncrypted } = REPOSITORY;
    const bridge = new PlayedBridge({
      'repositories:list': async () => ({
        ok: true,
        value: { repositories: [REPOSITORY], signingKey: null },
      }),
      'snapshots:list': async () => ({
        ok: true,
        value: { repository: { id, path, isEncrypted }, snapshots: [], unreadable: [] },
      }),
      'retention:preview': async () => ({ ok: true, value: { snapshots: state.snapshots } }),
      'retention:forget': async ({ shown }) =>
        state.refuses
          ? { ok: false, error: CHANGED }
          : { ok: true, value: { forgotten: shown.filter(({ kept }) => !kept).map((gone) => gone.id) } },
    });
    return { state, bridge, store: createWork(bridge) };
  };

  it('sends what was shown, and prunes afterwards where that is wanted', async () => {
    const { bridge, store } = world();
    await store.getState().enterSnapshots();
    // Nothing is forgotten that nobody has seen.
    await store.getState().thinOut();
    expect(bridge.requestsOf('retention:forget')).toEqual([]);
    await store.getState().previewThinning();
    expect(goingOf(store.getState())).toBe(1);
    store.getState().pruneAfterThinning(true);
    await store.getState().thinOut();
    const { policy, tags } = store.getState().thinning;
    expect(bridge.requestsOf('retention:forget')).toEqual([
      {
        ...{ repository: REPOSITORY.id, policy, tags, timeZone: null, schedule: null },
        shown: [
          { id: '1'.repeat(64), kept: true },
          { id: '2'.repeat(64), kept: false },
        ],
      },
    ]);
    expect(store.getState().thinning).toMatchObject({ forgotten: 1, preview: null, removing: false });
    expect(bridge.requestsOf('snapshots:prune')).toEqual([expect.objectContaining({ dryRun: false })]);
  });

  it('shows what would go now when that is not what was shown, and says so', async () => {
    const { state, bridge, store } = world();
    await store.getState().enterSnapshots();
    await store.getState().previewThinning();
    state.refuses = true;
    state.snapshots = [one('3', true), one('1', false), one('2', false)];
    await store.getState().thinOut();
    expect(store.getState().snapshotWorkError).toEqual(CHANGED);
    expect(goingOf(store.getState())).toBe(2);
    expect(bridge.requestsOf('snapshots:prune')).toEqual([]);
  });

  it('shows nothing that other rules would do', async () => {
    const { store } = world();
    await store.getState().enterSnapshots();
    const { policy } = store.getState().thinning;
    const looking = store.getState().previewThinning();
    store.getState().changeRules({ policy: { ...policy, daily: 9 } });
    await looking;
    expect(store.getState().thinning).toMatchObject({ preview: null, looking: false });
    // A policy without a rule keeps everything: there is nothing to ask.
    store.getState().changeRules({ policy: { ...policy, last: 0, daily: 0, weekly: 0, monthly: 0 } });
    await store.getState().previewThinning();
    expect(store.getState().thinning).toMatchObject({ preview: null, looking: false });
  });
});
