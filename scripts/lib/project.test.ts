import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cache, exclusively, hashOf, root, run, runOrFail, SetupError, step, together } from './project.mjs';

let folder: string;

beforeEach(() => {
  mkdirSync(cache, { recursive: true });
  folder = path.relative(root, mkdtempSync(path.join(cache, 'test-')));
});

afterEach(() => {
  rmSync(path.join(root, folder), { recursive: true, force: true });
  rmSync(path.join(cache, 'stamps', 'test-step'), { force: true });
});

const write = (name: string, content: string) => writeFileSync(path.join(root, folder, name), content);

describe('works at the same time', () => {
  it('are all waited for, also when one fails, and give what they came to', async () => {
    const later = (text: string) => new Promise<string>((resolve) => setTimeout(() => resolve(text), 50));
    expect(await together(later('one'), undefined, 'two')).toEqual(['one', undefined, 'two']);
    let isDone = false;
    const slow = later('three').then(() => {
      isDone = true;
    });
    await expect(together(Promise.reject(new SetupError('It failed.')), slow)).rejects.toThrow('It failed.');
    expect(isDone).toBe(true);
  });
});

describe('the hash of inputs', () => {
  it('changes with a content, a name and an absent file, and not with the time of writing', () => {
    write('a', 'one');
    const first = hashOf([folder]);
    write('a', 'one');
    expect(hashOf([folder])).toBe(first);
    write('a', 'two');
    const changed = hashOf([folder]);
    expect(changed).not.toBe(first);
    write('b', '');
    const added = hashOf([folder]);
    expect(added).not.toBe(changed);
    expect(hashOf([folder, 'no-such-file'])).not.toBe(added);
  });
});

describe('a step of the set-up', () => {
  const output = () => path.join(folder, 'output');
  const make = (hash: string, work: () => Promise<void>) =>
    step({ name: 'test-step', title: 'Testing', hash, outputs: [output()], work });
  const succeed = async () => write('output', 'made');

  it('is done once for the same inputs, and again when they change or its output is gone', async () => {
    expect(await make('1', succeed)).toBe(true);
    expect(await make('1', succeed)).toBe(false);
    expect(await make('2', succeed)).toBe(true);
    rmSync(path.join(root, output()));
    expect(await make('2', succeed)).toBe(true);
  });

  it('is done again after it failed', async () => {
    await make('1', succeed);
    const failing = make('2', () => Promise.reject(new SetupError('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await make('1', succeed)).toBe(true);
  });
});

describe('a tool', () => {
  it('that fails is an error with the end of what it said', async () => {
    const args = ['-e', 'console.error("what went wrong"); process.exit(3)'];
    expect((await run(process.execPath, args)).status).toBe(3);
    await expect(runOrFail('The tool', process.execPath, args)).rejects.toThrow(
      /The tool failed \(status 3\)\.\nwhat went wrong/,
    );
  });

  it('that is not there is an error too', async () => {
    await expect(run('no-such-program', [])).rejects.toThrow(SetupError);
  });
});

describe('setting up', () => {
  it('lets only one at a time', async () => {
    const order: string[] = [];
    const slow = exclusively(async () => {
      order.push('first begins');
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('first ends');
    });
    await Promise.all([slow, exclusively(async () => order.push('second'))]);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });
});
