import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ExportFormat } from '../main/engine/export/export-report.ts';
import { runEngine } from './engine-run.ts';
import { type ExportReading, median } from './measurements.ts';
import type { Setting } from './setting.ts';

/** Exports of the same database, and `pg_dump --format=custom` of it. */
export interface ExportResult {
  readonly runs: readonly ExportRun[];
  readonly medians: { readonly [what: string]: number };
}

export interface ExportRun {
  readonly readings: { readonly [file: string]: ExportReading };
  /** Milliseconds of `pg_dump`. */
  readonly pgDump: number;
}

/** What is written, by the name of the file that tells its packing. The first is what the goal is about. */
const FILES: readonly (readonly [file: string, format: ExportFormat])[] = [
  ['all.tar.gz', 'package'],
  ['all.zip', 'package'],
  ['all.json', 'fixture'],
  ['all.json.gz', 'fixture'],
  ['all.csv.zip', 'csv'],
  ['all.sqlite', 'sqlite'],
];
export const COMPARED_EXPORT = 'all.tar.gz';

/** Exports a database in every format, and dumps it, in turns. */
export async function measureExports(setting: Setting, url: string, runs: number): Promise<ExportResult> {
  const { server, folder, say } = setting;
  const done: ExportRun[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const readings: { [file: string]: ExportReading } = {};
    for (const [name, format] of FILES) {
      say(`Export ${run} of ${runs}: ${name}`);
      await server.calm();
      readings[name] = await exportOnce(setting, url, name, format);
    }
    const dump = path.join(folder, 'export.dump');
    say(`Export ${run} of ${runs}: pg_dump`);
    await server.calm();
    const pgDump = await server.tool('pg_dump', '--format=custom', `--file=${dump}`, url);
    await rm(dump);
    done.push({ readings, pgDump });
  }
  const medians = Object.fromEntries([
    ...FILES.map(([name]) => [
      name,
      median(done.map(({ readings }) => readings[name]?.milliseconds ?? Number.NaN)),
    ]),
    ['pg_dump', median(done.map(({ pgDump }) => pgDump))],
  ]);
  return { runs: done, medians };
}

/** One export in a process of its own; the file is taken away. */
export async function exportOnce(
  setting: Setting,
  url: string,
  name: string,
  format: ExportFormat,
): Promise<ExportReading> {
  const file = path.join(setting.folder, name);
  const reading = await runEngine(setting.bundle, { work: 'export', url, file, format }, setting);
  await rm(file);
  return reading;
}
