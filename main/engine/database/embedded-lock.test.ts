import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockEmbedded } from './embedded-lock.ts';
import { isAlive, ownIdentity } from './process-identity.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = () => lockEmbedded(folder, 'embedded:demo');
const file = () => path.join(folder, 'lock');

/** The identity of a process that has run and ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('close', resolve));
  if (child.pid === undefined) throw new Error('The child did not start');
  return child.pid;
}

describe('the lock of an embedded target', () => {
  it('is held until it is released', () => {
    const release = lock();
    expect(lock).toThrow(expect.objectContaining({ code: 'TARGET_IN_USE' }));
    release();
    release();
    expect(existsSync(file())).toBe(false);
    lock()();
  });

  it('names its process, so that a person can find it', () => {
    const release = lock();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(ownIdentity());
    expect(lock).toThrow(
      expect.objectContaining({
        plain: expect.objectContaining({ advice: expect.stringContaining(`${process.pid}`) }),
      }),
    );
    release();
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(file(), JSON.stringify({ pid: await deadProcess(), started: 'boot 1' }));
    lock()();
  });

  it('is taken over when the number of a dead process belongs to another one now', () => {
    writeFileSync(file(), JSON.stringify({ pid: process.pid, started: 'another boot 17' }));
    lock()();
  });

  it.each(['', 'half a li', '{"pid":"x"}', '{"pid":-1,"started":null}', 'null'])(
    'is taken over when nobody can be read out of it: %j',
    (content) => {
      writeFileSync(file(), content);
      lock()();
    },
  );

  it('is not taken over while its process lives, even when its start is not known', () => {
    writeFileSync(file(), JSON.stringify({ pid: process.pid, started: null }));
    expect(lock).toThrow(expect.objectContaining({ code: 'TARGET_IN_USE' }));
  });

  it('is only released by who holds it', () => {
    const release = lock();
    writeFileSync(file(), 'somebody else');
    release();
    expect(readFileSync(file(), 'utf8')).toBe('somebody else');
  });
});

describe('the identity of a process', () => {
  it('tells the living from the dead', async () => {
    expect(isAlive(ownIdentity())).toBe(true);
    expect(isAlive({ pid: await deadProcess(), started: null })).toBe(false);
  });
});
