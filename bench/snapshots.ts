import { randomFillSync } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHANGED, changeSome } from './changes.ts';
import { runEngine } from './engine-run.ts';
import { median, type WorkReading } from './measurements.ts';
import { makePackage, type Setting } from './setting.ts';

export interface SnapshotResult {
  readonly records: number;
  /** Records that were changed before each second snapshot. */
  readonly changed: number;
  readonly alone: SnapshotPair;
  /** The same by one engine, as the window's is: what it has learned while it took the first it knows for the second. */
  readonly inOneEngine: SnapshotPair;
  readonly withFiles: SnapshotPair & { readonly files: number; readonly fileBytes: number };
  /** `pg_dump -Fc` of the same database. */
  readonly dump: SnapshotReading;
  /** Milliseconds of the restore test of a first snapshot without files. */
  readonly test: number;
  /** First snapshot without files to `pg_dump`, by time. */
  readonly toDump: number;
}

/** A first snapshot and the one after it: medians over the runs, and second to first by time and by size. */
export interface SnapshotPair {
  readonly first: SnapshotReading;
  readonly second: SnapshotReading;
  readonly time: number;
  readonly size: number;
}

interface SnapshotReading {
  readonly milliseconds: number;
  /** Bytes that were added. */
  readonly bytes: number;
}

/** A file for so many records, as large as the documents of the EDMS's own packages are. */
const RECORDS_A_FILE = 25;
const FILE_BYTES = 124_263;

/**
 * Takes a first snapshot of an EDMS, changes some records all over it, takes a second one, without files and with them;
 * and dumps it in turns.
 */
export async function measureSnapshots(
  setting: Setting,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<SnapshotResult> {
  const { server, folder, say } = setting;
  const made = await makePackage(setting, records);
  const files = Math.floor(records / RECORDS_A_FILE);
  const storage = await makeFiles(path.join(folder, 'storage'), files);
  const url = await server.create('snapshot_run', 'edms');
  const alone: PairReading[] = [];
  const inOneEngine: PairReading[] = [];
  const withFiles: PairReading[] = [];
  const dump: SnapshotReading[] = [];
  let test = Number.NaN;
  try {
    await runEngine(setting.bundle, { work: 'restore', package: made.path, url }, setting);
    for (let run = 1; run <= runs; run += 1) {
      const repository = path.join(folder, 'repository');
      const snapshot = async (storageRoot: string | null): Promise<WorkReading> => {
        await server.calm();
        return runEngine(setting.bundle, { work: 'snapshot', url, repository, storageRoot }, setting);
      };
      say(`Run ${run} of ${runs}: snapshots`);
      for (const [pairs, storageRoot] of [[alone, null] as const, [withFiles, storage] as const]) {
        const first = await snapshot(storageRoot);
        if (run === 1 && storageRoot === null)
          test = (await runEngine(setting.bundle, { work: 'snapshot test', url, repository }, setting))
            .milliseconds;
        await changeSome(url, `${run}, ${storageRoot === null ? 'alone' : 'with files'}`);
        pairs.push({ first, second: await snapshot(storageRoot) });
        await rm(repository, { recursive: true });
      }
      await server.calm();
      inOneEngine.push(
        await runEngine(setting.bundle, { work: 'two snapshots', url, repository, run: `${run}` }, setting),
      );
      await rm(repository, { recursive: true });
      say(`Run ${run} of ${runs}: pg_dump`);
      dump.push(await dumpOnce(setting, url));
    }
  } finally {
    await server.drop('snapshot_run');
    await rm(storage, { recursive: true });
  }
  const pair = medianPair(alone);
  return {
    records: made.records,
    changed: CHANGED,
    alone: pair,
    inOneEngine: medianPair(inOneEngine),
    withFiles: { ...medianPair(withFiles), files, fileBytes: files * FILE_BYTES },
    dump: medianOf(dump),
    test,
    toDump: pair.first.milliseconds / medianOf(dump).milliseconds,
  };
}

interface PairReading {
  readonly first: SnapshotReading;
  readonly second: SnapshotReading;
}

/** Files that compress as Word documents do: by a sixth. */
async function makeFiles(storage: string, files: number): Promise<string> {
  const documents = path.join(storage, 'documents');
  await mkdir(documents, { recursive: true });
  for (let at = 0; at < files; at += 1) {
    const content = Buffer.alloc(FILE_BYTES, 'the same words again ');
    randomFillSync(content, 0, Math.floor((FILE_BYTES * 5) / 6));
    await writeFile(path.join(documents, `${at}.docx`), content);
  }
  return storage;
}

async function dumpOnce({ server, folder }: Setting, url: string): Promise<SnapshotReading> {
  const file = path.join(folder, 'snapshot.dump');
  await server.calm();
  const milliseconds = await server.tool('pg_dump', '--format=custom', `--file=${file}`, url);
  const { size } = await stat(file);
  await rm(file);
  return { milliseconds, bytes: size };
}

function medianPair(pairs: readonly PairReading[]): SnapshotPair {
  const first = medianOf(pairs.map((pair) => pair.first));
  const second = medianOf(pairs.map((pair) => pair.second));
  return {
    first,
    second,
    time: second.milliseconds / first.milliseconds,
    size: second.bytes / first.bytes,
  };
}

function medianOf(readings: readonly SnapshotReading[]): SnapshotReading {
  return {
    milliseconds: median(readings.map(({ milliseconds }) => milliseconds)),
    bytes: median(readings.map(({ bytes }) => bytes)),
  };
}
