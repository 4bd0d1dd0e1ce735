import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../jobs/job-store.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-cli-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the jobs on the command line', () => {
  it('come out of the program itself, with the exit status that scripts rely on', () => {
    const store = JobStore.open(home);
    const { id } = store.begin({ kind: 'plan' });
    store.close();
    const program = (...words: readonly string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'main/cli/index.ts', ...words], {
        encoding: 'utf8',
        env: { ...process.env, EDMS_BACKUP_HOME: home },
      });
    const listed = program('jobs', '--json');
    expect(listed).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toMatchObject({ total: 1, jobs: [{ id, state: 'running' }] });
    const unknown = program('jobs', 'show', 'job_01ARYZ6S410000000000000000');
    expect(unknown).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('JOB_NOT_FOUND'),
    });
    for (const name of readdirSync(path.join(home, 'jobs')))
      writeFileSync(path.join(home, 'jobs', name), 'no database');
    const damaged = program('jobs', '--json');
    expect(damaged).toMatchObject({ status: 0, stderr: expect.stringContaining('has been put aside: ') });
    expect(JSON.parse(damaged.stdout)).toEqual({ total: 0, jobs: [] });
  });
});
