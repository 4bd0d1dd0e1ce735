import path from 'node:path';
import type { Problem } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { type IndexedPackBlobs, readIndexes } from './blob-index.ts';
import { checkFolder } from './check-folder.ts';
import { reportSurvey } from './check-survey.ts';
import { CONFIG_FILES, configText, README_FILE, readConfigFile, readmeText } from './config.ts';
import { type MaintenanceContext, trashFolder } from './context.ts';
import { readJson } from './json-objects.ts';
import type { MaintenanceOptions, RepairReport } from './maintenance.ts';
import { PackWriter } from './pack-writer.ts';
import { type RepairStock, stockOf } from './repair-stock.ts';
import type { ObjectId } from './repository.ts';
import { replaceIndexes } from './rewrite-indexes.ts';
import { discardSignatures } from './signatures.ts';
import { messageOf, type Survey } from './survey.ts';

/**
 * Makes the best of what is there. The caller holds the exclusive lock. What is whole is written first; then new indexes
 * are put in place; only then do damaged files go, and only into the trash. Snapshots are never taken away.
 */
export async function repairRepository(
  context: MaintenanceContext,
  options: MaintenanceOptions,
): Promise<RepairReport> {
  const { files, locks } = context;
  const findings: Problem[] = [];
  const did = (code: string, message: string, entry?: string) =>
    findings.push({ code, severity: 'note', message, ...(entry === undefined ? {} : { where: { entry } }) });
  const meter = new ProgressMeter(options.onProgress);
  await writeBasics(context, did);
  const indexes = await readIndexes(files);
  const stock = await stockOf(context, indexes, options, meter);
  const survey = await stock.survey();

  meter.start('keeping', 0, 'steps');
  const saved = await salvage(context, stock);
  const back = await bringBack(context, stock, survey);
  await locks.confirm();
  const named = indexes.current.flatMap(({ content }) => content.packs.map(({ id }) => id));
  const present = [...stock.good, ...back, ...saved.packs];
  const isAsNamed =
    indexes.damaged.length + indexes.superseded.length + stock.damaged.length === 0 &&
    sameIds(
      named,
      present.map(({ id }) => id),
    );
  const folder = trashFolder(files);
  if (!isAsNamed) {
    const broken = new Set(indexes.damaged.map(({ id }) => id));
    await replaceIndexes(files, present, (id) => {
      const place = files.placeOf('index', id);
      return broken.has(id) ? files.move(place, path.join(folder, id)) : files.remove(place);
    });
    did('INDEXES_REBUILT', `The indexes were made again from ${present.length} packs.`, 'index');
  }
  // A pack of which every blob is whole comes out as it was, in its old place.
  const healed = new Set(saved.packs.map(({ id }) => id));
  for (const { id, damage } of stock.damaged) {
    if (healed.has(id)) {
      did(
        'PACK_HEALED',
        `${files.nameOf('packs', id)} was damaged (${damage}), and is whole again.`,
        files.nameOf('packs', id),
      );
      continue;
    }
    await files.move(files.placeOf('packs', id), path.join(folder, id));
    did(
      'PACK_SALVAGED',
      `${files.nameOf('packs', id)} was damaged (${damage}); it is in the trash now.`,
      files.nameOf('packs', id),
    );
  }
  if (saved.blobs > 0) did('BLOBS_SALVAGED', `${saved.blobs} blobs were saved out of damaged packs.`);
  if (back.length > 0) did('PACKS_BROUGHT_BACK', `${back.length} packs were brought back from the trash.`);
  await discardSeals(context, folder, did);
  await discardSignatures(context, folder, did);
  await files.sync();
  await checkFolder(context, (problem) => findings.push(problem));
  reportSurvey(survey, (problem) => findings.push(problem));
  meter.finish();
  return {
    findings,
    affected: survey.affected,
    packs: { whole: stock.good.length, damaged: stock.damaged.length, broughtBack: back.length },
    blobs: { salvaged: saved.blobs, lost: survey.lost.size },
  };
}

type Did = (code: string, message: string, entry?: string) => void;

/** The configuration, its copy, and the text for whoever finds the folder. */
async function writeBasics({ files, config }: MaintenanceContext, did: Did): Promise<void> {
  for (const name of CONFIG_FILES) {
    const place = path.join(files.root, name);
    const found = await readConfigFile(place);
    if (found !== null && found !== 'missing') continue;
    await files.writePlace(place, [configText(config)]);
    did('CONFIG_WRITTEN', `${name} was written again from its copy.`, name);
  }
  const readme = path.join(files.root, README_FILE);
  if (!(await files.readPlace(readme).catch(() => null))?.equals(readmeText(config))) {
    await files.writePlace(readme, [readmeText(config)]);
    did('README_WRITTEN', `${README_FILE} was written again.`, README_FILE);
  }
  await files.sync();
}

/** Writes every blob that is whole in a damaged pack, and nowhere else, into a new one. */
async function salvage(
  { files }: MaintenanceContext,
  stock: RepairStock,
): Promise<{ readonly packs: readonly IndexedPackBlobs[]; readonly blobs: number }> {
  const packs: IndexedPackBlobs[] = [];
  const writer = new PackWriter(files, (pack) => packs.push(pack));
  let blobs = 0;
  for (const { id } of stock.damaged)
    for (const { entry, blob } of await stock.onlyIn(id)) {
      await writer.append(entry.id, entry.kind, blob);
      blobs += 1;
    }
  await writer.closePacks();
  return { packs, blobs };
}

/** Moves the packs out of the trash that snapshots need. */
async function bringBack(
  { files }: MaintenanceContext,
  stock: RepairStock,
  { needed }: Survey,
): Promise<readonly IndexedPackBlobs[]> {
  const wanted = stock.wantedFromTrash(needed);
  for (const { pack, place } of wanted) await files.move(place, files.placeOf('packs', pack.id));
  await files.sync();
  return wanted.map(({ pack }) => pack);
}

/** A proof that cannot be read proves nothing; it is put aside, and the snapshot can be verified again. */
async function discardSeals({ files }: MaintenanceContext, folder: string, did: Did): Promise<void> {
  for (const id of await files.list('seals')) {
    const error = await readJson(files, 'seals', id).then(
      () => null,
      (thrown: unknown) => messageOf(thrown),
    );
    if (error === null) continue;
    await files.move(files.placeOf('seals', id), path.join(folder, id));
    did(
      'SEAL_DISCARDED',
      `${error} It is in the trash now; verify the snapshot again.`,
      files.nameOf('seals', id),
    );
  }
}

function sameIds(some: readonly ObjectId[], others: readonly ObjectId[]): boolean {
  const [a, b] = [new Set(some), new Set(others)];
  return a.size === b.size && [...a].every((id) => b.has(id));
}
