/**
 * Entry of the process that hosts the engine, so that the window is never kept waiting. It answers the main
 * process alone; nothing else can reach its port.
 */
import { createEngine } from '../engine/create-engine.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { toPlainError } from '../engine/errors.ts';
import type { Worker } from '../engine/own-records/record-restore.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import { removeOwnFolders } from '../engine/temporary-folder.ts';
import type { EngineCall, FromEngine, SnapshotCall, ToEngine } from './engine-protocol.ts';

const port = process.parentPort;
const engine = createEngine();
const running = new Map<number, AbortController>();

// The window ends it so when it is closed itself, whatever is under way: nothing of a package stays behind.
process.once('SIGTERM', () => {
  removeOwnFolders();
  process.exit(0);
});

port.on('message', (event) => {
  const message = event.data as ToEngine;
  if (message.kind === 'cancel') running.get(message.id)?.abort();
  else void answer(message.id, message.call);
});

async function answer(id: number, call: EngineCall): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const value = await carryOut(engine, call, {
      signal: controller.signal,
      onProgress: (progress) => tell({ kind: 'progress', id, progress }),
    });
    tell({ kind: 'result', id, value });
  } catch (error) {
    tell({ kind: 'error', id, error: toPlainError(error) });
  } finally {
    running.delete(id);
  }
}

function carryOut(on: Engine, call: EngineCall, options: WorkOptions): Promise<unknown> {
  switch (call.method) {
    case 'openPackage':
      return on.openPackage(call.path, {
        ...options,
        ...(call.keys === null ? {} : { keys: call.keys }),
        knownSigners: call.knownSigners,
      });
    case 'comparePackage': {
      const keys = call.keys === null ? {} : { keys: call.keys };
      return on.comparePackage(call.earlier, call.request, { ...options, ...keys });
    }
    case 'openTarget':
      return on.openTarget(call.address, options);
    case 'closePackage':
      return on.closePackage().then(() => null);
    case 'closeTarget':
      return on.closeTarget().then(() => null);
    case 'initTarget':
      return on.initTarget(call.address, options);
    case 'targetSummary':
      return on.targetSummary();
    case 'signIn':
      return on.signIn(call.credentials, call.record);
    case 'account':
      return on.account(call.id);
    case 'needsFirstAdministrator':
      return on.needsFirstAdministrator();
    case 'createFirstAdministrator':
      return on.createFirstAdministrator(call.credentials);
    case 'createPlan':
      return on.createPlan(call.policy, call.storageRoot, options);
    case 'planPage':
      return on.planPage(call.query, options);
    case 'planRecord':
      return on.planRecord(call.record);
    case 'selectionTree':
      return on.selectionTree(call.selection, options);
    case 'selectionExpand':
      return on.selectionExpand(call.record);
    case 'selectionCandidates':
      return on.selectionCandidates(call.query, options);
    case 'preflight':
      return on.preflight(call.storageRoot, { ...options, ...(call.policy ? { policy: call.policy } : {}) });
    case 'health':
      return on.health(call.storageRoot, { ...options, lastConsoleBackup: call.lastConsoleBackup });
    case 'backupConfigurations':
      return on.backupConfigurations();
    case 'exportTarget':
      return on.exportTarget(call.request, call.storageRoot, options);
    case 'exports.measure':
      return on.exports.measure(call.storageRoot, call.repository, options);
    case 'exports.readRecords':
      return on.exports.readRecords(call.keys, options);
    case 'exports.tree':
      return on.exports.tree(call.selection, options);
    case 'exports.expand':
      return on.exports.expand(call.record);
    case 'exports.candidates':
      return on.exports.candidates(call.query, options);
    case 'recordHealth':
      return on.recordHealth();
    case 'planRepair':
      return on.planRepair(call.kind, call.storageRoot, options);
    case 'repair':
      return on.repair(call.kind, call.storageRoot, options);
    case 'restore':
      return on.restore({
        ...options,
        dryRun: call.dryRun,
        ...given(call),
        ...(call.accept === null ? {} : { accept: call.accept }),
      });
    case 'planUndo':
      return on.planUndo(call.of, call.storageRoot, options);
    case 'undo':
      return on.undo(call.of, call.job, call.storageRoot, call.shown, {
        ...options,
        ...given({ ...call, job: null }),
      });
    case 'recover':
      return on.recover(call.storageRoot);
    case 'testConnection':
      return on.testConnection(call.address, call.storageRoot, options);
    case 'notifyTarget':
      return on.notifyTarget(call.address, call.notification);
    case 'snapshots.init':
    case 'snapshots.list':
    case 'snapshots.identity':
    case 'snapshots.take':
    case 'snapshots.open':
    case 'snapshots.test':
    case 'snapshots.verify':
    case 'snapshots.forget':
    case 'snapshots.check':
    case 'snapshots.prune':
    case 'snapshots.repair':
    case 'snapshots.unlock':
    case 'snapshots.writeOut':
    case 'snapshots.timeline':
    case 'snapshots.compare':
      return carryOutSnapshots(on.snapshots, call, options);
    case 'close':
      return on.close();
  }
}

function carryOutSnapshots(on: SnapshotWork, call: SnapshotCall, options: WorkOptions): Promise<unknown> {
  switch (call.method) {
    case 'snapshots.init':
      return on.init(call.path, call.protection);
    case 'snapshots.list':
      return on.list(call.repository);
    case 'snapshots.identity':
      return on.identity(call.repository);
    case 'snapshots.take':
      return on.take(call.repository, call.request, options);
    case 'snapshots.open':
      return on.open(call.repository, call.id, options);
    case 'snapshots.test':
      return on.test(call.repository, call.id, options);
    case 'snapshots.verify':
      return on.verify(call.repository, call.id, options);
    case 'snapshots.forget':
      return on.forget(call.repository, call.ids, call.restsOn);
    case 'snapshots.check':
      return on.check(call.repository, { readData: call.readData }, options);
    case 'snapshots.prune':
      return on.prune(call.repository, { dryRun: call.dryRun }, options);
    case 'snapshots.repair':
      return on.repair(call.repository, options);
    case 'snapshots.unlock':
      return on.unlock(call.repository);
    case 'snapshots.writeOut':
      return on.writeOut(call.repository, call.id, call.request, options);
    case 'snapshots.timeline':
      return on.timeline(call.repository, call.request, options);
    case 'snapshots.compare':
      return on.compare(call.repository, call.request, options);
  }
}

/** Options that were given, and no others: a message has null where the engine's options have nothing. */
function given({ job, recordAs }: { readonly job: JobPlace | null; readonly recordAs: Worker | null }) {
  return { ...(job ? { job } : {}), ...(recordAs ? { recordAs } : {}) };
}

function tell(message: FromEngine): void {
  port.postMessage(message);
}
