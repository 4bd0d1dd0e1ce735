import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from './job-store.ts';

let home = '';
const writers: Writer[] = [];
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-'));
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.kill()));
  rmSync(home, { recursive: true, force: true });
});

const ALL = { search: '', kinds: [], target: null, offset: 0, limit: 10_000 };

/** A process that writes jobs. */
class Writer {
  /** The lines that it has told: an id for each job that it has written, `done` at last. */
  readonly told: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #error = '';
  #heard: () => void = () => undefined;

  constructor(count: number) {
    const script = path.join(import.meta.dirname, 'testing-writer.ts');
    this.#child = spawn(process.execPath, ['--import', 'tsx', script, home, String(count)]);
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    let rest = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.told.push(...lines);
      this.#heard();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#error += text;
    });
    writers.push(this);
  }

  /** Waits until the process has told what is asked for; rejects when it ends before. */
  async until(enough: (told: readonly string[]) => boolean): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      this.#heard = () => enough(this.told) && resolve();
      this.#heard();
    });
    const ended = this.#ended.then(() => Promise.reject(new Error(`The writer ended: ${this.#error}`)));
    await Promise.race([heard, ended]);
    ended.catch(() => undefined);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

const isDone = (told: readonly string[]) => told.includes('done');

describe('several processes', () => {
  it('make and write one store at once, and none loses a job', { timeout: 60_000 }, async () => {
    const several = [new Writer(40), new Writer(40), new Writer(40)];
    await Promise.all(several.map((writer) => writer.until(isDone)));
    const store = JobStore.open(home);
    const written = several.flatMap(({ told }) => told.filter((line) => line !== 'done'));
    expect(written).toHaveLength(120);
    const { total, jobs } = store.list(ALL);
    expect(total).toBe(123);
    const ended = jobs.filter(({ state }) => state === 'completed').map(({ id }) => id);
    expect([...ended].sort()).toEqual([...written].sort());
    // the three that began a last job still live
    expect(store.sweep()).toEqual([]);
    await Promise.all(several.map((writer) => writer.kill()));
    expect(store.sweep().map(({ state }) => state)).toEqual(['interrupted', 'interrupted', 'interrupted']);
    store.close();
  });

  it('can be killed in the middle of a write: what was said to be written is there, whole', {
    timeout: 120_000,
  }, async () => {
    const told: string[] = [];
    for (const enough of [1, 3, 7, 20]) {
      const writer = new Writer(1_000_000);
      await writer.until((lines) => lines.length >= enough);
      await writer.kill();
      told.push(...writer.told);
      const store = JobStore.open(home);
      expect(store.putAside).toBeNull();
      store.sweep();
      const jobs = store.list(ALL).jobs.map(({ id }) => store.get(id));
      for (const job of jobs) {
        if (job?.state === 'completed')
          expect(job.report).toEqual({ n: job.records, text: 'x'.repeat(100_000) });
        else expect(job).toMatchObject({ state: 'interrupted', report: null });
      }
      const completed = jobs.filter((job) => job?.state === 'completed').map((job) => job?.id);
      expect(completed).toEqual(expect.arrayContaining(told));
      // at most the one that was at work at each kill
      expect(jobs.length - completed.length).toBeLessThanOrEqual(4);
      store.close();
    }
  });
});
