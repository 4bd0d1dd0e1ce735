import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedTargetFolder } from '../home.ts';
import { connectEmbedded } from './embedded-target.ts';
import { initTarget, openTarget } from './open-target.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'edms-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const demo = { kind: 'embedded', name: 'demo' } as const;

describe('an embedded target', () => {
  it('is made at the first use of its name and kept', async () => {
    const first = await openTarget(demo, { home });
    await first.write((sql) => sql.execute(`insert into auth_group (name) values ('kept')`));
    await first.close();
    await first.close();
    const second = await openTarget(demo, { home });
    expect(await second.read((sql) => sql.query('select name from auth_group'))).toEqual([{ name: 'kept' }]);
    await second.close();
    expect(existsSync(path.join(embeddedTargetFolder('demo', home), 'lock'))).toBe(false);
  });

  it('is only initialised under a new name', async () => {
    await (await initTarget(demo, { home })).close();
    await expect(initTarget(demo, { home })).rejects.toMatchObject({ code: 'TARGET_NOT_EMPTY' });
  });

  it('never leaves the folder of the targets', async () => {
    const address = { kind: 'embedded', name: '../outside' } as const;
    await expect(openTarget(address, { home })).rejects.toMatchObject({ code: 'TARGET_SYNTAX' });
    await expect(initTarget(address, { home })).rejects.toMatchObject({ code: 'TARGET_SYNTAX' });
  });

  it('is held by one process, and is as it was when that one is killed in the middle of a write', async () => {
    const holder = fork(path.join(import.meta.dirname, 'testing-holder.ts'), [home, 'demo'], {
      execArgv: ['--import', 'tsx'],
    });
    const ended = new Promise((resolve) => holder.once('close', resolve));
    await Promise.race([
      new Promise((resolve) => holder.once('message', resolve)),
      ended.then((status) => Promise.reject(new Error(`The holder ended with ${status}`))),
    ]);
    await expect(openTarget(demo, { home })).rejects.toMatchObject({ code: 'TARGET_IN_USE' });
    holder.kill('SIGKILL');
    await ended;
    const target = await openTarget(demo, { home });
    expect(await target.read((sql) => sql.query('select name from auth_group'))).toEqual([
      { name: 'committed' },
    ]);
    await target.close();
  });

  it('is put on the disk with each commit, unless it is thrown away afterwards', async () => {
    for (const isThrownAway of [false, true]) {
      const connection = await connectEmbedded(isThrownAway ? 'gone' : 'kept', home, isThrownAway);
      expect(connection.sync === undefined).toBe(isThrownAway);
      await connection.close();
    }
  });

  it('takes one transaction after the other', async () => {
    const target = await openTarget(demo, { home });
    const order: string[] = [];
    await Promise.all([
      target.write(async (sql) => {
        await sql.execute(`insert into auth_group (name) values ('x')`);
        order.push('written');
      }),
      target.read(async (sql) => order.push(`read ${(await sql.query('select 1 from auth_group')).length}`)),
    ]);
    expect(order).toEqual(['written', 'read 1']);
    await target.close();
  });
});
