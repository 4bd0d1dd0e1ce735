import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { type IndexedPackBlobs, readIndexes } from './blob-index.ts';
import { indexOf, listTrash, type MaintenanceContext, packSizes, sizeOf, trashFolder } from './context.ts';
import { readJson } from './json-objects.ts';
import { leftoversOf } from './leftovers.ts';
import type { PruneOptions, PruneReport } from './maintenance.ts';
import { openBlob } from './pack.ts';
import { PackReader } from './pack-reader.ts';
import { PackWriter } from './pack-writer.ts';
import { type PrunePlan, planPrune } from './prune-plan.ts';
import type { ObjectId } from './repository.ts';
import { replaceIndexes } from './rewrite-indexes.ts';
import { isRecord } from './self-checked.ts';
import { orphanedSignatures } from './signatures.ts';
import { type Survey, surveySnapshots } from './survey.ts';

const DAY = 24 * 60 * 60_000;
/** So many files in `index` are put together into one. */
const MANY_INDEXES = 16;

/**
 * Takes away what no snapshot needs. The caller holds the exclusive lock. In this order, so that every snapshot can be
 * read wherever it ends: needed blobs into new packs, new indexes, old indexes away, unneeded packs into the trash.
 */
export async function pruneRepository(
  context: MaintenanceContext,
  options: PruneOptions,
): Promise<PruneReport> {
  const { files, locks } = context;
  const { references, signal, dryRun = false } = options;
  const meter = new ProgressMeter(options.onProgress);
  meter.start('checking', 0, 'steps');
  const indexes = await readIndexes(files);
  const sizes = await packSizes(files);
  const index = indexOf(indexes, sizes);
  const reader = new PackReader(files);
  const survey = await surveySnapshots({
    files,
    references,
    signal,
    has: (blob) => index.locate(blob) !== null,
    read: async (blob) => {
      for (let at = index.locate(blob); at !== null; at = at.other) {
        const content = await reader.read(blob, at);
        if (content !== null) return content;
      }
      return null;
    },
  });
  const findings: Problem[] = obstacles(survey, indexes.damaged);
  const blocked = findings.length > 0;
  if (survey.lost.size > 0) findings.push(lostFinding(survey));
  const plan = blocked
    ? null
    : await planPrune(indexes, index, survey.needed, options.repackBelow ?? 0.5, reader);
  const named = new Set(indexes.current.flatMap(({ content }) => content.packs.map(({ id }) => id)));
  // While something is missed, packs that nobody knows are where it may be.
  const mayDiscard = !blocked && survey.lost.size === 0;
  const unnamed = mayDiscard ? [...sizes.keys()].filter((id) => !named.has(id)) : [];
  const old = Date.now() - (options.graceMs ?? DAY);
  const expired = mayDiscard ? (await listTrash(files)).filter(({ at }) => at <= old) : [];
  const orphans = await orphanedSeals(context, survey);
  const signatures = await orphanedSignatures(context, survey.snapshots);
  const leftovers = await leftoversOf(files);

  const moved = [...(plan?.drop ?? []), ...(plan?.repack ?? []).map(({ pack }) => pack)].map(({ id }) => id);
  const sizeOfAll = (ids: readonly ObjectId[]) => ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
  const report = (rewritten: number, repacked: number, stay: ReadonlySet<ObjectId>): PruneReport => {
    const trashed = [...moved, ...unnamed].filter((id) => !stay.has(id));
    return {
      dryRun,
      findings,
      blocked,
      blobs: plan?.blobs ?? { needed: survey.needed.size, unneeded: 0 },
      packs: {
        kept: sizes.size - trashed.length,
        repacked,
        trashed: trashed.length,
        deleted: expired.length,
      },
      bytes: {
        rewritten,
        trashed: sizeOfAll(trashed),
        deleted: expired.reduce((sum, { size }) => sum + size, 0),
      },
      removed: {
        seals: orphans.length,
        signatures: signatures.length,
        leftovers: leftovers.length,
        locks: locks.cleared,
      },
    };
  };
  if (dryRun) {
    const needed = plan?.repack.flatMap((entry) => entry.needed) ?? [];
    const rewritten = needed.reduce((sum, { stored }) => sum + stored, 0);
    return report(rewritten, plan?.repack.length ?? 0, new Set());
  }

  for (const place of leftovers) await files.remove(place);
  for (const place of signatures) await files.remove(place);
  for (const seal of orphans) await files.remove(files.placeOf('seals', seal));
  // First: where the disk is full this makes the room for the rest.
  for (const { place } of expired) await files.remove(place);
  await files.sync();
  if (plan === null) return report(0, 0, new Set());

  const rewritten = await repack(context, plan, options, meter, findings);
  await locks.confirm();
  // What is written anew can be, byte for byte, what an earlier prune wrote that did not come to its end.
  const kept = new Set([...rewritten.stay, ...rewritten.packs].map(({ id }) => id));
  // Packs that are missing or too short stay in the indexes while something is missed: a repair needs what these say.
  const carried = mayDiscard
    ? []
    : indexes.current.flatMap(({ content }) => content.packs).filter(({ id }) => !index.hasPack(id));
  const changes =
    moved.length > rewritten.stay.length || rewritten.packs.length > 0 || indexes.superseded.length > 0;
  if (changes || indexes.current.length > MANY_INDEXES)
    await replaceIndexes(files, [...plan.keep, ...rewritten.stay, ...rewritten.packs, ...carried], (id) =>
      files.remove(files.placeOf('index', id)),
    );
  await throwAway(
    context,
    [...moved, ...unnamed].filter((id) => !kept.has(id)),
  );
  await files.sync();
  await removeEmptyFolders(context);
  meter.finish();
  return report(rewritten.bytes, plan.repack.length - rewritten.stay.length, kept);
}

/** What keeps it from knowing what is needed. */
function obstacles(survey: Survey, damaged: readonly { readonly id: ObjectId }[]): Problem[] {
  const advice = 'Repair the repository; a snapshot that stays unreadable has to be removed before.';
  return [
    ...survey.unclear.map(({ snapshot, error }) => ({
      code: 'PRUNE_BLOCKED',
      severity: 'error' as const,
      message: `Nothing was taken away: what snapshot ${snapshot} needs is not known. ${error}`,
      advice,
      where: { entry: `snapshots/${snapshot}` },
    })),
    ...damaged.map(({ id }) => ({
      code: 'PRUNE_BLOCKED',
      severity: 'error' as const,
      message: `Nothing was taken away: index/${id} is damaged.`,
      advice: 'Repair the repository: that makes the indexes again.',
      where: { entry: `index/${id}` },
    })),
  ];
}

function lostFinding({ lost }: Survey): Problem {
  return {
    code: 'PRUNE_PARTIAL',
    severity: 'warning',
    message: `${lost.size} blobs that snapshots need are missing: packs that no index names and the trash were left alone.`,
    advice: 'Repair the repository: it looks for them there.',
  };
}

interface Rewritten {
  readonly packs: readonly IndexedPackBlobs[];
  /** Packs of which something cannot be read: they stay as they are. */
  readonly stay: readonly IndexedPackBlobs[];
  readonly bytes: number;
}

async function repack(
  { files }: MaintenanceContext,
  plan: PrunePlan,
  { signal }: PruneOptions,
  meter: ProgressMeter,
  findings: Problem[],
): Promise<Rewritten> {
  const packs: IndexedPackBlobs[] = [];
  const stay: IndexedPackBlobs[] = [];
  const reader = new PackReader(files);
  const writer = new PackWriter(files, (pack) => packs.push(pack));
  meter.start('keeping', plan.repack.length, 'steps');
  for (const { pack, needed } of plan.repack) {
    throwIfCancelled(signal);
    const blobs = [];
    for (const entry of needed) {
      const stored = await reader.readAsStored(pack, entry);
      const isWhole = stored !== null && (await openBlob(entry.id, stored)) !== null;
      if (isWhole) blobs.push({ entry, stored });
    }
    if (blobs.length === needed.length)
      for (const { entry, stored } of blobs) await writer.append(entry.id, entry.kind, stored);
    else {
      stay.push(pack);
      findings.push({
        code: 'PACK_DAMAGED',
        severity: 'error',
        message: `${files.nameOf('packs', pack.id)} is damaged: it was left as it is.`,
        advice: 'Repair the repository: that saves what is whole.',
        where: { entry: files.nameOf('packs', pack.id) },
      });
    }
    meter.advance(1);
  }
  await writer.closePacks();
  return { packs, stay, bytes: writer.bytes };
}

async function throwAway({ files }: MaintenanceContext, packs: readonly ObjectId[]): Promise<void> {
  const folder = trashFolder(files);
  for (const id of packs) await files.move(files.placeOf('packs', id), path.join(folder, id));
  await files.sync();
}

/** Seals of snapshots that are gone. A damaged seal is no business of prune. */
async function orphanedSeals(
  { files }: MaintenanceContext,
  { snapshots }: Survey,
): Promise<readonly ObjectId[]> {
  const known = new Set(snapshots);
  const orphans: ObjectId[] = [];
  for (const id of await files.list('seals')) {
    const seal = await readJson(files, 'seals', id).catch(() => null);
    if (isRecord(seal) && typeof seal.snapshot === 'string' && !known.has(seal.snapshot)) orphans.push(id);
  }
  return orphans;
}

async function removeEmptyFolders({ files }: MaintenanceContext): Promise<void> {
  for (const folder of await files.names('trash')) {
    const place = path.join(files.root, 'trash', folder);
    // One that is not empty is not removed: that is what rmdir is for.
    if ((await sizeOf(place)) === null) await rmdir(place).catch(() => undefined);
  }
}
