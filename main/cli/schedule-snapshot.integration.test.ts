import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepository, openRepository } from '../engine/repository/open-repository.ts';
import { forgetSnapshots } from '../engine/snapshot/forget.ts';
import { takeSnapshot } from '../engine/snapshot/take-snapshot.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics, document, user } from '../engine/testing/sample-records.ts';
import { ScheduleRunner } from '../schedule/runner.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { backupOf } from './run-backup.ts';
import { fillEmbedded, type KnownEdms, knownEdms, runProcess } from './testing.ts';

const PASSPHRASE = 'a passphrase of some length';
/** The EDMS demands somebody who wants a backup: where nobody signed in, an administrator stands for that. */
const CHIEF = user('chief', { is_superuser: true, is_active: true });
let folder = '';
let edms: KnownEdms;
const home = () => path.join(folder, 'home');
const repository = () => path.join(folder, 'the repository');
const environment = () => ({
  EDMS_BACKUP_HOME: home(),
  EDMS_TARGET: undefined,
  EDMS_PASSWORD: edms.password,
  EDMS_REPOSITORY: undefined,
  EDMS_REPOSITORY_PASSPHRASE: PASSPHRASE,
  // No keychain answers.
  DBUS_SESSION_BUS_ADDRESS: undefined,
});
const run = (...words: readonly string[]) => runProcess(words, environment());
const json = async (...words: readonly string[]) => {
  const { status, out, err } = await run(...words, '--json');
  if (out === '') throw new Error(err);
  return { status, err, ...JSON.parse(out) };
};
const recoveryKey = () => path.join(folder, 'recovery.txt');
/** With the recovery key, which does not take the second that trying a passphrase takes. */
const repo = (...words: readonly string[]) =>
  json(...words, '--repo', repository(), '--identity', recoveryKey());
const packageOf = (count: number) => {
  // Without a file, which no storage here has.
  const documents = Array.from({ length: count }, (_, n) => document(`D-${n}`, { file_path: '' }));
  return buildPackage(path.join(folder, `${count}.zip`), [...basics(), CHIEF, ...documents], []);
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-schedule-snapshot-'));
  edms = await knownEdms(home(), 'in');
  await edms.fill(await packageOf(1));
  const { repository: made, recoveryKey: key } = await createRepository(repository(), {
    passphrase: PASSPHRASE,
  });
  await made.close();
  await writeFile(recoveryKey(), String(key));
}, 120_000);
afterAll(async () => {
  await edms.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('schedules that make snapshots', () => {
  const add = (name: string, ...words: readonly string[]) => addFor('in', name, ...words);
  const addFor = (target: string, name: string, ...words: readonly string[]) =>
    json(
      ...['schedule', 'add', name, '--target', target, '--when', 'daily 02:30'],
      ...['--zone', 'Europe/Berlin', '--repo', repository(), ...words],
    );

  it('take it, prove it, thin what is older, and write it into the EDMS', { timeout: 300_000 }, async () => {
    const added = await add('Nightly', '--tag', 'night', '--keep-last', '2');
    expect(added).toMatchObject({
      status: 0,
      schedule: { action: { kind: 'backup', backupKind: 'incremental', afterwards: 'test' } },
    });
    expect(JSON.stringify(added)).not.toContain(PASSPHRASE);
    const asked = async () => {
      const { run: done, err } = await json('schedule', 'run', 'Nightly');
      expect(err).toBe('');
      return done;
    };
    const made = [await asked(), await asked()];
    expect(made.map(({ outcome, result }) => [outcome, result?.proven, result?.forgotten])).toEqual([
      ['succeeded', true, []],
      ['succeeded', true, []],
    ]);
    await edms.fill(await packageOf(3));
    const third = await asked();
    expect(third.result).toMatchObject({ forgotten: [made[0].result.name], left: [] });
    expect(third.result.pruned).toMatchObject({ deleted: 0 });
    // What a fourth removes waits for the next day.
    expect((await asked()).result).toMatchObject({ forgotten: [made[1].result.name], pruned: null });
    const { snapshots } = await repo('snapshot', 'list');
    expect(snapshots).toHaveLength(2);
    for (const { seals, tags } of snapshots) expect([seals[0].kind, tags]).toEqual(['restored', ['night']]);
    const [job] = (await json('jobs')).jobs;
    expect(job).toMatchObject({ kind: 'snapshot', state: 'completed' });
    const exported = path.join(folder, 'after.json');
    await run('export', exported, '--target', 'in');
    const { out } = await run('inspect', exported, '--json');
    expect(JSON.parse(out).models).toContainEqual(
      expect.objectContaining({ model: 'backup.backupjob', records: 4 }),
    );
  });

  it('fail without a passphrase or a repository, and remove nothing then', { timeout: 180_000 }, async () => {
    const without = await runProcess(['schedule', 'run', 'Nightly', '--json'], {
      ...environment(),
      EDMS_REPOSITORY_PASSPHRASE: undefined,
    });
    expect(JSON.parse(without.out).run.error.code).toMatch(/^ENCRYPTION_/);
    await rename(repository(), `${repository()} away`);
    expect((await json('schedule', 'run', 'Nightly')).run.error.code).toBe('REPOSITORY_NOT_FOUND');
    await rename(`${repository()} away`, repository());
    expect((await repo('snapshot', 'list')).snapshots).toHaveLength(2);
    expect((await add('Other', '--export-to', folder)).error.message).toContain('not both');
    expect((await add('Other', '--afterwards', 'perhaps')).status).not.toBe(0);
  });

  it('sign, and take one unsigned rather than none where the key cannot be reached', {
    timeout: 240_000,
  }, async () => {
    const settings = path.join(home(), 'settings');
    await fillEmbedded(home(), 'in', await packageOf(1));
    const added = await addFor('embedded:in', 'Signed', '--sign', '--afterwards', 'nothing');
    expect(added.schedule.action).toMatchObject({ kind: 'backup', sign: true });
    const { fingerprint } = await json('keys', 'show');
    const ran = async () => (await json('schedule', 'run', 'Signed')).run;
    const signed = await ran();
    expect(signed).toMatchObject({ outcome: 'succeeded', result: { findings: [] } });
    const snapshotOf = async ({ result }: Awaited<ReturnType<typeof ran>>) => {
      const { snapshots } = await repo('snapshot', 'list');
      return snapshots.find(({ id }: { id: string }) => id === result.name);
    };
    expect((await snapshotOf(signed)).signature).toEqual({ kind: 'signed', fingerprint, known: true });

    // As if the key had been made in a desktop's keychain, which nobody has unlocked.
    await rename(path.join(settings, 'signing-key.pem'), path.join(settings, 'away.pem'));
    const shown = await run('schedule', 'run', 'Signed');
    expect(shown).toMatchObject({ status: 0, out: expect.stringContaining('SNAPSHOT_UNSIGNED: ') });
    const [unsigned] = (await json('schedule', 'show', 'Signed')).runs;
    expect(unsigned).toMatchObject({
      outcome: 'succeeded',
      error: null,
      result: {
        whole: true,
        findings: [{ code: 'SNAPSHOT_UNSIGNED', message: expect.stringContaining(fingerprint) }],
      },
    });
    expect((await snapshotOf(unsigned)).signature).toEqual({ kind: 'unsigned' });
    const [job] = (await json('jobs')).jobs;
    expect(job).toMatchObject({ kind: 'snapshot', state: 'completed with findings' });
    expect((await json('jobs', 'show', job.id)).report.problems).toContainEqual(
      expect.objectContaining({ code: 'SNAPSHOT_UNSIGNED', severity: 'warning' }),
    );
    await rename(path.join(settings, 'away.pem'), path.join(settings, 'signing-key.pem'));
    expect((await json('schedule', 'remove', 'Signed')).status).toBe(0);
  });

  it('run when the clock says so, once', { timeout: 240_000 }, async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      EDMS_BACKUP_HOME: home(),
      EDMS_PASSWORD: edms.password,
      EDMS_REPOSITORY_PASSPHRASE: PASSPHRASE,
      DBUS_SESSION_BUS_ADDRESS: '',
    });
    const store = ScheduleStore.open(home());
    try {
      const { schedule } = store.require('Nightly');
      let now = Date.parse('2027-03-27T12:00:00Z');
      store.change(schedule, now);
      const options = { json: true, quiet: true, home: null };
      const runner = new ScheduleRunner({
        store,
        now: () => now,
        machine: { onBattery: async () => false, isReachable: async () => true },
        backup: backupOf({
          options,
          now: () => now,
          runsOf: ({ id }) => store.runs(id, 100),
          onEntered: () => undefined,
        }),
      });
      const round = async (iso: string) => {
        now = Date.parse(iso);
        return (await runner.runDue(new AbortController().signal)).done.map(({ end, due }) => [
          end.outcome,
          due,
        ]);
      };
      expect(await round('2027-03-28T00:59:00Z')).toEqual([]);
      // The clocks leave 02:30 out that night: it is due when they show 03:00.
      expect(await round('2027-03-28T01:00:00Z')).toEqual([['succeeded', '2027-03-28T01:00:00.000Z']]);
      expect(await round('2027-03-28T01:05:00Z')).toEqual([]);
    } finally {
      store.close();
      process.env = before;
    }
  });

  it('are made of the backup configurations of the EDMS', { timeout: 120_000 }, async () => {
    const imported = await json('schedule', 'import', '--target', 'in', '--repo', repository());
    expect(imported).toMatchObject({ status: 0, imported: expect.any(Array) });
    expect((await json('schedule', 'import', '--target', 'in', '--repo', folder)).error.code).toBe(
      'REPOSITORY_NOT_FOUND',
    );
  });
});

describe('forgetting by a policy', () => {
  it('removes what it said it would, and never the last proven one', { timeout: 240_000 }, async () => {
    const place = path.join(folder, 'many');
    const { repository: many } = await createRepository(place, {});
    const ids: string[] = [];
    try {
      for (let n = 0; n < 4; n += 1) {
        const tags = n === 1 ? ['year'] : [];
        ids.push((await takeSnapshot(many, edms.target, { kind: 'full', storageRoot: null, tags })).id);
      }
    } finally {
      await many.close();
    }
    const [first = '', second = '', third = '', fourth = ''] = ids;
    const on = (...words: readonly string[]) => json('snapshot', ...words, '--repo', place);
    await on('test', first);
    const policy = ['forget', '--keep-last', '1', '--keep-tag', 'year'];
    const dry = await on(...policy, '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, forgotten: [third] });
    expect(dry.snapshots.map(({ id, kept }: { id: string; kept: boolean }) => [id, kept])).toEqual([
      [fourth, true],
      [third, false],
      [second, true],
      [first, true],
    ]);
    expect(dry.snapshots.at(-1).reasons).toEqual(['last proven']);
    expect((await on('list')).snapshots).toHaveLength(4);
    const shown = await run('snapshot', ...policy, '--dry-run', '--repo', place);
    expect(shown.out).toMatch(/would go +last: there are 1 newer ones/);
    const done = await on(...policy);
    expect(done.forgotten).toEqual(dry.forgotten);
    expect((await on('list')).snapshots.map(({ id }: { id: string }) => id)).toEqual([first, second, fourth]);
    // What goes because another stays does not go once that one is gone.
    const again = await openRepository(place, {});
    try {
      await expect(forgetSnapshots(again, [second], [third, fourth])).rejects.toMatchObject({
        code: 'SNAPSHOTS_CHANGED',
      });
    } finally {
      await again.close();
    }
    expect((await on('list')).snapshots).toHaveLength(3);
    // Only what has the tag.
    expect((await on('forget', '--keep-daily', '1', '--tag', 'year')).forgotten).toEqual([]);
    expect((await on('forget')).status).toBe(2);
    expect((await on('forget', '--keep-minimum', '3')).status).toBe(2);
  });
});
