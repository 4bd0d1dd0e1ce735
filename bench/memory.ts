import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runEngine } from './engine-run.ts';
import { exportOnce } from './exports.ts';
import type { EngineReading, WorkReading } from './measurements.ts';
import { makePackage, type Setting } from './setting.ts';

export interface MemoryResult {
  readonly records: number;
  readonly fixtureBytes: number;
  readonly engine: EngineReading;
  /** Exports by the name of the file that was written, and snapshots. */
  readonly works: { readonly [what: string]: WorkReading };
  /** Highest resident memory above that of the idle process. */
  readonly aboveIdleBytes: number;
}

/** Restores a large package once, into a server, and watches the memory of the engine's process. */
export async function measureMemory(
  setting: Setting,
  { records }: { readonly records: number },
): Promise<MemoryResult> {
  const { server, say } = setting;
  const made = await makePackage(setting, records);
  const url = await server.create('memory_run', 'edms');
  say(`Restoring ${records.toLocaleString('en')} records, watching memory`);
  const engine = await runEngine(setting.bundle, { work: 'restore', package: made.path, url }, setting);
  say('Exporting them, watching memory');
  const exports = [
    ['all.tar.gz', await exportOnce(setting, url, 'all.tar.gz', 'package')],
    ['all.json.gz', await exportOnce(setting, url, 'all.json.gz', 'fixture')],
    ['all.csv.zip', await exportOnce(setting, url, 'all.csv.zip', 'csv')],
    ['all.sqlite', await exportOnce(setting, url, 'all.sqlite', 'sqlite')],
  ] as const;
  say('Taking snapshots of them, watching memory');
  const repository = path.join(setting.folder, 'memory-repository');
  const snapshot = () =>
    runEngine(setting.bundle, { work: 'snapshot', url, repository, storageRoot: null }, setting);
  const snapshots = { 'the first snapshot': await snapshot(), 'the second, of the same': await snapshot() };
  await rm(repository, { recursive: true });
  await server.drop('memory_run');
  return {
    records: made.records,
    fixtureBytes: made.fixtureBytes,
    engine,
    works: { ...Object.fromEntries(exports), ...snapshots },
    aboveIdleBytes: engine.peakBytes - engine.idleBytes,
  };
}
