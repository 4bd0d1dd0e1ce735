import { runEngine } from './engine-run.ts';
import type { EngineReading } from './measurements.ts';
import { makePackage, type Setting } from './setting.ts';

export interface MemoryResult {
  readonly records: number;
  readonly fixtureBytes: number;
  readonly engine: EngineReading;
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
  const engine = await runEngine(setting.bundle, { package: made.path, url }, setting);
  await server.drop('memory_run');
  return {
    records: made.records,
    fixtureBytes: made.fixtureBytes,
    engine,
    aboveIdleBytes: engine.peakBytes - engine.idleBytes,
  };
}
