import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../jobs/job-store.ts';
import { runProcess } from './testing.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-cli-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the jobs on the command line', () => {
  it('come out of the program itself, with the exit status that scripts rely on', async () => {
    const store = JobStore.open(home);
    const { id } = store.begin({ kind: 'plan' });
    store.close();
    const program = (...words: readonly string[]) => runProcess(words, { EDMS_BACKUP_HOME: home });
    const listed = await program('jobs', '--json');
    expect(listed).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(listed.out)).toMatchObject({ total: 1, jobs: [{ id, state: 'running' }] });
    const unknown = await program('jobs', 'show', 'job_01ARYZ6S410000000000000000');
    expect(unknown).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('JOB_NOT_FOUND'),
    });
    for (const name of readdirSync(path.join(home, 'jobs')))
      writeFileSync(path.join(home, 'jobs', name), 'no database');
    const damaged = await program('jobs', '--json');
    expect(damaged).toMatchObject({ status: 0, err: expect.stringContaining('has been put aside: ') });
    expect(JSON.parse(damaged.out)).toEqual({ total: 0, jobs: [] });
  });
});
