import { throwIfCancelled } from '../errors.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { type BlobIndex, type ReadIndexes, readIndexes } from './blob-index.ts';
import { checkFolder, type Report } from './check-folder.ts';
import { reportSurvey } from './check-survey.ts';
import { indexOf, listTrash, type MaintenanceContext, packSizes } from './context.ts';
import { readJson } from './json-objects.ts';
import type { CheckOptions, CheckReport } from './maintenance.ts';
import type { BlobEntry } from './pack.ts';
import { PackReader } from './pack-reader.ts';
import { inspectPack } from './pack-state.ts';
import type { BlobId, ObjectId } from './repository.ts';
import { isRecord } from './self-checked.ts';
import { checkSignatures } from './signatures.ts';
import { messageOf, surveySnapshots } from './survey.ts';
import { readUnnamedPacks } from './unnamed-packs.ts';

/**
 * Looks at everything in the repository and says what is wrong, where, and which snapshots it concerns. Damage is a
 * finding, never an error that is thrown. The caller holds a claim, or knows that nobody writes.
 */
export async function checkRepository(
  context: MaintenanceContext,
  options: CheckOptions,
): Promise<CheckReport> {
  const { files } = context;
  const { signal, references } = options;
  const meter = new ProgressMeter(options.onProgress);
  const problems = new ProblemList(500);
  const report: Report = (problem) => problems.add(problem);
  meter.start('checking', 0, 'steps');
  await checkFolder(context, report);
  const indexes = await readIndexes(files);
  for (const { id, error } of indexes.damaged) report(indexProblem(id, error));
  const sizes = await packSizes(files);
  await checkPacks(context, indexes, sizes, report);
  const index = indexOf(indexes, sizes);
  if (indexes.damaged.length > 0) {
    // What a damaged index named is not lost: the packs say it too.
    const unnamed = [...sizes.keys()].filter((id) => !index.hasPack(id));
    for (const pack of await readUnnamedPacks(files, unnamed)) index.add(pack);
  }
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);

  const broken =
    options.readData === true ? await readPacks(context, indexes, sizes, options, meter, report) : null;
  const reader = new PackReader(files);
  const places = (blob: BlobId) => placesOf(index, blob, broken?.packs ?? new Map());
  const survey = await surveySnapshots({
    files,
    references,
    signal,
    has: (blob) => places(blob).length > 0,
    read: async (blob) => {
      for (const place of places(blob)) {
        const content = await reader.read(blob, place);
        if (content !== null) return content;
      }
      return null;
    },
  });
  reportSurvey(survey, report);
  await checkSeals(context, new Set(survey.snapshots), report);
  await checkSignatures(context, new Set(survey.snapshots), report);
  meter.finish();
  return {
    findings: problems.toArray(),
    affected: survey.affected,
    figures: { snapshots: survey.snapshots.length, packs: sizes.size, blobs: index.blobs, bytes },
    bytesRead: broken?.bytes ?? 0,
  };
}

/** The places of a blob that are not known to be broken. */
function placesOf(index: BlobIndex, blob: BlobId, broken: ReadonlyMap<ObjectId, ReadonlySet<BlobId>>) {
  const places = [];
  for (let at = index.locate(blob); at !== null; at = at.other)
    if (broken.get(at.pack.id)?.has(blob) !== true) places.push(at);
  return places;
}

async function checkPacks(
  { files }: MaintenanceContext,
  { current, damaged }: ReadIndexes,
  sizes: ReadonlyMap<ObjectId, number>,
  report: Report,
): Promise<void> {
  const trashed = new Set((await listTrash(files)).map(({ id }) => id));
  const named = new Set<ObjectId>();
  for (const { content } of current)
    for (const { id, size } of content.packs) {
      if (named.has(id)) continue;
      named.add(id);
      const found = sizes.get(id);
      if (found === size) continue;
      const what = found === undefined ? 'is missing' : `has ${found} bytes instead of ${size}`;
      const inTrash = found === undefined && trashed.has(id);
      report({
        code: found === undefined ? 'PACK_MISSING' : 'PACK_DAMAGED',
        severity: 'error',
        message: `${files.nameOf('packs', id)} ${what}${inTrash ? '; it is still in the trash' : ''}.`,
        advice: inTrash
          ? 'Repair the repository: that brings it back.'
          : 'Repair the repository: that saves what is whole. The next snapshot stores again what the EDMS still has.',
        where: { entry: files.nameOf('packs', id) },
      });
    }
  const unnamed = [...sizes.keys()].filter((id) => !named.has(id)).length;
  if (unnamed > 0)
    report({
      code: 'PACKS_UNNAMED',
      severity: damaged.length > 0 ? 'warning' : 'note',
      message: `${unnamed} packs are named by no index${damaged.length > 0 ? ' that can be read' : ': work that ended early left them behind'}.`,
      advice:
        damaged.length > 0
          ? 'Repair the repository: that makes the indexes again.'
          : 'Prune takes them away.',
      where: { entry: 'packs' },
    });
}

/** Reads all packs; returns what is broken in each, and how much was read. */
async function readPacks(
  { files }: MaintenanceContext,
  { current }: ReadIndexes,
  sizes: ReadonlyMap<ObjectId, number>,
  { signal }: CheckOptions,
  meter: ProgressMeter,
  report: Report,
): Promise<{ readonly packs: ReadonlyMap<ObjectId, ReadonlySet<BlobId>>; readonly bytes: number }> {
  const entries = new Map<ObjectId, BlobEntry[]>();
  for (const { content } of current)
    for (const { id, blobs } of content.packs) {
      const known = entries.get(id);
      if (known === undefined) entries.set(id, [...blobs]);
      else for (const blob of blobs) known.push(blob);
    }
  const broken = new Map<ObjectId, ReadonlySet<BlobId>>();
  let bytes = 0;
  meter.start(
    'reading',
    [...sizes.values()].reduce((sum, size) => sum + size, 0),
    'bytes',
  );
  for (const [id, size] of sizes) {
    throwIfCancelled(signal);
    const name = files.nameOf('packs', id);
    try {
      const state = await inspectPack(files, files.placeOf('packs', id), id, entries.get(id) ?? []);
      if (state.broken.size > 0) broken.set(id, state.broken);
      if (state.damage !== null) report(packProblem(name, state.damage, state.broken.size));
    } catch (error) {
      broken.set(id, new Set((entries.get(id) ?? []).map((entry) => entry.id)));
      report(packProblem(name, messageOf(error), entries.get(id)?.length ?? 0));
    }
    bytes += size;
    meter.advance(size);
  }
  return { packs: broken, bytes };
}

async function checkSeals(
  { files }: MaintenanceContext,
  snapshots: ReadonlySet<ObjectId>,
  report: Report,
): Promise<void> {
  for (const id of await files.list('seals')) {
    const where = { entry: files.nameOf('seals', id) };
    try {
      const seal = await readJson(files, 'seals', id);
      if (isRecord(seal) && typeof seal.snapshot === 'string' && !snapshots.has(seal.snapshot))
        report({
          code: 'SEAL_ORPHANED',
          severity: 'note',
          message: `${where.entry} is the proof of a snapshot that is gone.`,
          advice: 'Nothing has to be done: prune takes it away.',
          where,
        });
    } catch (error) {
      report({
        code: 'SEAL_DAMAGED',
        severity: 'error',
        message: `${messageOf(error)} It was the proof of a snapshot; the snapshot itself does not depend on it.`,
        advice: 'Repair the repository, and verify the snapshots that have no proof any more.',
        where,
      });
    }
  }
}

function indexProblem(id: ObjectId, error: unknown): Problem {
  return {
    code: 'INDEX_DAMAGED',
    severity: 'error',
    message: messageOf(error),
    advice: 'Repair the repository: that makes the indexes again from the packs.',
    where: { entry: `index/${id}` },
  };
}

function packProblem(name: string, damage: string, blobs: number): Problem {
  return {
    code: 'PACK_DAMAGED',
    severity: 'error',
    message: `${name} is damaged: ${damage}. ${blobs === 0 ? 'All blobs in it are whole.' : `${blobs} blobs in it cannot be read.`}`,
    advice: 'Repair the repository: that saves what is whole.',
    where: { entry: name },
  };
}
