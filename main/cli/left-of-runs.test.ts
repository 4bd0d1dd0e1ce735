import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobStore } from '../jobs/job-store.ts';
import type { ExportAction } from '../schedule/schedule.ts';
import { removeLeftOfRuns } from './left-of-runs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-left-of-runs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that is gone. */
const gone = spawnSync(process.execPath, ['-e', '']).pid;

it('takes away what killed runs of the same schedule have left, and nothing else', async () => {
  const home = mkdtempSync(path.join(folder, 'home-'));
  const exports_ = mkdtempSync(path.join(folder, 'exports-'));
  const store = JobStore.open(home);
  const begin = (name: string) =>
    store.begin({ kind: 'export', packagePath: path.join(exports_, name), target: 'embedded:in' });
  const [first, later, other, mine] = [
    'Every-(day)-2026-03-29-030000.zip',
    'Every-(day)-2026-03-30-030000.zip',
    'Other-2026-03-29-030000.zip',
    'Every-(day)-2026-03-31-030000.zip',
  ];
  for (const name of [first, later, other]) begin(name);
  const database = new Database(path.join(home, 'jobs', 'jobs.sqlite'));
  database.prepare('update jobs set pid = ?').run([gone]);
  database.close();
  begin(mine);
  const partial = (name: string, pid: number) => `${name}.${pid}-0123456789ab.partial`;
  const left = [partial(first, gone), `${partial(first, gone)}.sig`, partial(later, gone)];
  const kept = [
    partial(other, gone),
    partial(mine, process.pid),
    // Another machine's, perhaps: this console knows no such run.
    partial('Every-(day)-2026-04-01-030000.zip', gone),
    partial(first, process.pid),
    first,
  ];
  for (const name of [...left, ...kept]) writeFileSync(path.join(exports_, name), 'x');
  store.sweep();
  const action: ExportAction = {
    ...({ kind: 'export', target: 'embedded:in', storage: null, folder: exports_ } as const),
    pattern: '{name}-{date}-{time}.zip',
  };
  await removeLeftOfRuns(store, action, { name: 'Every (day)' });
  expect(readdirSync(exports_).sort()).toEqual([...kept].sort());
  await removeLeftOfRuns(null, action, { name: 'Every (day)' });
  store.close();
});
