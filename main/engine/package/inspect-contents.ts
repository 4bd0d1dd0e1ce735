import { figure } from '../figures.ts';
import type { Problem, ProblemList } from '../problems.ts';
import type { FixtureFacts } from './fixture-facts.ts';
import type { IntegrityCheck, PackageMetadata } from './inspection.ts';
import { PACKAGE_PATHS } from './package.ts';
import {
  type FixtureClaims,
  parseObject,
  readChecksums,
  readFixtureClaims,
  readManifest,
  readMetadata,
  readSecretFiles,
} from './package-metadata.ts';
import { compareStorage, type StorageFindings } from './storage-findings.ts';
import type { Walk } from './walk-package.ts';

/** What the descriptions inside a package say, held against what is in it. */
export interface ContentFindings {
  readonly metadata: PackageMetadata | null;
  readonly claims: FixtureClaims | null;
  readonly checks: readonly IntegrityCheck[];
  readonly storage: StorageFindings;
  /** True where the package was meant to have no records: it is one of files alone, and has some. */
  readonly filesAlone: boolean;
  readonly secretFiles: ReadonlySet<string>;
}

export function checkContents(walk: Walk, facts: FixtureFacts, problems: ProblemList): ContentFindings {
  const json = (path: string) => readJson(walk, path, problems);
  const claimsJson = json(PACKAGE_PATHS.fixtureMetadata);
  const claims = claimsJson && readFixtureClaims(claimsJson);
  const metadataJson = json(PACKAGE_PATHS.metadata);
  const manifestJson = json(PACKAGE_PATHS.storageManifest);
  const configuration = json(PACKAGE_PATHS.configurationManifest);
  const stored = new Map(walk.stored);
  stored.delete(PACKAGE_PATHS.storageManifest);
  const storage = compareStorage(
    stored,
    manifestJson && readManifest(manifestJson),
    facts.claims,
    facts.named,
  );
  const nothing: FixtureClaims = { totalRecords: null, modelCounts: new Map() };
  const metadata = metadataJson && readMetadata(metadataJson, claims ?? nothing);
  const filesAlone = isOfFilesAlone(walk, metadata, claims) && storage.files.length > 0;
  for (const problem of storage.problems)
    if (!filesAlone || problem.code !== 'FILE_UNNAMED') problems.add(problem);
  const checks = [...checkSums(walk, problems), ...(storage.manifest === null ? [] : [storage.manifest])];
  if (claims !== null) checks.push(...checkCounts(walk, claims, problems));
  return {
    metadata,
    claims,
    checks,
    storage,
    filesAlone,
    secretFiles: configuration ? readSecretFiles(configuration) : new Set(),
  };
}

/** Its own descriptions say that no record was to be in it, and none is. */
function isOfFilesAlone(
  { spool, fixtureFailure }: Walk,
  metadata: PackageMetadata | null,
  claims: FixtureClaims | null,
): boolean {
  const isMeant = metadata?.partOf === 'files' && claims?.totalRecords === 0;
  return isMeant && spool?.count === 0 && fixtureFailure?.code === 'FIXTURE_EMPTY';
}

function readJson(walk: Walk, path: string, problems: ProblemList) {
  const bytes = walk.kept.get(path);
  if (bytes === undefined) return null;
  const json = parseObject(bytes);
  if (json === null) {
    problems.add({
      code: 'METADATA_NOT_JSON',
      severity: 'warning',
      message: `${path} is no JSON object; what it says is not known.`,
      advice: 'The records do not need it. Compare the figures with what the export reported.',
      where: { entry: path },
    });
  }
  return json;
}

function checkSums(walk: Walk, problems: ProblemList): IntegrityCheck[] {
  const bytes = walk.kept.get(PACKAGE_PATHS.fixtureChecksums);
  if (bytes === undefined) return [];
  const cutShort = walk.failure !== null || walk.fixtureFailure?.code === 'PACKAGE_TRUNCATED';
  return readChecksums(bytes).map(({ name, sha256 }) => {
    const path = `database/${name}`;
    const found = walk.hashes.get(path);
    if (found === sha256) return { name: path, result: 'ok', detail: 'The checksum (SHA-256) agrees.' };
    if (found === undefined && !cutShort) {
      problems.add(listedAbsent(path, name));
      return { name: path, result: 'absent', detail: 'It is listed in checksum.txt and not in the package.' };
    }
    if (found === undefined)
      return { name: path, result: 'absent', detail: 'It could not be read to its end.' };
    problems.add({
      code: 'CHECKSUM_WRONG',
      severity: 'error',
      message: `${path} does not have the checksum that checksum.txt gives: it was changed after the export.`,
      advice: 'Copy the package again, or ask for a new export. Go on only if you know who changed it.',
      where: { entry: path },
    });
    return { name: path, result: 'failed', detail: 'The checksum (SHA-256) differs.' };
  });
}

/** The EDMS lists it in `checksum.txt` of each of its packages, and puts it into none of them. */
const NEVER_PACKED = 'restore_instructions.sh';

function listedAbsent(path: string, name: string): Problem {
  const isUsual = name === NEVER_PACKED;
  return {
    code: 'CHECKSUM_FILE_ABSENT',
    severity: isUsual ? 'note' : 'warning',
    message: `checksum.txt lists ${path.slice(0, 300)}, which the package does not have.`,
    advice: isUsual
      ? 'So it is in every package that the EDMS makes; a restore does not need it.'
      : 'The records and files do not need it. If it matters, ask for the package again.',
    where: { entry: path.slice(0, 300) },
  };
}

/** `total_records` and `model_counts` against what was counted. */
function checkCounts(walk: Walk, claims: FixtureClaims, problems: ProblemList): readonly IntegrityCheck[] {
  const { spool } = walk;
  if (spool === null || claims.totalRecords === null) return [];
  const found = spool.count;
  const agrees = found === claims.totalRecords;
  const detail = `${figure(found)} records found, ${figure(claims.totalRecords)} claimed.`;
  if (!agrees) {
    problems.add({
      code: 'RECORD_COUNT_DIFFERS',
      severity: 'error',
      message: `The fixture has ${figure(found)} records; its metadata claims ${figure(claims.totalRecords)}.`,
      advice: 'Records are missing or were added. Compare the models, or ask for a new export.',
      where: { entry: PACKAGE_PATHS.fixtureMetadata },
    });
  }
  return [{ name: 'records', result: agrees ? 'ok' : 'failed', detail }];
}
