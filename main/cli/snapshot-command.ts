import path from 'node:path';
import { labelOf } from '../engine/database/address.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { exportNameOf } from '../engine/export/export-format.ts';
import { isWell, type Problem } from '../engine/problems.ts';
import type { Comparison } from '../engine/snapshot/comparison.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import { chooseSnapshot } from '../engine/snapshot/snapshots.ts';
import { recordJob } from '../jobs/record-job.ts';
import { goingOf, policyOn, type Rules, type ThinnedOut, thinOut } from '../schedule/policy-on-snapshots.ts';
import { knownSigners, ownSigningKey } from '../settings/signing-key.ts';
import type { CommonOptions } from './command-entry.ts';
import { showComparison } from './diff-command.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { renderExport } from './export-command.ts';
import { withJobStore } from './job-record.ts';
import { needTarget } from './need-target.ts';
import { encryptForOf, openOptions, openWith } from './open-with.ts';
import { show } from './output.ts';
import {
  renderCheck,
  renderForgetting,
  renderInitial,
  renderList,
  renderLocks,
  renderProof,
  renderPrune,
  renderRepair,
  renderSnapshot,
  renderTaken,
  renderTimeline,
} from './render-snapshots.ts';
import { keptKeys, rememberRepository } from './repository-keys.ts';
import { resolveTarget } from './resolve-target.ts';
import { runRestore, storageRootOf } from './restore-command.ts';
import type { SnapshotAction, SnapshotOptions } from './snapshot-entry.ts';
import { unlocked } from './unlock-repository.ts';

/** `snapshot`. What reads an EDMS or proves a snapshot is kept in the list of jobs. */
export async function runSnapshot(
  command: CommonOptions & SnapshotOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const repository = await repositoryOf(command);
  const { snapshots } = engine;
  switch (command.action) {
    case 'init': {
      const { passphrase } = repository.keys;
      const protection = { recipients: command.recipients, ...(passphrase ? { passphrase } : {}) };
      const made = await snapshots.init(repository.path, protection);
      await rememberRepository(command, made, passphrase ?? null);
      show(command, made, () => renderInitial(made));
      return EXIT.done;
    }
    case 'list': {
      const list = await snapshots.list(repository);
      show(command, list, () => renderList(list));
      return list.unreadable.length > 0 ? EXIT.needsLook : EXIT.done;
    }
    case 'create':
      return create(command, repository, engine, work);
    case 'show': {
      const { snapshots: all } = await snapshots.list(repository);
      const ids = all.map(({ id }) => id);
      const chosen = chooseSnapshot(command.id, ids, ids.at(-1));
      const snapshot = all.find(({ id }) => id === chosen);
      if (snapshot === undefined) throw new Error('A snapshot was chosen that is not there.');
      show(command, snapshot, () => renderSnapshot(snapshot));
      return EXIT.done;
    }
    case 'restore':
      return runRestore({ ...command, ...command.restore }, engine, work, {
        path: `${repository.path}#${command.id}`,
        open: () => snapshots.open(repository, command.id, work),
      });
    case 'verify':
      return prove(command, repository, () => snapshots.verify(repository, command.id, work));
    case 'test':
      return prove(command, repository, () => snapshots.test(repository, command.id, work));
    case 'diff':
      return showComparison(command, await compare(command, repository, engine, work));
    case 'write-out': {
      const encryptFor = encryptForOf(command.recipients, null);
      const out = path.resolve(exportNameOf(command.out, encryptFor !== null));
      const request = {
        ...{ path: out, format: command.format },
        ...(encryptFor === null ? {} : { encryptFor }),
        ...(command.sign ? { signWith: (await ownSigningKey()).privateKey } : {}),
      };
      const report = await snapshots.writeOut(repository, command.id, request, work);
      show(command, report, () => renderExport(report));
      return statusOf(report.problems);
    }
    case 'timeline': {
      const { model, record } = command;
      const timeline = await snapshots.timeline(repository, { model, record }, work);
      show(command, timeline, () => renderTimeline(timeline));
      return EXIT.done;
    }
    case 'forget':
      return forget(command, repository, snapshots);
    case 'prune': {
      const report = await snapshots.prune(repository, { dryRun: command.dryRun }, work);
      show(command, report, () => renderPrune(report));
      return statusOf(report.findings);
    }
    case 'check': {
      const report = await snapshots.check(repository, { readData: command.readData }, work);
      show(command, report, () => renderCheck(report));
      return statusOf(report.findings);
    }
    case 'repair': {
      const report = await snapshots.repair(repository, work);
      show(command, report, () => renderRepair(report));
      return report.affected.length > 0 ? EXIT.needsLook : EXIT.done;
    }
    case 'unlock': {
      const locks = await snapshots.unlock(repository);
      show(command, { removed: locks }, () => renderLocks(locks));
      return EXIT.done;
    }
  }
}

async function repositoryOf({ action, repo, keys }: SnapshotOptions): Promise<RepositoryAddress> {
  const place = path.resolve(repo);
  const { identities, passphrase } = await openWith(keys);
  const common = { path: place, knownSigners: knownSigners() };
  if (action !== 'init' && passphrase === null && identities.length === 0)
    return { ...common, keys: await keptKeys(place) };
  return { ...common, keys: { identities, ...(passphrase === null ? {} : { passphrase }) } };
}

/** Opens what a snapshot is compared with, and compares. */
async function compare(
  command: CommonOptions & Extract<SnapshotAction, { readonly action: 'diff' }> & SnapshotOptions,
  repository: RepositoryAddress,
  engine: Engine,
  work: WorkOptions,
): Promise<Comparison> {
  const { before, now, model, limit, packagePath } = command;
  let storageRoot: string | null = null;
  let address = repository;
  if (command.target !== null) {
    const target = await resolveTarget(command.target, command);
    needTarget(target);
    storageRoot = await storageRootOf(command, target);
    await enterTarget(engine, target, 'look', work);
  }
  if (packagePath !== null) {
    address = await withKeptKeys(repository);
    await engine.openPackage(path.resolve(packagePath), await openOptions(command.keys, work));
  }
  const request = { before, now, model, storageRoot, offset: 0, limit, keep: false };
  return engine.snapshots.compare(address, request, work);
}

/** What was named may open the package alone: what the keychain holds for the repository goes before it. */
async function withKeptKeys(address: RepositoryAddress): Promise<RepositoryAddress> {
  const { path: place, keys } = address;
  const kept = await keptKeys(place);
  const identities = [...(kept.identities ?? []), ...(keys.identities ?? [])];
  const passphrase = kept.passphrase ?? keys.passphrase;
  return { ...address, keys: { identities, ...(passphrase === undefined ? {} : { passphrase }) } };
}

async function create(
  command: CommonOptions & Extract<SnapshotAction, { readonly action: 'create' }>,
  repository: RepositoryAddress,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const target = await resolveTarget(command.target, command);
  needTarget(target);
  const { kind, tags } = command;
  const signing = command.sign ? { signWith: (await ownSigningKey()).privateKey } : {};
  const storageRoot = await storageRootOf(command, target);
  const done = await withJobStore(command, (store) =>
    recordJob(
      store,
      { kind: 'snapshot', packagePath: repository.path, target: labelOf(target.address), storageRoot },
      async () => {
        await enterTarget(engine, target, 'look', work);
        const { snapshots } = engine;
        const opened = await unlocked(snapshots, repository);
        const report = await snapshots.take(opened, { kind, tags, storageRoot, ...signing }, work);
        const test = command.test ? await snapshots.test(opened, report.id, work) : null;
        return { ...report, ...(test === null ? {} : { test }) };
      },
      (report) => ({
        state: isWell([...report.problems, ...(report.test?.problems ?? [])])
          ? 'completed'
          : 'completed with findings',
        records: report.records,
        report,
      }),
    ),
  );
  show(command, done, () => renderTaken(done) + (done.test ? renderProof(done.test) : ''));
  return statusOf([...done.problems, ...(done.test?.problems ?? [])]);
}

async function forget(
  command: CommonOptions & Extract<SnapshotAction, { readonly action: 'forget' }>,
  repository: RepositoryAddress,
  snapshots: SnapshotWork,
): Promise<ExitStatus> {
  const { which, dryRun } = command;
  if (!('policy' in which)) {
    const forgotten = await snapshots.forget(repository, which);
    show(command, { forgotten }, () => `  ${forgotten.length} snapshots are forgotten.\n`);
    return EXIT.done;
  }
  const { policy, zone, tags } = which;
  const rules = { policy, zone, scope: { source: null, tags } };
  const { list, decided, forgotten } = dryRun
    ? await wouldGo(snapshots, repository, rules)
    : await thinOut(snapshots, await unlocked(snapshots, repository), rules);
  const told = decided.map(({ snapshot, ...verdict }) => ({ ...snapshot, ...verdict }));
  show(command, { dryRun, policy, zone, forgotten, snapshots: told }, () =>
    renderForgetting(decided, dryRun),
  );
  return list.unreadable.length > 0 ? EXIT.needsLook : EXIT.done;
}

async function wouldGo(
  snapshots: SnapshotWork,
  repository: RepositoryAddress,
  rules: Rules,
): Promise<ThinnedOut> {
  const list = await snapshots.list(repository);
  const decided = policyOn(list.snapshots, rules);
  return { list, decided, forgotten: goingOf(decided) };
}

async function prove(
  command: CommonOptions & { readonly id: string },
  repository: RepositoryAddress,
  work: () => Promise<SnapshotProof>,
): Promise<ExitStatus> {
  const proof = await withJobStore(command, (store) =>
    recordJob(store, { kind: 'proof', packagePath: `${repository.path}#${command.id}` }, work, (done) => ({
      state: done.seal === null ? 'completed with findings' : 'completed',
      records: done.records,
      report: done,
    })),
  );
  show(command, proof, () => renderProof(proof));
  return proof.seal === null ? EXIT.needsLook : statusOf(proof.problems);
}

function statusOf(problems: readonly Problem[]): ExitStatus {
  return isWell(problems) ? EXIT.done : EXIT.needsLook;
}
