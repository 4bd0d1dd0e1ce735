import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobStore } from '../jobs/job-store.ts';
import { runJobs } from './jobs-command.ts';
import { parseInvocation } from './options.ts';

let home = '';
const ids = { restore: '', failed: '' };
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-cli-'));
  let now = Date.parse('2026-11-25T02:00:00Z');
  const store = JobStore.open(home, () => now);
  const restore = {
    kind: 'restore',
    packagePath: '/backups/december.tar.gz',
    packageSha256: 'ab'.repeat(32),
    target: 'embedded:demo',
    mode: 'merge',
  } as const;
  ids.restore = store.begin({ ...restore, edmsUser: 'admin' }).id;
  now += 2500;
  store.finish(ids.restore, { state: 'completed', records: 670, undoable: true, report: { records: 670 } });
  ids.failed = store.begin(restore).id;
  store.finish(ids.failed, {
    state: 'failed',
    error: { code: 'TARGET_LOST', message: 'Lost.', consequence: 'Nothing was changed.', advice: 'Look.' },
  });
  store.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const parse = (line: string) => {
  const invocation = parseInvocation(line.split(' '), {});
  if (invocation.command !== 'jobs') throw new Error(`understood as ${invocation.command}`);
  return invocation;
};
const run = (line: string) => runJobs(parse(line), home);

describe('the words behind jobs', () => {
  it('are nothing, a search, or a job to show; the target of the environment does not matter', () => {
    const common = { command: 'jobs', home: null, json: false, quiet: false };
    expect(parse('jobs')).toEqual({ ...common, show: null, search: '', limit: 20 });
    expect(parse('jobs --search december --limit 5 --json')).toEqual({
      ...common,
      json: true,
      show: null,
      search: 'december',
      limit: 5,
    });
    expect(parse('jobs show job_1')).toMatchObject({ show: 'job_1' });
  });

  it.each([
    ['jobs list', 'jobs knows "show JOB"'],
    ['jobs show', 'Name one job'],
    ['jobs show a b', 'Name one job'],
    ['jobs show a --limit 3', 'takes neither'],
    ['jobs --limit 0', '--limit is a number'],
    ['jobs --limit many', '--limit is a number'],
    ['jobs --target embedded:x', 'jobs has no option --target'],
    ['plan a.zip --target embedded:x --search y', 'plan has no option --search'],
  ])('are refused as wrong usage: %s', (line, message) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});

describe('the jobs on the command line', () => {
  it('are one line each, the newest first', async () => {
    expect(await run('jobs')).toBe(
      [
        `${ids.failed}  2026-11-25 02:00  restore: failed (TARGET_LOST), /backups/december.tar.gz into embedded:demo`,
        `${ids.restore}  2026-11-25 02:00  restore: completed, /backups/december.tar.gz into embedded:demo`,
        '',
      ].join('\n'),
    );
    expect(await run('jobs --limit 1')).toContain('… and 1 more');
    expect(await run('jobs --search nowhere')).toBe('No jobs.\n');
  });

  it('are told whole by id, the report with --json', async () => {
    const text = await run(`jobs show ${ids.restore}`);
    expect(text).toContain(`${ids.restore}: restore, completed\n`);
    expect(text).toContain(`${os.userInfo().username}, signed in as admin`);
    expect(text).toContain('2.5 s, 268 records a second');
    expect(await run(`jobs show ${ids.failed}`)).toContain(
      'TARGET_LOST: Lost.\nNothing was changed.\nLook.\n',
    );
    expect(JSON.parse(await run(`jobs show ${ids.restore} --json`))).toMatchObject({
      id: ids.restore,
      report: { records: 670 },
      undoable: true,
    });
    expect(JSON.parse(await run('jobs --search completed --json'))).toMatchObject({
      total: 1,
      jobs: [{ id: ids.restore, recordsPerSecond: 268 }],
    });
  });
});
