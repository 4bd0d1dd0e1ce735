import { figure } from '../figures.ts';
import type { PackageFile } from '../plan/file-plan.ts';
import type { Problem } from '../problems.ts';
import type { FileClaim } from './fixture-facts.ts';
import type { FileFindings, IntegrityCheck } from './inspection.ts';
import { PACKAGE_PATHS } from './package.ts';
import type { ManifestFile } from './package-metadata.ts';

/** A file of the package's storage as it was read; `whole` is false when its content could not be. */
export interface StoredFile {
  readonly size: number;
  readonly sha256: string;
  readonly whole: boolean;
}

export interface StorageFindings {
  readonly findings: FileFindings;
  readonly files: readonly PackageFile[];
  readonly problems: readonly Problem[];
  /** The storage manifest as a whole; null without one. */
  readonly manifest: IntegrityCheck | null;
}

/** Compares the files of `storage/` with its manifest and with the records that name them. */
export function compareStorage(
  stored: ReadonlyMap<string, StoredFile>,
  manifest: ReadonlyMap<string, ManifestFile> | null,
  claims: ReadonlyMap<string, FileClaim>,
  named: number,
): StorageFindings {
  const problems: Problem[] = [];
  const files: PackageFile[] = [];
  const counts = { bytes: 0, unnamed: 0, wrongSize: 0, wrongChecksum: 0, missing: 0 };
  for (const [path, file] of stored) {
    counts.bytes += file.size;
    const claim = claims.get(path);
    const listed = manifest?.get(path);
    const wrongSize = file.whole && differs(file.size, claim?.size, listed?.size);
    const wrongChecksum =
      file.whole && differs(file.sha256, claim?.checksum || null, listed?.checksum || null);
    if (wrongSize) counts.wrongSize++;
    if (wrongChecksum) counts.wrongChecksum++;
    if (claim === undefined) {
      counts.unnamed++;
      problems.push(unnamed(path));
    }
    if (wrongSize || wrongChecksum) problems.push(wrong(path, wrongSize, claim));
    files.push({
      path,
      size: file.size,
      sha256: file.sha256,
      damaged: wrongSize || wrongChecksum || !file.whole,
    });
  }
  const absent = manifest === null ? [] : [...manifest.keys()].filter((path) => !stored.has(path));
  const hasStorage = stored.size > 0 || (manifest !== null && manifest.size > 0);
  for (const [path, claim] of claims) {
    if (stored.has(path)) continue;
    counts.missing++;
    if (hasStorage) problems.push(missing(path, claim));
  }
  if (!hasStorage && counts.missing > 0) problems.push(noStorage(counts.missing));
  for (const path of absent) if (!claims.has(path)) problems.push(notThere(path));
  const findings = { count: stored.size, named, ...counts };
  return { findings, files, problems, manifest: manifest && manifestCheck(stored, manifest, absent.length) };
}

function differs<T>(found: T, ...claimed: readonly (T | null | undefined)[]): boolean {
  return claimed.some((value) => value !== null && value !== undefined && value !== found);
}

function manifestCheck(
  stored: ReadonlyMap<string, StoredFile>,
  manifest: ReadonlyMap<string, ManifestFile>,
  absent: number,
): IntegrityCheck {
  let agree = 0;
  for (const [path, listed] of manifest) {
    const file = stored.get(path);
    if (file === undefined || !file.whole) continue;
    if (!differs(file.size, listed.size) && !differs(file.sha256, listed.checksum || null)) agree++;
  }
  const more = [...stored.keys()].filter((path) => !manifest.has(path)).length;
  const parts = [`${figure(agree)} of ${figure(manifest.size)} files agree`];
  if (absent > 0) parts.push(`${figure(absent)} are not there`);
  if (more > 0) parts.push(`${figure(more)} are not listed`);
  return {
    name: PACKAGE_PATHS.storageManifest,
    result: agree === manifest.size ? 'ok' : 'failed',
    detail: `${parts.join(', ')}.`,
  };
}

function wrong(path: string, size: boolean, claim: FileClaim | undefined): Problem {
  return {
    code: size ? 'FILE_WRONG_SIZE' : 'FILE_WRONG_CHECKSUM',
    severity: 'error',
    message: `The file ${path} does not have the ${size ? 'size' : 'checksum'} that was noted when it was exported.`,
    advice: 'It is not restored. Take the file from the EDMS that it comes from, or from another package.',
    where: { entry: path, ...at(claim) },
  };
}

function missing(path: string, claim: FileClaim): Problem {
  return {
    code: 'FILE_MISSING',
    severity: 'error',
    message: `Record ${figure(claim.record + 1)} names the file ${path.slice(0, 300)}, which the package does not have.`,
    advice: 'The record can be restored; its file has to come from somewhere else.',
    where: { entry: path.slice(0, 300), ...at(claim) },
  };
}

function notThere(path: string): Problem {
  return {
    code: 'FILE_MISSING',
    severity: 'error',
    message: `The storage manifest lists the file ${path.slice(0, 300)}, which the package does not have.`,
    advice: 'No record names it. Ask for the package again if it matters.',
    where: { entry: path.slice(0, 300) },
  };
}

function noStorage(count: number): Problem {
  return {
    code: 'STORAGE_ABSENT',
    severity: 'warning',
    message: `The package has no document files; ${figure(count)} ${count === 1 ? 'record names one' : 'records name one'}.`,
    advice: 'The records can be restored; the files have to come from somewhere else.',
  };
}

function unnamed(path: string): Problem {
  return {
    code: 'FILE_UNNAMED',
    severity: 'note',
    message: `No record names the file ${path}.`,
    advice: 'It is restored with the others.',
    where: { entry: path },
  };
}

function at(claim: FileClaim | undefined) {
  return claim === undefined ? {} : { record: claim.record + 1, model: claim.model };
}
