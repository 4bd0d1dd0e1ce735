import { describe, expect, it } from 'vitest';
import type { AnswerOf, Channel, RequestOf, Result } from '../../preload/contract/bridge.ts';
import type { Comparison, ShownDifference, SnapshotSummary } from '../../preload/contract/types.ts';
import { canCompare, recordNamed } from './compare-slice.ts';
import { differenceAt, differenceCount, LIVE, PACKAGE } from './difference-pages.ts';
import { PlayedBridge } from './played-bridge.ts';
import { createWork, type Work, type WorkStore } from './work.ts';

const REPOSITORY = 'repository-0123456789abcdef';
const ID = { first: 'a'.repeat(64), second: 'b'.repeat(64) };

const snapshot = (id: string, day: number): SnapshotSummary => ({
  id,
  createdAt: `2026-03-0${day}T00:00:00.000Z`,
  kind: 'full',
  parent: null,
  source: 'embedded:a',
  host: 'h',
  user: 'u',
  tags: [],
  schedule: null,
  records: 1,
  byModel: {},
  files: 0,
  fileBytes: 0,
  bytesAdded: 0,
  durationMs: 1,
  changes: null,
  problems: [],
  seals: [],
  signature: { kind: 'unsigned' },
});

/** An EDMS that demands no sign-in. */
const OPEN: Work['target'] = {
  summary: {
    ...{ kind: 'embedded', label: 'embedded:a', version: 'PostgreSQL 17.5' },
    ...{ tables: 82, users: 1, documents: 1, canDisableTriggers: true, canOnlyBeRead: false },
  },
  storage: null,
  profile: null,
  signIn: 'none',
};

/** 250 documents were added; a page of them. */
function page({ offset, limit }: { readonly offset: number; readonly limit: number }): Comparison {
  const changes = { added: 250, changed: 0, removed: 0 };
  const difference = (at: number): ShownDifference => ({
    change: 'added',
    model: 'documents.document',
    key: String(at),
    name: `D-${at}`,
    user: null,
    day: null,
    fields: [],
    root: null,
  });
  return {
    byModel: { 'documents.document': changes },
    byUser: {},
    byDay: {},
    unknown: { user: 250, day: 250 },
    total: changes,
    notCompared: { files: null, records: 0, problems: [] },
    differences: Array.from({ length: Math.min(limit, 250 - offset) }, (_, at) => difference(offset + at)),
  };
}

const well = <T>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value });

function opened(
  answers: {
    readonly [C in Channel]?: (request: RequestOf<C>) => Promise<Result<AnswerOf<C>>>;
  },
): { readonly bridge: PlayedBridge; readonly store: WorkStore } {
  const bridge = new PlayedBridge({ 'snapshots:compare': (request) => well(page(request)), ...answers });
  const store = createWork(bridge);
  store.setState({
    repository: REPOSITORY,
    snapshots: {
      repository: { id: 'r', path: '/r', isEncrypted: false },
      snapshots: [snapshot(ID.first, 1), snapshot(ID.second, 2)],
      unreadable: [],
    },
  });
  return { bridge, store };
}

describe('comparing', () => {
  it('takes the earlier snapshot as the one before, whichever was chosen first', () => {
    const { store } = opened({});
    store.getState().beginComparing(ID.second);
    expect(store.getState()).toMatchObject({
      step: 'compare',
      comparedBefore: ID.first,
      comparedNow: ID.second,
    });
  });

  it('begins anew when it is asked for anew: the EDMS may have changed since', async () => {
    const { store } = opened({ 'snapshots:compare-live': (request) => well(page(request)) });
    store.setState({ target: OPEN });
    store.getState().beginComparing(ID.first);
    expect(store.getState().comparedNow).toBe(LIVE);
    await store.getState().compare();
    store.getState().showDifference(0);
    store.getState().beginComparing(ID.first);
    expect(store.getState()).toMatchObject({ comparison: null, shownDifference: null });
  });

  it('asks for each page of the list when it is looked at, and once', async () => {
    const { bridge, store } = opened({});
    store.getState().beginComparing(ID.first);
    await store.getState().compare();
    expect(differenceCount(store.getState())).toBe(250);
    store.getState().wantDifferences(190, 220);
    await expect.poll(() => differenceAt(store.getState(), 215)?.name).toBe('D-215');
    store.getState().wantDifferences(0, 250);
    const asked = bridge
      .requestsOf('snapshots:compare')
      .map((request) => (request as { offset: number }).offset);
    expect(asked).toEqual([0, 100, 200]);
  });

  it('asks for one model alone, and keeps the sums of all', async () => {
    const { bridge, store } = opened({});
    store.getState().beginComparing(ID.first);
    await store.getState().compare();
    store.getState().filterDifferences('documents.document');
    await expect.poll(() => differenceAt(store.getState(), 0)?.name).toBe('D-0');
    expect(bridge.requestsOf('snapshots:compare').at(-1)).toMatchObject({ model: 'documents.document' });
    store.getState().filterDifferences(null);
    expect(differenceAt(store.getState(), 99)?.name).toBe('D-99');
    expect(bridge.requestsOf('snapshots:compare')).toHaveLength(2);
  });

  it('says nothing more of a target that is no longer open', async () => {
    const { store } = opened({ 'snapshots:compare-live': (request) => well(page(request)) });
    store.getState().chooseCompared({ comparedBefore: ID.first, comparedNow: LIVE });
    await store.getState().compare();
    expect(store.getState().comparison).not.toBeNull();
    store.getState().disconnect();
    expect(store.getState()).toMatchObject({ comparison: null, comparedNow: null, comparedBefore: ID.first });
  });

  it('compares with the package in hand, from either side, until another one is taken', async () => {
    const { bridge, store } = opened({});
    store.getState().chooseCompared({ comparedBefore: ID.second, comparedNow: PACKAGE });
    await store.getState().compare();
    expect(bridge.requestsOf('snapshots:compare')).toMatchObject([{ before: ID.second, now: 'package' }]);
    store.getState().chooseCompared({ comparedBefore: PACKAGE, comparedNow: ID.first });
    expect(canCompare(store.getState())).toBe(true);
    store.getState().chooseCompared({ comparedNow: LIVE });
    expect(canCompare(store.getState())).toBe(false);
    store.getState().forgetComparedPackage();
    expect(store.getState()).toMatchObject({ comparison: null, comparedBefore: null, comparedNow: LIVE });
  });

  it('has the files of the storage folder compared with those of the snapshot', async () => {
    const { bridge, store } = opened({ 'snapshots:compare-live': (request) => well(page(request)) });
    const storage = { id: 'storage-0123456789abcdef', path: '/own', writable: true, freeBytes: null };
    store.setState({ storage });
    store.getState().chooseCompared({ comparedBefore: ID.first, comparedNow: LIVE });
    await store.getState().compare();
    store.getState().wantDifferences(100, 101);
    await expect.poll(() => bridge.requestsOf('snapshots:compare-live')).toHaveLength(2);
    expect(bridge.requestsOf('snapshots:compare-live')).toMatchObject([
      { storage: storage.id, offset: 0 },
      { storage: storage.id, offset: 100 },
    ]);
  });

  it('forgets it all with the repository', async () => {
    const { store } = opened({});
    store.getState().beginComparing(ID.first);
    await store.getState().compare();
    store.getState().forgetShownSnapshots();
    expect(store.getState()).toMatchObject({ comparison: null, comparedBefore: null, comparedNow: null });
  });
});

describe('a record that is named', () => {
  it.each([
    ['documents.document:SOP-1', { model: 'documents.document', record: 'SOP-1' }],
    [' Users.User : a:b ', { model: 'users.user', record: 'a:b' }],
    ['SOP-1', null],
    ['documents.document:', null],
  ])('%s', (text, named) => expect(recordNamed(text)).toEqual(named));
});
