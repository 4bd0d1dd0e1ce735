import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isAlive, ownIdentity } from './process-identity.ts';

describe('a process', () => {
  it('runs while it does, and its number alone tells that too', () => {
    expect(isAlive(ownIdentity())).toBe(true);
    expect(isAlive({ pid: process.pid, started: null })).toBe(true);
  });

  it('is another one than that which had its number before', () => {
    expect(isAlive({ ...ownIdentity(), started: 'earlier' })).toBe(false);
  });

  it('has ended once it has, also while nobody has asked how', { skip: process.platform !== 'linux' }, () =>
    withUnaskedFor(async (pid) => {
      // It takes a moment to end.
      for (let attempt = 0; attempt < 500 && isAlive({ pid, started: null }); attempt += 1)
        await setTimeout(10);
      expect(() => process.kill(pid, 0)).not.toThrow();
      expect(isAlive({ pid, started: null })).toBe(false);
    }),
  );
});

/** Gives `work` the number of a process that ends, of which its parent never takes notice: the system keeps the number. */
async function withUnaskedFor(work: (pid: number) => Promise<void>): Promise<void> {
  const parent: ChildProcess = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [said] = parent.stdout === null ? [] : await once(parent.stdout, 'data');
    await work(Number(String(said)));
  } finally {
    parent.kill();
  }
}
