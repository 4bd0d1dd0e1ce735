import { describe, expect, it } from 'vitest';
import type { AnswerOf, OpenedTarget, Result } from '../../preload/contract/bridge.ts';
import type {
  Health,
  Inspection,
  PlainError,
  PlanSummary,
  RestoreReport,
} from '../../preload/contract/types.ts';
import { PlayedBridge } from './played-bridge.ts';
import { canGoTo, connectWork, createWork } from './work.ts';

const REF = { id: 'package-0123456789abcdef', name: 'a.tar.gz', folder: '/data' };

const INSPECTION: Inspection = {
  path: '/data/a.tar.gz',
  format: 'tar.gz',
  size: 1,
  sha256: null,
  encryption: null,
  signature: { kind: 'unsigned' },
  metadata: null,
  dialect: 'natural',
  records: 3,
  models: [],
  checks: [],
  files: { count: 0, bytes: 0, named: 0, missing: 0, unnamed: 0, wrongSize: 0, wrongChecksum: 0 },
  references: { total: 0, dangling: 0, duplicates: 0, examples: [] },
  secrets: [],
  users: [],
  groups: [],
  timeSpan: null,
  problems: [],
  problemCount: 0,
  readable: 'whole',
  failure: null,
};

const TARGET: OpenedTarget = {
  summary: {
    kind: 'embedded',
    label: 'embedded:a',
    version: 'PostgreSQL 17',
    tables: 82,
    users: 0,
    documents: 0,
    canDisableTriggers: true,
    canOnlyBeRead: false,
  },
  storage: { id: 'storage-0123456789abcdef', path: '/own', writable: true, freeBytes: null },
  profile: null,
  signIn: 'none',
};

const PLAN: PlanSummary = {
  mode: 'merge',
  records: 3,
  notSelected: 0,
  outcomes: { create: 3, update: 0, unchanged: 0, skip: 0, conflict: 0, impossible: 0 },
  byModel: [],
  conflicts: [],
  files: {
    total: 0,
    bytes: 0,
    storageRoot: '/own',
    copy: 0,
    unchanged: 0,
    conflict: 0,
    missing: 0,
    notSelected: 0,
  },
  beyond: [],
  missingUsers: [],
  adaptations: [],
  fills: [],
  problems: [],
};

const REPORT: RestoreReport = {
  records: 3,
  created: 3,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  mode: 'merge',
  notSelected: 0,
  filesNotSelected: 0,
  removed: 0,
  state: 'completed',
  byModel: {},
  conflicts: [],
  problems: [],
  files: { copied: 0, unchanged: 0, skipped: 0, failed: 0 },
  verified: true,
  fieldsCompared: 9,
  notRestored: [],
  package: { path: '/data/a.tar.gz', sha256: null },
  job: null,
  undoable: false,
  recovered: [],
  target: 'embedded:a',
  storageRoot: '/own',
  sideFile: null,
  adaptations: [],
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  ownRecords: [],
  phases: {},
};

const HEALTH: Health = {
  checkedAt: '2026-01-01T00:00:00.000Z',
  level: 'ok',
  latencyMs: 1,
  databaseBytes: 1,
  findings: [],
  tables: [],
  growth: [],
  storage: null,
  lastBackup: null,
  edmsChecks: [],
  edmsMetrics: [],
};

const AGAIN: AnswerOf<'jobs:again'> = {
  job: {
    id: 'job_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    kind: 'restore',
    state: 'completed',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    durationMs: null,
    osUser: 'me',
    edmsUser: null,
    packagePath: '/data/a.tar.gz',
    packageSha256: 'a'.repeat(64),
    target: 'embedded:a',
    storageRoot: '/own',
    mode: 'database',
    records: 3,
    recordsPerSecond: null,
    of: null,
    undoable: false,
    error: null,
  },
  package: REF,
  target: { kind: 'embedded', name: 'a' },
  isOpen: false,
  storage: TARGET.storage,
};

const REFUSED: PlainError = { code: 'POLICY_INVALID', message: 'm', consequence: 'c', advice: 'a' };
const STOPPED: PlainError = { code: 'ENGINE_STOPPED', message: 'm', consequence: 'c', advice: 'a' };
const ok = async <T>(value: T): Promise<Result<T>> => ({ ok: true, value });

function played(
  restore: () => Promise<Result<RestoreReport>> = () => ok(REPORT),
  inspection: Inspection = INSPECTION,
) {
  const bridge = new PlayedBridge({
    'app:start': () =>
      ok({ version: '1', language: 'en', mac: false, hasSample: true, recents: [], arrived: null }),
    'package:recents': () => ok([]),
    'package:open': () => ok(inspection),
    'target:known': () => ok({ embedded: [], servers: [] }),
    'target:open': () => ok(TARGET),
    'target:look': () => ok({ ...TARGET.summary, users: 7, documents: 4 }),
    'plan:create': () => ok(PLAN),
    'health:check': () => ok(HEALTH),
    'restore:start': restore,
    'job:cancel': () => ok(null),
    'jobs:again': () => ok(AGAIN),
  });
  return { bridge, store: createWork(bridge) };
}

async function untilPreview(store: ReturnType<typeof createWork>): Promise<void> {
  await store.getState().openPackage(REF);
  await store.getState().connect({ kind: 'embedded', name: 'a' });
  await store.getState().preview();
}

describe('the work of the window', () => {
  it('opens one place after the other', async () => {
    const { store } = played();
    // Without a package one can see how an EDMS is; with one, it has to be read first.
    expect(canGoTo(store.getState(), 'target')).toBe(true);
    expect(canGoTo(store.getState(), 'health')).toBe(false);
    const opening = store.getState().openPackage(REF);
    expect(canGoTo(store.getState(), 'target')).toBe(false);
    await opening;
    expect(store.getState().step).toBe('package');
    expect(canGoTo(store.getState(), 'target')).toBe(true);
    expect(canGoTo(store.getState(), 'preview')).toBe(false);
    await store.getState().connect({ kind: 'embedded', name: 'a' });
    await store.getState().preview();
    expect(store.getState()).toMatchObject({ step: 'preview', plan: PLAN, storage: TARGET.storage });
    await store.getState().startRestore();
    expect(store.getState()).toMatchObject({ step: 'report', report: REPORT, plan: null });
  });

  it('plans again with each decision, and sends the decisions of all levels', async () => {
    const { bridge, store } = played();
    await untilPreview(store);
    store.getState().decideClass('key-other-uuid', 'take');
    store.getState().decideModel('users.role', 'skip');
    store.getState().decideRecord(7, 'keep');
    store.getState().decideModel('users.role', null);
    await expect.poll(() => store.getState().planning).toBeNull();
    expect(bridge.requestsOf('plan:create').at(-1)).toMatchObject({
      policy: { classes: { 'key-other-uuid': 'take' }, models: {}, records: { 7: 'keep' } },
      storage: TARGET.storage?.id,
    });
  });

  it('forgets the decisions with another package, and keeps them over a cancelled restore', async () => {
    const { store } = played(async () => ({ ok: false, error: { ...STOPPED, code: 'CANCELLED' } }));
    await untilPreview(store);
    store.getState().decideClass('key-other-uuid', 'take');
    await expect.poll(() => store.getState().planning).toBeNull();
    await store.getState().startRestore();
    expect(store.getState().policy.classes).toEqual({ 'key-other-uuid': 'take' });
    await store.getState().openPackage(REF);
    expect(store.getState().policy.classes).toEqual({});
  });

  it('stays on the restore that was interrupted, and goes on when all is open again', async () => {
    const { bridge, store } = played(async () => ({ ok: false, error: STOPPED }));
    await connectWork(bridge, store);
    await untilPreview(store);
    await store.getState().startRestore();
    bridge.tell('engine:restarted', { packageOpen: true, targetOpen: true });
    expect(store.getState()).toMatchObject({ step: 'restore', restoreError: STOPPED, plan: null });
    await store.getState().preview();
    expect(store.getState()).toMatchObject({ step: 'preview', plan: PLAN });
  });

  it('asks for what could not be opened again', async () => {
    const { bridge, store } = played();
    await connectWork(bridge, store);
    await untilPreview(store);
    bridge.tell('engine:restarted', { packageOpen: true, targetOpen: false });
    expect(store.getState()).toMatchObject({ step: 'target', target: null });
    bridge.tell('engine:restarted', { packageOpen: false, targetOpen: false });
    expect(store.getState()).toMatchObject({ step: 'open', inspection: null });
  });

  it('lets nothing push a running restore aside', async () => {
    let finish: (result: Result<RestoreReport>) => void = () => undefined;
    const { bridge, store } = played(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await connectWork(bridge, store);
    await untilPreview(store);
    const restoring = store.getState().startRestore();
    bridge.tell('package:arrived', REF);
    store.getState().goTo('open');
    expect(store.getState().step).toBe('restore');
    expect(bridge.requestsOf('package:open')).toHaveLength(1);
    finish({ ok: true, value: REPORT });
    await restoring;
    expect(store.getState().step).toBe('report');
  });

  it('begins with everything where the target is empty, and with a merge where it no longer is', async () => {
    const { bridge, store } = played();
    await untilPreview(store);
    expect(bridge.requestsOf('plan:create').at(-1)).toMatchObject({ policy: { mode: 'complete' } });
    await store.getState().startRestore();
    await store.getState().openPackage(REF);
    expect(store.getState().policy.mode).toBe('merge');
  });

  it('goes on with nothing that was found out about the target before it was restored into', async () => {
    const { bridge, store } = played();
    await untilPreview(store);
    store.getState().goTo('health');
    await expect.poll(() => store.getState().health).toEqual(HEALTH);
    store.getState().goTo('preview');
    await store.getState().startRestore();
    expect(store.getState()).toMatchObject({ plan: null, health: null });
    store.getState().goTo('health');
    await expect.poll(() => store.getState().health).toEqual(HEALTH);
    expect(bridge.requestsOf('health:check')).toHaveLength(2);
    await store.getState().lookAtTarget();
    expect(store.getState().targetNow).toMatchObject({ users: 7, documents: 4 });
    await store.getState().connect({ kind: 'embedded', name: 'a' });
    expect(store.getState().targetNow).toBeNull();
  });

  it('asks for records before it plans a selection, and never removes in another mode', async () => {
    const { bridge, store } = played();
    await untilPreview(store);
    store.getState().chooseMode('mirror');
    expect(store.getState().policy.removeBeyond).toEqual([]);
    store.getState().removeBeyond(['documents.document']);
    store.getState().chooseMode('selected');
    expect(store.getState()).toMatchObject({ step: 'selection', policy: { removeBeyond: [] } });
    await expect.poll(() => store.getState().planning).toBeNull();
    const plans = bridge.requestsOf('plan:create').length;
    await store.getState().preview();
    expect(store.getState().step).toBe('selection');
    store.getState().toggleRoot('documents.document:A');
    await store.getState().preview();
    expect(store.getState().step).toBe('preview');
    expect(bridge.requestsOf('plan:create')).toHaveLength(plans + 1);
  });

  it('goes back to the policy before when the engine refuses a value', async () => {
    let refuse = false;
    const bridge = new PlayedBridge({
      'package:open': () => ok(INSPECTION),
      'target:open': () => ok(TARGET),
      'plan:create': async ({ policy }) =>
        refuse && Object.keys(policy.fills).length > 0 ? { ok: false, error: REFUSED } : ok(PLAN),
    });
    const store = createWork(bridge);
    await untilPreview(store);
    refuse = true;
    store.getState().setFill('documents.document.shelf', 'upstairs');
    await expect.poll(() => store.getState().policyError).toEqual(REFUSED);
    await expect.poll(() => store.getState().planning).toBeNull();
    expect(store.getState()).toMatchObject({ plan: PLAN, planError: null, policy: { fills: {} } });
  });

  it('goes on with a damaged package only when that was said', async () => {
    const { bridge, store } = played();
    await untilPreview(store);
    expect(bridge.requestsOf('plan:create').at(-1)).toMatchObject({ policy: { acceptDamaged: false } });
    store.getState().goOnWithReadable();
    await expect.poll(() => store.getState().planning).toBeNull();
    expect(bridge.requestsOf('plan:create').at(-1)).toMatchObject({ policy: { acceptDamaged: true } });
  });

  it('does a job again as far as the preview, in its mode, and says when the package is another one', async () => {
    const { bridge, store } = played(undefined, { ...INSPECTION, sha256: 'b'.repeat(64) });
    await store.getState().runAgain(AGAIN.job.id);
    expect(store.getState()).toMatchObject({
      step: 'target',
      targetKind: 'embedded',
      embeddedName: 'a',
      again: { isChanged: true },
    });
    await store.getState().connect({ kind: 'embedded', name: 'a' });
    await store.getState().preview();
    expect(bridge.requestsOf('plan:create')).toMatchObject([{ policy: { mode: 'database' } }]);
    expect(bridge.requestsOf('restore:start')).toEqual([]);
    await store.getState().openPackage(REF);
    expect(store.getState()).toMatchObject({ again: null, policy: { mode: 'complete' } });
  });
});
