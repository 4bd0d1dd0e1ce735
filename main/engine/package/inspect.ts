import type { Catalogue } from '../catalogue/catalogue.ts';
import type { OpenWith } from '../encryption/age.ts';
import { ValueChecker } from '../fixture/check-values.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import type { PackageFile } from '../plan/file-plan.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { readSeal, signatureState } from '../signature/signature-state.ts';
import { FixtureFacts } from './fixture-facts.ts';
import { type ContentFindings, checkContents } from './inspect-contents.ts';
import type { Inspection, ModelCount, ReferenceFindings, SecretHint } from './inspection.ts';
import { openPackage } from './open-package.ts';
import type { Package } from './package.ts';
import type { PackageLimits } from './package-errors.ts';
import { ReferenceCheck } from './reference-findings.ts';
import { signatureProblem } from './signature-problem.ts';
import { judge } from './verdict.ts';
import { type Walk, walkPackage } from './walk-package.ts';

export interface InspectOptions {
  /** An existing folder for the spool. */
  readonly spoolFolder: string;
  /** Filled with the package's records and finished; made here when it is not given. */
  readonly index?: RecordIndex;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  readonly limits?: PackageLimits;
  /** Zip archives above this size in bytes are streamed instead of held. */
  readonly zipHeldBytes?: number;
  /** What an encrypted package is opened with. */
  readonly keys?: OpenWith;
  /** Fingerprints of the keys whose signatures are known. */
  readonly knownSigners?: readonly string[];
}

/** An open package with all that was learnt about it. Whoever has it closes `source` and `spool`. */
export interface InspectedPackage {
  readonly source: Package;
  readonly inspection: Inspection;
  /** The files of its storage. */
  readonly files: readonly PackageFile[];
  /** Null when the package has no fixture. */
  readonly spool: RecordSpool | null;
}

/**
 * Opens a package and reads it once from front to back. Damage inside it is part of the inspection
 * (`readable`, `failure`, `problems`); everything beside the damage is inspected too.
 *
 * Throws what {@link openPackage} throws, `PACKAGE_CHANGED` and `CANCELLED`.
 */
export async function inspectPackage(
  path: string,
  catalogue: Catalogue,
  options: InspectOptions,
): Promise<InspectedPackage> {
  const problems = new ProblemList();
  let inspecting = true;
  const source = await openPackage(path, {
    // later walks meet the same entries again
    onProblem: (problem) => inspecting && problems.add(problem),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.zipHeldBytes === undefined ? {} : { zipHeldBytes: options.zipHeldBytes }),
    ...(options.keys === undefined ? {} : { keys: options.keys }),
    workFolder: options.spoolFolder,
  });
  try {
    return await inspectSource(source, catalogue, options, problems);
  } finally {
    inspecting = false;
  }
}

/** Reads what is open already, a snapshot for one; closes it when that fails. */
export async function inspectSource(
  source: Package,
  catalogue: Catalogue,
  options: InspectOptions,
  problems = new ProblemList(),
): Promise<InspectedPackage> {
  try {
    return await inspectOpen(source, catalogue, options, problems);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function inspectOpen(
  source: Package,
  catalogue: Catalogue,
  options: InspectOptions,
  problems: ProblemList,
): Promise<InspectedPackage> {
  const { index = new RecordIndex(catalogue), signal } = options;
  const facts = new FixtureFacts(catalogue);
  const values = new ValueChecker(catalogue);
  const references = new ReferenceCheck(catalogue, index);
  const meter = new ProgressMeter(options.onProgress);
  meter.start('reading', source.size, 'bytes');
  let advanced = 0;
  const isFile = source.format !== 'folder' && source.format !== 'snapshot';
  const sealing = isFile ? readSeal(source.path, signal).catch(() => null) : null;
  const walk = await walkPackage(source, {
    spoolFolder: options.spoolFolder,
    // What nobody may read in the package is not to be read beside it either.
    secret: (source.bytes?.encryption ?? null) !== null,
    signal,
    onProblem: (problem) => problems.add(problem),
    onRecord: (record, number) => {
      index.record(record, number);
      values.record(record, number);
      facts.record(record, number);
      references.record(record, number);
    },
    onAdvance: () => {
      const now = source.bytesRead();
      meter.advance(now - advanced);
      advanced = now;
    },
  });
  try {
    for (const problem of source.passedOver ?? []) problems.add(problem);
    meter.finish();
    meter.start('checking', 0, 'steps');
    const findings =
      walk.spool === null ? NO_REFERENCES : await settle(walk.spool, index, references, signal);
    for (const problem of values.problems()) problems.add(problem);
    for (const problem of findings.examples) problems.add(problem);
    const contents = checkContents(walk, facts, problems);
    const seal = await sealing;
    const signedBy = contents.metadata?.signedBy ?? null;
    const signature = source.signature ?? signatureState(seal, signedBy, options.knownSigners ?? []);
    const what = source.format === 'snapshot' ? 'snapshot' : 'package';
    const problem = signatureProblem(signature, source.path, what);
    if (problem !== null) problems.add(problem);
    const { inspection, files } = summarise(source, catalogue, walk, contents, problems, problem);
    return {
      source,
      files,
      spool: walk.spool,
      inspection: {
        ...inspection,
        sha256: seal?.sha256 ?? null,
        signature,
        dialect: references.dialect,
        references: findings,
        secrets: [...secretFiles(walk, contents), ...facts.secrets],
        users: facts.users,
        groups: facts.groups,
        timeSpan: facts.timeSpan,
      },
    };
  } catch (error) {
    await walk.spool?.close();
    throw error;
  }
}

async function settle(
  spool: RecordSpool,
  index: RecordIndex,
  references: ReferenceCheck,
  signal: AbortSignal | undefined,
): Promise<ReferenceFindings> {
  await index.finish(spool, signal);
  return references.finish(spool, signal);
}

const NO_REFERENCES: ReferenceFindings = { total: 0, dangling: 0, duplicates: 0, examples: [] };

type Told = 'sha256' | 'signature' | 'dialect' | 'references' | 'secrets' | 'users' | 'groups' | 'timeSpan';

function summarise(
  source: Package,
  catalogue: Catalogue,
  walk: Walk,
  contents: ContentFindings,
  problems: ProblemList,
  seal: Problem | null,
): { readonly inspection: Omit<Inspection, Told>; readonly files: readonly PackageFile[] } {
  const { readable, failure } = judge(walk, contents, problems, source, seal);
  return {
    files: contents.storage.files,
    inspection: {
      path: source.path,
      format: source.format,
      size: source.size,
      encryption: source.bytes?.encryption ?? null,
      metadata: contents.metadata,
      records: walk.spool?.count ?? 0,
      models: countModels(walk.spool, contents, catalogue),
      checks: contents.checks,
      files: contents.storage.findings,
      problems: problems.toArray(),
      problemCount: problems.total,
      readable,
      failure,
    },
  };
}

function countModels(
  spool: RecordSpool | null,
  contents: ContentFindings,
  catalogue: Catalogue,
): readonly ModelCount[] {
  const counts = new Map<string, number>();
  for (let record = 0; record < (spool?.count ?? 0); record++) {
    const model = spool?.models[spool.modelIndexOf(record)] ?? '';
    counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  const claimed = contents.claims?.modelCounts;
  for (const model of claimed?.keys() ?? []) if (!counts.has(model)) counts.set(model, 0);
  return [...counts]
    .map(([model, records]) => ({
      model,
      records,
      claimed: claimed?.get(model) ?? null,
      known: catalogue.models.has(model),
    }))
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

/** Files of the configuration that hold secrets: environment files, and what the manifest marks. */
function secretFiles(walk: Walk, contents: ContentFindings): readonly SecretHint[] {
  return walk.others.flatMap((path): SecretHint[] => {
    const name = path.replace(/^configuration\//, '');
    if (/(?:^|\/)[^/]*\.env(?:\.[^/]*)?$/.test(path))
      return [{ where: path, kind: 'environment file', count: 1 }];
    if (/\.(?:pem|key|p12|pfx)$/i.test(path)) return [{ where: path, kind: 'key file', count: 1 }];
    return contents.secretFiles.has(name) ? [{ where: path, kind: 'settings file', count: 1 }] : [];
  });
}
