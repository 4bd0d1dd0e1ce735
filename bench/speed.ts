import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runEngine } from './engine-run.ts';
import { type ExportResult, measureExports } from './exports.ts';
import { COMPARED_PHASES, type EngineReading, median, millisecondsOf } from './measurements.ts';
import { makePackage, type Setting } from './setting.ts';

export interface SpeedResult {
  readonly records: number;
  readonly fixtureBytes: number;
  /** Rows of the restored database, content types and permissions included. */
  readonly rows: number;
  readonly runs: readonly SpeedRun[];
  /** Of the database that the first run restored. */
  readonly exports: ExportResult;
  readonly medians: {
    readonly engine: number;
    readonly engineWithReading: number;
    readonly restoreWhole: number;
    readonly restoreData: number;
  };
  /** Engine (plan, restore, verification) to `pg_restore` of the same rows: into nothing, and data only. */
  readonly ratios: { readonly toWhole: number; readonly toData: number };
}

export interface SpeedRun {
  readonly engine: EngineReading;
  /** Milliseconds of `pg_restore` into a database with nothing in it: tables, rows, indexes, constraints. */
  readonly restoreWhole: number;
  /** Milliseconds of `pg_restore --data-only` into an EDMS database whose tables are empty. */
  readonly restoreData: number;
}

/** Restores a package with the engine and its rows with `pg_restore`, in turns. */
export async function measureSpeed(
  setting: Setting,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<SpeedResult> {
  const { server, folder, say } = setting;
  const made = await makePackage(setting, records);
  const dump = path.join(folder, 'rows.dump');
  const readings: SpeedRun[] = [];
  let rows = 0;
  let exports: ExportResult = { runs: [], medians: {} };
  for (let run = 1; run <= runs; run += 1) {
    const url = await server.create('engine_run', 'edms');
    say(`Run ${run} of ${runs}: engine`);
    await server.calm();
    const engine = await runEngine(setting.bundle, { work: 'restore', package: made.path, url }, setting);
    if (run === 1) {
      rows = await server.rows(url);
      await server.tool('pg_dump', '--format=custom', `--file=${dump}`, url);
      exports = await measureExports(setting, url, runs);
    }
    await server.drop('engine_run');
    say(`Run ${run} of ${runs}: pg_restore`);
    const restoreWhole = await timeRestore(setting, dump, 'nothing', rows);
    const restoreData = await timeRestore(setting, dump, 'tables only', rows);
    readings.push({ engine, restoreWhole, restoreData });
  }
  await rm(dump, { force: true });
  return {
    records: made.records,
    fixtureBytes: made.fixtureBytes,
    rows,
    exports,
    runs: readings,
    ...summary(readings),
  };
}

async function timeRestore(
  { server }: Setting,
  dump: string,
  content: 'nothing' | 'tables only',
  expected: number,
): Promise<number> {
  const url = await server.create('restore_run', content);
  await server.calm();
  const how = content === 'nothing' ? [] : ['--data-only', '--disable-triggers'];
  const milliseconds = await server.tool('pg_restore', ...how, '--exit-on-error', `--dbname=${url}`, dump);
  const rows = await server.rows(url);
  await server.drop('restore_run');
  if (rows !== expected) throw new Error(`pg_restore brought ${rows} rows, not ${expected}.`);
  return milliseconds;
}

function summary(runs: readonly SpeedRun[]): Pick<SpeedResult, 'medians' | 'ratios'> {
  const engine = median(runs.map((run) => millisecondsOf(run.engine, COMPARED_PHASES)));
  const restoreWhole = median(runs.map((run) => run.restoreWhole));
  const restoreData = median(runs.map((run) => run.restoreData));
  return {
    medians: {
      engine,
      engineWithReading: median(runs.map((run) => millisecondsOf(run.engine))),
      restoreWhole,
      restoreData,
    },
    ratios: { toWhole: engine / restoreWhole, toData: engine / restoreData },
  };
}
