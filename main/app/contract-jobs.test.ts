import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobPageSchema, wholeJobSchema } from '../../preload/contract/jobs.ts';
import { JobStore } from '../jobs/job-store.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a job of the store', () => {
  it('crosses to the window as it is, with its report and its error', () => {
    const store = JobStore.open(home);
    const restore = store.begin({ kind: 'restore', mode: 'mirror', target: 'embedded:demo' });
    const error = { code: 'CANCELLED', message: 'm', consequence: 'c', advice: 'a' } as const;
    store.finish(restore.id, { state: 'cancelled', records: 670, error, report: { records: 670 } });
    store.finish(store.begin({ kind: 'undo', of: restore.id }).id, { state: 'completed' });
    const page = store.list({ search: '', kinds: [], target: null, offset: 0, limit: 500 });
    expect(jobPageSchema.parse(page)).toEqual(page);
    for (const { id } of page.jobs) expect(wholeJobSchema.parse(store.get(id))).toEqual(store.get(id));
    store.close();
  });
});
