import { randomUUID } from 'node:crypto';
import type { Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { PACKAGE_PATHS, type Package } from '../package/package.ts';
import type { FilePlan, PackageFile, PlannedFile } from '../plan/file-plan.ts';
import type { Problem } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { RestoreJournal } from '../restore/journal.ts';
import { storageError } from '../restore/one-operation.ts';
import { carryOutMoves } from '../restore/place-files.ts';
import { ownName } from '../restore/restore.ts';
import { type FileWork, planFileWork, stageFiles } from '../restore/stage-files.ts';
import { compareStorage } from './compare-storage.ts';
import { readMissingFiles } from './missing-files.ts';
import type { MissingFilesPlan, RepairReport } from './repair.ts';

/** What a package can supply of the files that a storage lacks. */
export interface MissingFilesRepair {
  readonly plan: MissingFilesPlan;
  /** The supplied files, as a restore would stage them. */
  readonly filePlan: FilePlan;
}

const SHOWN = 100;
const EXAMPLES = 10;

/**
 * Looks for missing files of documents in the files of an open package: by their path, and only with the very
 * checksum that the records give. Changes nothing. Errors: `STORAGE_NOT_FOUND`, `TARGET_…`, `CANCELLED`.
 */
export async function planMissingFiles(
  target: Target,
  storageRoot: string,
  packageFiles: readonly PackageFile[],
  signal?: AbortSignal,
): Promise<MissingFilesRepair> {
  const { missing } = await compareStorage(target, storageRoot, signal);
  const claims = await claimedChecksums(target, missing, signal);
  const offered = new Map(packageFiles.map((file) => [file.path, file]));
  const supplied: PlannedFile[] = [];
  const counts = { notInPackage: 0, notTheSame: 0 };
  const examples: string[] = [];
  for (const destination of missing) {
    throwIfCancelled(signal);
    const file = offered.get(PACKAGE_PATHS.storage + destination);
    if (file !== undefined && !file.damaged && isClaimed(file, claims.get(destination))) {
      supplied.push({ file, destination, action: 'copy', undecided: false, leftOut: false });
      continue;
    }
    counts[file === undefined ? 'notInPackage' : 'notTheSame'] += 1;
    if (examples.length < EXAMPLES)
      examples.push(
        `${destination}: ${file === undefined ? 'not in the package' : 'not the file of the record'}`,
      );
  }
  return {
    filePlan: { storageRoot, files: supplied, isInScope: () => true, missing: null },
    plan: {
      kind: 'missing-files',
      storageRoot,
      missing: missing.size,
      supplied: supplied.length,
      bytes: supplied.reduce((sum, { file }) => sum + file.size, 0),
      files: supplied.slice(0, SHOWN).map(({ destination }) => destination),
      ...counts,
      examples,
    },
  };
}

export interface RepairFilesInput {
  readonly target: Target;
  readonly storageRoot: string;
  readonly source: Package;
  readonly packageFiles: readonly PackageFile[];
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Puts the missing files that the package can supply in place: each is staged beside its destination, checked,
 * synced and moved, and never over a file that is there. A journal leads through it, as through a restore. The
 * database is not written to.
 *
 * Errors: `STORAGE_…`, `PACKAGE_CHANGED`, `TARGET_…` (`TARGET_IN_USE`), `CANCELLED`; after each of them the storage is
 * as it was.
 */
export async function repairMissingFiles(input: RepairFilesInput): Promise<RepairReport> {
  const { target, storageRoot, packageFiles, signal } = input;
  const occupation = await target.occupy(ownName());
  try {
    const { plan, filePlan } = await planMissingFiles(target, storageRoot, packageFiles, signal);
    const files = await planFileWork(filePlan);
    const problems = files.root === null ? [] : await place(files, files.root, input);
    const unplaced = new Set(problems.map(({ where }) => where?.entry));
    const placed = filePlan.files.filter(({ destination }) => !unplaced.has(destination));
    return {
      kind: 'missing-files',
      placed: placed.length,
      bytes: placed.reduce((sum, { file }) => sum + file.size, 0),
      left: plan.missing - placed.length,
      problems,
    };
  } finally {
    await occupation.release();
  }
}

async function place(files: FileWork, root: string, input: RepairFilesInput): Promise<readonly Problem[]> {
  const { source, target, signal } = input;
  const meter = new ProgressMeter(input.onProgress);
  try {
    const facts = { job: randomUUID(), operation: 'restore', target: target.label } as const;
    const journal = await RestoreJournal.begin(root, facts);
    try {
      await journal.plan(files.moves);
      await stageFiles(files.wanted, source, journal.folder, meter, signal);
      throwIfCancelled(signal);
      await journal.committed();
    } catch (error) {
      await journal.end().catch(() => undefined);
      throw error;
    }
    meter.start('placing files', files.wanted.length, 'files');
    const problems = await carryOutMoves(root, journal.folder, files.moves, () => meter.advance(1));
    meter.finish();
    if (problems.length === 0) await journal.end();
    else journal.leave();
    return problems;
  } catch (error) {
    throw storageError(error, root);
  }
}

/** All checksums that records give for a file; a file must have one of them, and records must not disagree. */
async function claimedChecksums(
  target: Target,
  missing: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const claims = new Map<string, Set<string>>();
  for (const { path, sha256 } of await readMissingFiles(target, missing, signal)) {
    if (sha256 === '') continue;
    claims.set(path, (claims.get(path) ?? new Set()).add(sha256));
  }
  return claims;
}

function isClaimed({ sha256 }: PackageFile, claims: ReadonlySet<string> | undefined): boolean {
  return claims?.size === 1 && claims.has(sha256);
}
