import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { type Problem, ProblemList } from '../problems.ts';
import type { BlobStore, Repository } from '../repository/repository.ts';
import { collectDifferences, damageOf, type Take } from './collect-differences.ts';
import { compareStorage } from './compare-files.ts';
import { compareWithPackage } from './compare-package.ts';
import { type CompareOptions, compareSnapshots, compareWithTarget } from './compare-states.ts';
import { PACKAGE } from './compared-as-package.ts';
import type { Comparison, ComparisonRequest, NotCompared } from './comparison.ts';
import { snapshotState } from './earlier-state.ts';
import { KeptDifferences } from './kept-differences.ts';
import type { Manifest } from './manifest.ts';
import type { ComparedPackage } from './package-records.ts';
import { FILES } from './record-form.ts';
import { findSnapshot } from './snapshots.ts';

/** What is open, to be compared with. Errors: nothing is. */
export interface ComparisonSurroundings {
  readonly target: () => Target;
  readonly package: () => ComparedPackage;
  /** A folder for temporary files. */
  readonly folder: () => Promise<string>;
}

/** The comparison that was made last, with all that differs. */
interface Kept {
  readonly comparison: Comparison;
  readonly differences: KeptDifferences;
  /** What was compared: another one is no part of it. */
  readonly of: readonly unknown[];
}

/** Compares, and keeps what differs for as long as a person looks through it. */
export class Comparisons {
  readonly #open: ComparisonSurroundings;
  #kept: Kept | null = null;

  constructor(open: ComparisonSurroundings) {
    this.#open = open;
  }

  /** Errors: `SNAPSHOT_NOT_FOUND`, `REPOSITORY_…`, `STORAGE_…`, `TARGET_…`, `USAGE`, `CANCELLED`. */
  async compare(
    repository: Repository,
    request: ComparisonRequest,
    options: WorkOptions,
  ): Promise<Comparison> {
    const { model, offset, limit } = request;
    const of = this.#named(repository, request);
    const isPart = model !== null || offset > 0;
    const kept = this.#kept;
    if (isPart && kept?.of.every((one, at) => one === of[at]))
      return { ...kept.comparison, differences: await kept.differences.page(model, offset, limit) };
    const keeps = request.keep && !isPart;
    if (keeps) await this.close();
    const differences = keeps ? await KeptDifferences.create(await this.#open.folder()) : null;
    try {
      const comparison = await this.#read(repository, request, options, differences);
      if (differences !== null) this.#kept = { comparison, differences, of };
      return comparison;
    } catch (error) {
      await differences?.close();
      throw error;
    }
  }

  /** Lets go of what is kept. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.differences.close();
  }

  #named({ path }: Repository, { before, now, storageRoot }: ComparisonRequest): readonly unknown[] {
    const target = now === null ? this.#open.target() : null;
    const opened = before === PACKAGE || now === PACKAGE ? this.#open.package().spool : null;
    return [path, before, now, storageRoot, target, opened];
  }

  async #read(
    repository: Repository,
    request: ComparisonRequest,
    options: WorkOptions,
    differences: KeptDifferences | null,
  ): Promise<Comparison> {
    const lock = await repository.lockToRead('comparing');
    try {
      return await collectDifferences(request, options, differences, (work, take) =>
        this.#states(repository, request, work, take),
      );
    } finally {
      await lock.release();
    }
  }

  async #states(
    repository: Repository,
    { before, now, storageRoot, model }: ComparisonRequest,
    work: CompareOptions,
    take: Take,
  ): Promise<NotCompared> {
    const blobs = await repository.openBlobs();
    const isAsked = model === null || model === FILES;
    if (before === PACKAGE || now === PACKAGE) {
      const other = before === PACKAGE ? now : before;
      if (other === null || other === PACKAGE) throw noSnapshot();
      const { manifest } = await findSnapshot(repository, other);
      const opened = this.#open.package();
      const told = before === PACKAGE ? turned(take) : take;
      const { records, problems } = await compareWithPackage(
        snapshotState(blobs, manifest),
        opened,
        work,
        told,
      );
      const snapshotSide = before === PACKAGE ? 'not in now' : 'not in before';
      const packageSide = before === PACKAGE ? 'not in before' : 'not in now';
      const files = manifest.files === null ? snapshotSide : opened.hasFiles ? null : packageSide;
      return { files: isAsked ? files : null, records, problems: [...damageOf(opened), ...problems] };
    }
    const { manifest } = await findSnapshot(repository, before);
    if (now === null)
      return this.#withTarget(repository, manifest, blobs, { storageRoot, isAsked }, work, take);
    const later = (await findSnapshot(repository, now)).manifest;
    await compareSnapshots(blobs, manifest, later, work, take);
    const files = manifest.files === null ? 'not in before' : later.files === null ? 'not in now' : null;
    return { files: isAsked ? files : null, records: 0, problems: [] };
  }

  async #withTarget(
    repository: Repository,
    before: Manifest,
    blobs: BlobStore,
    { storageRoot, isAsked }: { readonly storageRoot: string | null; readonly isAsked: boolean },
    work: CompareOptions,
    take: Take,
  ): Promise<NotCompared> {
    if (work.only?.has(FILES) !== true)
      await compareWithTarget(blobs, before, this.#open.target(), work, take);
    const nothing = { records: 0, problems: [] };
    if (!isAsked) return { files: null, ...nothing };
    if (before.files === null) return { files: 'not in before', ...nothing };
    if (storageRoot === null) return { files: 'not in now', ...nothing };
    const problems = new ProblemList();
    const onProblem = (problem: Problem): void => problems.add(problem);
    const place = { storageRoot, repository: repository.path, onProblem };
    await compareStorage(blobs, before.files, { ...work, ...place }, (difference) =>
      take({ model: FILES, ...difference }),
    );
    return { files: null, records: 0, problems: problems.toArray() };
  }
}

const TURNED = { added: 'removed', removed: 'added', changed: 'changed' } as const;

/** The package is the earlier one of the two. */
function turned(take: Take): Take {
  return ({ change, before, now, ...difference }) =>
    take({ ...difference, change: TURNED[change], before: now, now: before });
}

function noSnapshot(): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: 'A package is compared with a snapshot.',
    consequence: 'Nothing was changed.',
    advice:
      'Choose a snapshot as the other state. Two packages are compared on the command line: edms-backup diff.',
  });
}
