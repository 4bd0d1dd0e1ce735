import { describe, expect, it } from 'vitest';
import type { AnswerOf, OpenedTarget, Result } from '../../preload/contract/bridge.ts';
import type { Inspection, SnapshotSummary } from '../../preload/contract/types.ts';
import { PlayedBridge } from './played-bridge.ts';
import { isLocked } from './repositories-slice.ts';
import { holdsRepository } from './snapshots-slice.ts';
import { canGoTo, createWork, isWriting } from './work.ts';

const REPOSITORY = {
  ...{ id: 'repository-0123456789abcdef', name: 'Backups', path: '/backups', isEncrypted: true },
};
const ID = 'ab'.repeat(32);
const SNAPSHOT: SnapshotSummary = {
  ...{ id: ID, createdAt: '2026-11-26T02:00:00.000Z', kind: 'full', parent: null, source: 'embedded:a' },
  ...{ host: 'h', user: 'u', tags: [], records: 3, byModel: {}, files: 0, fileBytes: 0, bytesAdded: 10 },
  ...{
    durationMs: 1,
    changes: null,
    problems: [],
    seals: [],
    schedule: null,
    signature: { kind: 'unsigned' },
  },
};
const TARGET: OpenedTarget = {
  summary: {
    ...{
      kind: 'embedded',
      label: 'embedded:a',
      version: 'PostgreSQL 17',
      tables: 82,
      users: 0,
      documents: 0,
    },
    canDisableTriggers: true,
    canOnlyBeRead: false,
  },
  storage: null,
  profile: null,
  signIn: 'none',
};

function listOf(snapshots: readonly SnapshotSummary[]): Result<AnswerOf<'snapshots:list'>> {
  const { id, path, isEncrypted } = REPOSITORY;
  return { ok: true, value: { repository: { id, path, isEncrypted }, snapshots, unreadable: [] } };
}

const KEYRING = async () => ({ ok: true, value: { kind: 'keychain' } }) as const;

describe('snapshots in the window', () => {
  it('keep the window with them while one is taken, and show what came of it', async () => {
    let end: (answer: Result<AnswerOf<'snapshots:take'>>) => void = () => undefined;
    let snapshots: readonly SnapshotSummary[] = [];
    const bridge = new PlayedBridge({
      'repositories:list': async () => ({
        ok: true,
        value: { repositories: [REPOSITORY], signingKey: null },
      }),
      'snapshots:list': async () => listOf(snapshots),
      'snapshots:take': () =>
        new Promise((resolve) => {
          end = resolve;
        }),
      'job:cancel': async () => ({ ok: true, value: null }),
    });
    const store = createWork(bridge);
    await store.getState().enterSnapshots();
    expect(store.getState().repository).toBe(REPOSITORY.id);
    // Without a target there is nothing to take one of.
    await store.getState().takeSnapshot();
    expect(bridge.requestsOf('snapshots:take')).toEqual([]);

    store.setState({ target: TARGET, step: 'snapshots' });
    store.getState().draftSnapshot({ tags: 'night, night' });
    const taking = store.getState().takeSnapshot();
    expect(isWriting(store.getState())).toBe(true);
    expect(canGoTo(store.getState(), 'open')).toBe(false);
    await store.getState().openPackage({ id: 'package-0123456789abcdef', name: 'dropped', folder: '/' });
    expect(store.getState().pkg).toBeNull();
    const [request] = bridge.requestsOf('snapshots:take');
    expect(request).toMatchObject({ kind: 'incremental', tags: ['night'], test: true, storage: null });
    store.getState().cancelSnapshotWork();
    expect(bridge.requestsOf('job:cancel')).toHaveLength(1);

    snapshots = [SNAPSHOT];
    const { id, kind, parent, createdAt, records, files, bytesAdded, problems } = SNAPSHOT;
    const snapshot = {
      ...{ id, kind, parent, createdAt, records, files, bytesAdded, signedBy: null, problems: [...problems] },
      ...{ target: 'embedded:a', changed: 3, changes: null, durationMs: 1 },
    };
    end({ ok: true, value: { snapshot, proof: null, testError: null } });
    await taking;
    expect(store.getState().taken?.snapshot.id).toBe(ID);
    // "It is good" is not to be read of another EDMS.
    store.getState().disconnect();
    expect(store.getState().taken).toBeNull();
    expect(store.getState().shownSnapshot).toBe(ID);
    expect(canGoTo(store.getState(), 'open')).toBe(true);
  });

  it('show the recovery key until it is written down, and ask for a passphrase where one is missed', async () => {
    let locked = false;
    const folder = {
      ...{
        id: 'folder-0123456789abcdef',
        path: '/backups',
        name: 'backups',
        isRepository: false,
        isEncrypted: false,
      },
    };
    const created: AnswerOf<'repositories:create'> = {
      repository: REPOSITORY,
      recoveryKey: 'AGE-SECRET-KEY-1X',
      kept: { password: 'this run', because: null },
    };
    const error = { code: 'ENCRYPTION_KEY_NEEDED', message: 'm', consequence: 'c', advice: 'a' } as const;
    const bridge = new PlayedBridge({
      'repositories:keyring': KEYRING,
      'repositories:choose': async () => ({ ok: true, value: folder }),
      'repositories:create': async () => ({ ok: true, value: created }),
      'repositories:list': async () => ({
        ok: true,
        value: { repositories: [REPOSITORY], signingKey: null },
      }),
      'snapshots:list': async () => (locked ? { ok: false, error } : listOf([])),
    });
    const store = createWork(bridge);
    await store.getState().pickRepositoryFolder();
    await store.getState().createRepository('Backups', 'correct horse', false);
    store.getState().leaveRecoveryKey();
    expect(store.getState().created?.recoveryKey).toBe('AGE-SECRET-KEY-1X');
    store.getState().markKeyWritten(true);
    store.getState().leaveRecoveryKey();
    expect(JSON.stringify(store.getState())).not.toContain('AGE-SECRET-KEY');
    expect(JSON.stringify(store.getState())).not.toContain('correct horse');

    locked = true;
    await store.getState().loadSnapshots();
    expect(isLocked(store.getState())).toBe(true);
    expect(store.getState().keyring).toEqual({ kind: 'keychain' });
  });

  it('close the one that is read as a package before the repository is pruned', async () => {
    let isOpen = true;
    const locked = { code: 'REPOSITORY_LOCKED', message: 'm', consequence: 'c', advice: 'a' } as const;
    const bridge = new PlayedBridge({
      'repositories:list': async () => ({
        ok: true,
        value: { repositories: [REPOSITORY], signingKey: null },
      }),
      'snapshots:list': async () => listOf([SNAPSHOT]),
      'package:close': async () => {
        isOpen = false;
        return { ok: true, value: null };
      },
      'snapshots:prune': async () => ({
        ok: false,
        error: isOpen ? locked : { ...locked, code: 'INTERNAL' },
      }),
    });
    const store = createWork(bridge);
    await store.getState().enterSnapshots();
    const open = (place: string) => {
      const inspection = { path: `${place}#abababab` } as Inspection;
      store.setState({ pkg: { id: 'package-0123456789abcdef', name: 'snapshot', folder: '/' }, inspection });
    };
    // Another repository's keeps nobody out of this one.
    open('/backups2');
    expect(holdsRepository(store.getState())).toBe(false);
    open(REPOSITORY.path);
    expect(holdsRepository(store.getState())).toBe(true);
    await store.getState().pruneRepository(true);
    expect(store.getState().snapshotWorkError?.code).toBe('INTERNAL');
    expect(store.getState()).toMatchObject({ pkg: null, inspection: null });
  });
});
