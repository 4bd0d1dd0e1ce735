import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError, type PlainError } from '../engine/errors.ts';
import { JobStore } from './job-store.ts';
import { keepRecovered, recordJob } from './record-job.ts';

let home = '';
let store: JobStore;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-'));
  store = JobStore.open(home);
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

const EVERY = { search: '', kinds: [], target: null, offset: 0, limit: 10 };
const error = (code: PlainError['code']) =>
  new EngineError({ code, message: 'm', consequence: 'c', advice: 'a' });
const failing = (code: PlainError['code']) =>
  recordJob(
    store,
    { kind: 'restore' },
    () => Promise.reject(error(code)),
    () => ({ state: 'completed' }),
  ).catch(() => undefined);

describe('work that is kept as a job', () => {
  it('ends as its result says', async () => {
    const result = await recordJob(
      store,
      { kind: 'health', target: 'embedded:a' },
      async (place) => place?.id,
      () => ({ state: 'completed with findings', report: { level: 'warn' } }),
    );
    const [job] = store.list(EVERY).jobs;
    expect(job).toMatchObject({ id: result, kind: 'health', state: 'completed with findings' });
    expect(store.get(result ?? '')?.report).toEqual({ level: 'warn' });
  });

  it('ends as its error says, and is interrupted where nobody knows how far it came', async () => {
    for (const code of ['CANCELLED', 'TARGET_LOST', 'TARGET_LOCKED'] as const) await failing(code);
    expect(store.list(EVERY).jobs.map(({ state }) => state)).toEqual(['failed', 'interrupted', 'cancelled']);
  });

  it('is done without a store, and with one that refuses', async () => {
    const without = (given: JobStore | null) =>
      recordJob(
        given,
        { kind: 'inspect' },
        async (place) => place,
        () => ({ state: 'completed' }),
      );
    expect(await without(null)).toBeNull();
    const refusing = Object.assign(Object.create(store), {
      begin: () => {
        throw error('JOBS_STORE_UNUSABLE');
      },
    });
    expect(await without(refusing)).toBeNull();
    expect(store.list(EVERY).total).toBe(0);
  });

  it('has completed once what was interrupted of it is finished', async () => {
    await failing('TARGET_LOST');
    const [job] = store.list(EVERY).jobs;
    const recovered = { job: job?.id ?? '', operation: 'restore', state: 'undone' } as const;
    keepRecovered(store, [recovered]);
    expect(store.list(EVERY).jobs[0]).toMatchObject({ state: 'interrupted' });
    keepRecovered(store, [{ ...recovered, state: 'finished' }]);
    expect(store.list(EVERY).jobs[0]).toMatchObject({ state: 'completed', undoable: true, error: null });
  });
});
