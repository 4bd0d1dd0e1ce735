import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { openTarget } from '../database/open-target.ts';
import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { EngineError, type PlainError, throwIfCancelled } from '../errors.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectSource } from '../package/inspect.ts';
import { lackOf } from '../package/inspection.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { createPlan } from '../plan/create-plan.ts';
import { hashFile, planFiles } from '../plan/file-plan.ts';
import { SAFE_POLICY } from '../plan/policy.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import type { BlobStore, Repository } from '../repository/repository.ts';
import { restorePlan } from '../restore/restore.ts';
import { compareWithTarget, type ModelDifference } from './compare-states.ts';
import { OwnOfDjango } from './own-of-django.ts';
import { asOfSnapshot, type ProofOptions, proveSnapshot } from './prove-snapshot.ts';
import { readFiles } from './read-files.ts';
import type { SnapshotProof } from './seal.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import { type Snapshot, shortId } from './snapshots.ts';
import { WithoutPlace } from './without-place.ts';

/**
 * Restores a snapshot into a database and a folder that are thrown away, compares every record and file with it, and
 * seals it where all are equal. The EDMS is not touched.
 *
 * Errors: `REPOSITORY_…`, `STORAGE_FULL`, `CANCELLED`. What is wrong with the snapshot is in the result.
 */
export function testSnapshot(
  repository: Repository,
  snapshot: Snapshot,
  options: ProofOptions = {},
): Promise<SnapshotProof> {
  return proveSnapshot(repository, snapshot, { ...options, kind: 'restored' }, (folder) =>
    new RestoreTest(repository, snapshot, folder, options).run(),
  );
}

class RestoreTest {
  readonly #repository: Repository;
  readonly #snapshot: Snapshot;
  readonly #folder: string;
  readonly #options: WorkOptions;
  readonly #problems = new ProblemList(20);
  /** Files that are not what their records say: they are never put in place, and were read as they are. */
  readonly #misfits = new Set<string>();

  constructor(repository: Repository, snapshot: Snapshot, folder: string, options: WorkOptions) {
    this.#repository = repository;
    this.#snapshot = snapshot;
    this.#folder = folder;
    this.#options = options;
  }

  async run(): Promise<readonly Problem[]> {
    const blobs = await this.#repository.openBlobs();
    const storage = path.join(this.#folder, 'storage');
    await mkdir(storage);
    const address = { kind: 'embedded', name: 'restore-test' } as const;
    const target = await openTarget(address, { home: this.#folder, isThrownAway: true });
    try {
      const withoutPlace = await this.#restore(blobs, target, storage);
      await this.#compareRecords(blobs, target, withoutPlace);
      await this.#compareFiles(blobs, storage);
    } catch (error) {
      if (this.#options.signal?.aborted || !(error instanceof EngineError)) throw error;
      if (error.code.startsWith('STORAGE_')) throw error;
      const { code, message, advice, where } = error.plain;
      this.#problems.add({ code, severity: 'error', message, advice, ...(where ? { where } : {}) });
    } finally {
      await target.close();
    }
    return this.#problems.toArray();
  }

  /** Gives what the database has no place for. */
  async #restore(blobs: BlobStore, target: Target, storage: string): Promise<WithoutPlace> {
    const catalogue = edmsCatalogue();
    const index = new RecordIndex(catalogue);
    const source = new SnapshotPackage(this.#repository.path, this.#snapshot, blobs, async () => undefined);
    const work = { ...this.#options, spoolFolder: this.#folder, index };
    const { spool, files, inspection } = await inspectSource(source, catalogue, work);
    try {
      for (const problem of inspection.problems)
        if (problem.severity !== 'note') this.#problems.add(asOfSnapshot(problem));
      if (spool === null) throw new EngineError(inspection.failure ?? noRecords(this.#snapshot.id));
      for (const { path: file, damaged } of files)
        if (damaged) this.#misfits.add(file.slice(PACKAGE_PATHS.storage.length));
      const policy = { ...SAFE_POLICY, acceptDamaged: true };
      const plan = await createPlan({
        ...this.#options,
        catalogue,
        fixture: { spool, index },
        target,
        policy,
        files: await planFiles(files, storage, policy, this.#options.signal),
        selected: null,
        lack: lackOf(inspection),
        workFolder: this.#folder,
      });
      try {
        const sideFile = {
          path: path.join(this.#folder, 'side-file.ndjson'),
          package: { path: source.path, sha256: null },
          target: target.label,
        };
        await restorePlan({ ...this.#options, plan, target, source, sideFile });
        return await WithoutPlace.of(plan, blobs, this.#snapshot.manifest);
      } finally {
        await plan.close();
      }
    } finally {
      await spool?.close();
    }
  }

  async #compareRecords(blobs: BlobStore, target: Target, withoutPlace: WithoutPlace): Promise<void> {
    const own = new OwnOfDjango();
    const tell = (difference: ModelDifference): void => {
      if (!withoutPlace.take(difference)) this.#problems.add(differs(difference));
    };
    const meter = new ProgressMeter(this.#options.onProgress);
    const { signal } = this.#options;
    await compareWithTarget(blobs, this.#snapshot.manifest, target, { meter, signal }, (difference) => {
      if (!own.take(difference)) tell(difference);
    });
    // What the new database has beyond the snapshot is no difference.
    for (const difference of own.differences())
      if (difference.before !== null) tell({ ...difference, change: 'removed' });
    for (const problem of withoutPlace.problems()) this.#problems.add(problem);
  }

  async #compareFiles(blobs: BlobStore, storage: string): Promise<void> {
    const { files } = this.#snapshot.manifest;
    if (files === null) return;
    const meter = new ProgressMeter(this.#options.onProgress);
    meter.start('comparing', files.files, 'files');
    for await (const { path: file, sha256 } of readFiles(blobs, files.segments)) {
      throwIfCancelled(this.#options.signal);
      meter.advance(1);
      if (this.#misfits.has(file)) continue;
      const restored = await hashFile(path.join(storage, file), this.#options.signal).catch(() => null);
      if (restored !== sha256) this.#problems.add(fileDiffers(file));
    }
    meter.finish();
  }
}

function noRecords(id: string): PlainError {
  return {
    code: 'REPOSITORY_DAMAGED',
    message: `The records of the snapshot ${shortId(id)} cannot be read.`,
    consequence: 'Nothing was changed.',
    advice: 'Check the repository.',
  };
}

const HAPPENED = {
  added: 'is in the restored database and not in the snapshot',
  changed: 'is another one in the restored database',
  removed: 'is not in the restored database',
} as const;

function differs({ model, key, change }: ModelDifference): Problem {
  return {
    code: 'SNAPSHOT_DIFFERS',
    severity: 'error',
    message: `${model} ${key} ${HAPPENED[change]}.`,
    advice: 'Do not rely on this snapshot for that record: make a full one, and send this report to support.',
    where: { model, key },
  };
}

function fileDiffers(file: string): Problem {
  return {
    code: 'SNAPSHOT_DIFFERS',
    severity: 'error',
    message: `The file ${file} could not be restored as it was.`,
    advice: 'Check the repository; a new snapshot takes the file again, if the EDMS still has it.',
    where: { entry: file },
  };
}
