import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '../errors.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import type { NamedFiles } from '../select/select-records.ts';
import { classDecision, type EffectivePolicy, effectivePolicy } from './modes.ts';
import { POSSIBLE_DECISIONS, type RestorePolicy, SAFE_DECISIONS } from './policy.ts';

/** A file of the package's storage, as it was found while the package was read. */
export interface PackageFile {
  /** `storage/documents/<uuid>.docx` */
  readonly path: string;
  readonly size: number;
  /** Hex sha256 of its content. */
  readonly sha256: string;
  /** True when manifest or record say another size or checksum: such a file is never put in place. */
  readonly damaged: boolean;
}

/**
 * - `copy`: nothing is there. - `replace`: the file that is there makes way. - `beside`: put under another name.
 * - `unchanged`: the same content is there. - `keep`, `skip`: left as it is. - `damaged`: not usable.
 */
export type FileAction = 'copy' | 'replace' | 'beside' | 'unchanged' | 'keep' | 'skip' | 'damaged';

export interface PlannedFile {
  readonly file: PackageFile;
  /** Path below the storage root, `documents/<uuid>.docx`. */
  readonly destination: string;
  readonly action: FileAction;
  /** True when a file with another content is there and nobody has decided. */
  readonly undecided: boolean;
  /** True for a file that the mode or the selection is not about: it is skipped, which is no finding. */
  readonly leftOut: boolean;
}

export interface FilePlan {
  readonly storageRoot: string | null;
  readonly files: readonly PlannedFile[];
  /** Whether the restore is about the file of this path in the package. */
  readonly isInScope: (path: string) => boolean;
  /** Files that the restore is about and that the package does not have; null: all that the package lacks. */
  readonly missing: number | null;
}

/**
 * Compares the files of a package with what stands below the storage root.
 * @param named the files that selected records name, for the mode `selected`.
 */
export async function planFiles(
  files: readonly PackageFile[],
  storageRoot: string | null,
  policy: RestorePolicy,
  signal?: AbortSignal,
  named: NamedFiles | null = null,
): Promise<FilePlan> {
  const scope = fileScope(files, effectivePolicy(policy), named);
  const planned: PlannedFile[] = [];
  for (const file of files) {
    throwIfCancelled(signal);
    planned.push(
      scope.isInScope(file.path)
        ? await planFile(file, storageRoot, effectivePolicy(policy), signal)
        : { file, destination: destinationOf(file), action: 'skip', undecided: false, leftOut: true },
    );
  }
  return { storageRoot, files: planned, ...scope };
}

function fileScope(
  files: readonly PackageFile[],
  { rules }: EffectivePolicy,
  named: NamedFiles | null,
): Pick<FilePlan, 'isInScope' | 'missing'> {
  if (rules.files === 'all') return { isInScope: () => true, missing: null };
  if (rules.files === 'none' || named === null) return { isInScope: () => false, missing: 0 };
  const present = files.filter(({ path }) => named.has(path)).length;
  return { isInScope: (path) => named.has(path), missing: named.size - present };
}

function destinationOf(file: PackageFile): string {
  return file.path.slice(PACKAGE_PATHS.storage.length);
}

/** The paths, as records name them, of files that are put under another name. */
export function movedFiles(plan: FilePlan): ReadonlyMap<string, string> {
  const moved = plan.files.filter(
    ({ file, destination }) => file.path !== PACKAGE_PATHS.storage + destination,
  );
  return new Map(moved.map((planned) => [planned.file.path, PACKAGE_PATHS.storage + planned.destination]));
}

async function planFile(
  file: PackageFile,
  storageRoot: string | null,
  policy: EffectivePolicy,
  signal?: AbortSignal,
): Promise<PlannedFile> {
  const destination = destinationOf(file);
  const leftOut = false;
  const plain = (action: FileAction): PlannedFile => ({
    file,
    destination,
    action,
    undecided: false,
    leftOut,
  });
  if (file.damaged) return plain('damaged');
  if (storageRoot === null) return plain('skip');
  const present = await lstat(path.join(storageRoot, destination)).catch(() => null);
  if (!present) return plain('copy');
  if (await isSameFile(path.join(storageRoot, destination), file, signal)) return plain('unchanged');
  const wish = classDecision('file-differs', 'business', policy);
  // Only a file can be replaced: a folder or a link of that name stays.
  const possible = present.isFile() ? POSSIBLE_DECISIONS['file-differs'] : (['keep', 'skip'] as const);
  const decision = wish && possible.includes(wish) ? wish : SAFE_DECISIONS['file-differs'];
  const undecided = decision !== wish;
  if (decision === 'beside') {
    const beside = besideName(destination, file.sha256);
    // It may lie there from an earlier restore.
    const lies = await isSameFile(path.join(storageRoot, beside), file, signal);
    return { file, destination: beside, action: lies ? 'unchanged' : 'beside', undecided, leftOut };
  }
  return { file, destination, action: decision === 'take' ? 'replace' : decision, undecided, leftOut };
}

/** A file that cannot be read counts as another one. */
async function isSameFile(place: string, file: PackageFile, signal?: AbortSignal): Promise<boolean> {
  const present = await lstat(place).catch(() => null);
  if (!present?.isFile() || present.size !== file.size) return false;
  const sha256 = await hashFile(place, signal).catch(() => null);
  throwIfCancelled(signal);
  return sha256 === file.sha256;
}

/** `documents/a.docx` becomes `documents/a.restored-1a2b3c4d.docx`. */
function besideName(destination: string, sha256: string): string {
  const { dir, name, ext } = path.posix.parse(destination);
  return path.posix.join(dir, `${name}.restored-${sha256.slice(0, 8)}${ext}`);
}

/** Hex sha256 of a file on disk. */
export async function hashFile(filePath: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(filePath), hash, signal ? { signal } : {});
  return hash.digest('hex');
}
