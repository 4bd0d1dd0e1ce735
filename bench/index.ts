/**
 * `npm run bench [-- --short] [--runs N] [--records N] [--memory-records N] [--json FILE]`
 *
 * Four questions: how long does restoring a package take, held against `pg_restore` of the same rows; how long does
 * exporting take, held against `pg_dump`; what does a second snapshot cost, held against the first; and how much memory
 * does the engine need for a package ten times as large. `--only speed`, `snapshots` or `memory` asks one of them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchServer } from './databases.ts';
import { bundleEngine } from './engine-run.ts';
import { measureMemory } from './memory.ts';
import { reportText } from './report.ts';
import { measureSnapshots } from './snapshots.ts';
import { measureSpeed } from './speed.ts';

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      runs: { type: 'string' },
      records: { type: 'string' },
      'memory-records': { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const size = values.short
    ? { runs: 1, records: 6_000, memoryRecords: 60_000 }
    : { runs: 3, records: 60_000, memoryRecords: 600_000 };
  const runs = Number(values.runs ?? size.runs);
  const records = Number(values.records ?? size.records);
  const memoryRecords = Number(values['memory-records'] ?? size.memoryRecords);
  const nodeFlags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];

  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-bench-'));
  const server = await startBenchServer();
  try {
    const setting = { server, folder, bundle: await bundleEngine(folder), nodeFlags, say };
    const asks = (question: string) => values.only === undefined || values.only === question;
    const speed = asks('speed') ? await measureSpeed(setting, { records, runs }) : null;
    const snapshots = asks('snapshots') ? await measureSnapshots(setting, { records, runs }) : null;
    const memory = asks('memory') ? await measureMemory(setting, { records: memoryRecords }) : null;
    const machine = {
      node: process.version,
      postgresql: server.version,
      processors: os.cpus().length,
      processor: os.cpus()[0]?.model ?? 'unknown',
      memoryBytes: os.totalmem(),
    };
    const result = { machine, speed, snapshots, memory };
    console.log(reportText(result));
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is going on goes to standard error, so that the table can be kept by itself. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

bench().catch((error) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
