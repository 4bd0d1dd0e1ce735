import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REQUESTS } from '../../preload/contract/channels.ts';
import type { ScheduleDraft } from '../../preload/contract/types.ts';
import type { BackupConfiguration } from '../engine/own-records/read-backup-configurations.ts';
import type { SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import type { Channel } from '../schedule/notify/channel.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { RepositoryStore } from '../settings/repositories.ts';
import { ChosenPaths } from './chosen.ts';
import { ProfilePasswords } from './profile-passwords.ts';
import { Repositories } from './repositories.ts';
import { Schedules } from './schedules.ts';

let home = '';
let schedules: Schedules;
let chosen: ChosenPaths;
let repository = '';
let profile = '';

const summary = (id: string, createdAt: string): SnapshotSummary => ({
  ...{ id, createdAt, kind: 'full', parent: null, source: 'embedded:demo', host: 'h', user: 'u', tags: [] },
  ...{ records: 1, byModel: {}, files: 0, fileBytes: 0, bytesAdded: 1, durationMs: 1, changes: null },
  ...{ problems: [], seals: [], schedule: null, signature: { kind: 'unsigned' } },
});

let there: readonly SnapshotSummary[] = [];
let forgotten: string[] = [];
let restedOn: readonly string[] = [];

beforeEach(() => {
  forgotten = [];
  there = [1, 2, 3].map((day) => summary(String(day).repeat(64), `2026-01-0${day}T23:30:00Z`));
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-window-schedules-'));
  const known = new RepositoryStore(home);
  const profiles = new ProfileStore(home);
  repository = known.add({ name: 'Safe', path: path.join(home, 'safe'), isEncrypted: false }).id;
  profile = profiles.add({
    ...{ name: 'Head office', connection: { kind: 'embedded', name: 'demo' }, colour: 'grey' },
    ...{ environment: 'embedded', storageRoot: null, demandSignIn: false },
  }).id;
  chosen = new ChosenPaths();
  const snapshots = {
    init: () => Promise.reject(new Error('not asked for')),
    identity: async () => null,
    list: async () => ({
      repository: { id: 'r', path: '/safe', isEncrypted: false },
      snapshots: there,
      unreadable: [],
    }),
    forget: async (_: unknown, ids: readonly string[], restsOn: readonly string[] = []) => {
      forgotten.push(...ids);
      restedOn = restsOn;
      return ids;
    },
  };
  const passwords = new ProfilePasswords();
  const repositories = new Repositories({ snapshots, chosen, passwords, store: known });
  const open = () => ScheduleStore.open(home);
  schedules = new Schedules({ snapshots, repositories, known, profiles, chosen, open });
});
afterEach(() => {
  schedules.close();
  rmSync(home, { recursive: true, force: true });
});

const draft = (more: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  ...{ name: 'Nightly', when: { kind: 'daily', time: '02:30' }, timeZone: 'Europe/Berlin' },
  target: { kind: 'profile', id: profile },
  work: {
    ...{
      kind: 'snapshot',
      repository,
      snapshotKind: 'incremental',
      tags: ['night'],
      afterwards: 'test',
      sign: false,
    },
    thinsAll: false,
    retention: {
      ...{ last: 0, hourly: 0, daily: 7, weekly: 0, monthly: 0, yearly: 0, within: null, tags: [] },
      minimum: 1,
    },
  },
  ...{ missed: 'run-once', blackouts: [], mainsPower: true, waitForFolder: true, attempts: 2 },
  timeLimitMinutes: null,
  tell: {
    system: { about: ['failed', 'recovered', 'overdue'] },
    edms: { to: ['ops@example.org'], about: ['failed'] },
    ...{ mail: null, command: null, overdueAfterHours: 6 },
  },
  ...more,
});

describe('the schedules of the window', () => {
  it('are kept by names and folders, and come back as the form had them', () => {
    const made = schedules.save(null, draft());
    expect(schedules.store().require('Nightly').schedule).toMatchObject({
      action: { kind: 'backup', target: 'Head office', repository: path.join(home, 'safe') },
      conditions: { mainsPower: true, reachable: [path.join(home, 'safe')] },
      retry: { attempts: 2 },
    });
    expect(made).toMatchObject({ into: 'Safe', target: 'Head office', work: 'snapshot', standing: 'well' });
    expect(made.draft).toEqual(draft());
    expect(() => REQUESTS['schedules:list'].output.parse(schedules.list(null))).not.toThrow();
    expect(() => schedules.save(null, draft())).toThrow('already');
  });

  it('keep what the form does not know when they are changed', () => {
    const { id } = schedules.save(null, draft());
    const { schedule } = schedules.store().require(id);
    const mail = (to: string): Channel => ({
      ...{ kind: 'mail', from: 'edms@example.org', to: [to] },
      server: { host: 'mail', port: 465, security: 'tls', user: null },
    });
    // As the command line makes them, which says nothing of events.
    const channels = [...schedule.tell.channels, mail('ops@example.org'), mail('night@example.org')];
    const tell = { ...schedule.tell, channels, everySuccess: true };
    schedules.store().change({ ...schedule, tell, jitterSeconds: 90, paused: true }, Date.now());
    const [shown] = schedules.list(null).schedules;
    const all = ['failed', 'recovered', 'overdue', 'succeeded'] as const;
    expect(shown?.otherChannels).toEqual(['mail: night@example.org']);
    expect(shown?.draft.tell.mail).toMatchObject({ to: ['ops@example.org'], about: all });
    const changed = schedules.save(id, draft({ name: 'Each night', waitForFolder: false }));
    expect(changed).toMatchObject({ standing: 'paused', otherChannels: [] });
    // The first mail was taken out in the form; the second is the form's now, and tells what it told.
    expect(schedules.store().require(id).schedule).toMatchObject({
      ...{ name: 'Each night', jitterSeconds: 90, conditions: { reachable: [] } },
      tell: {
        everySuccess: true,
        channels: [
          { kind: 'system' },
          { kind: 'edms' },
          { kind: 'mail', to: ['night@example.org'], about: all },
        ],
      },
    });
  });

  it('tell by mail and by a program that was chosen, each of its own events', () => {
    const server = { host: 'mail', port: 465, security: 'tls', user: 'ops' } as const;
    const program = chosen.take('program', '/usr/bin/tell');
    const certificate = chosen.take('certificate', '/etc/ca.pem');
    const tell: ScheduleDraft['tell'] = {
      ...{ system: null, edms: null, overdueAfterHours: 6 },
      mail: {
        ...{ server, certificate, from: 'edms@example.org', to: ['ops@example.org'] },
        about: ['failed', 'overdue'],
      },
      command: { program, words: ['a b', '$x'], timeLimitSeconds: 5, about: ['succeeded'] },
    };
    const made = schedules.save(null, draft({ tell }));
    expect(made.draft.tell).toEqual({
      ...tell,
      mail: { ...tell.mail, certificate: { id: certificate, path: '/etc/ca.pem' } },
      command: { ...tell.command, programPath: '/usr/bin/tell' },
    });
    expect(() => REQUESTS['schedules:save'].output.parse(made)).not.toThrow();
    expect(schedules.store().require('Nightly').schedule.tell).toMatchObject({
      everySuccess: true,
      channels: [
        { kind: 'mail', ca: '/etc/ca.pem' },
        { kind: 'command', command: ['/usr/bin/tell', 'a b', '$x'] },
      ],
    });
    const wrong = { ...tell, mail: { ...tell.mail, from: 'no address' } };
    expect(() =>
      schedules.save(null, draft({ name: 'Other', tell: wrong as ScheduleDraft['tell'] })),
    ).toThrow('a mail address');
  });

  it('are offered what the EDMS would do by itself, where they can do it and do not yet', () => {
    const nightly: BackupConfiguration = {
      ...{ name: 'Nightly', type: 'INCREMENTAL', frequency: 'DAILY', time: '02:30', days: [], enabled: true },
      ...{ retentionDays: 0, maxBackups: 7, storagePath: '/opt/edms/backups' },
    };
    const plans: readonly BackupConfiguration[] = [
      nightly,
      { ...nightly, name: 'Files', type: 'FILES', enabled: false, maxBackups: 0 },
      { ...nightly, name: 'Strange', frequency: 'YEARLY' },
    ];
    const offered = (from: { profile: string | null; label: string }) =>
      REQUESTS['schedules:offered'].output.parse(schedules.offered(plans, from));
    const demo = { kind: 'embedded', name: 'demo' };
    expect(offered({ profile: null, label: 'embedded:demo' })).toMatchObject([
      {
        ...{ name: 'Nightly', enabled: true, when: { kind: 'daily', time: '02:30' }, target: demo },
        takes: { kind: 'snapshot', snapshotKind: 'incremental', retention: { last: 7 } },
      },
      { name: 'Files', enabled: false, target: demo, takes: { kind: 'files' } },
    ]);
    expect(offered({ profile, label: 'embedded:demo' })[0]?.target).toEqual({ kind: 'profile', id: profile });
    // A server without a profile cannot be asked again.
    expect(offered({ profile: null, label: 'postgresql://edms@host/edms' })).toEqual([]);
    schedules.save(null, draft({ name: 'Nightly' }));
    expect(offered({ profile: null, label: 'embedded:demo' }).map(({ name }) => name)).toEqual(['Files']);
  });

  it('keep that they take files alone as long as the file has a place for them', () => {
    const folder = chosen.take('folder', '/exports');
    const work = { kind: 'export', folder, ending: 'zip', filesOnly: true } as const;
    const made = schedules.save(null, draft({ work }));
    expect(made.draft.work).toMatchObject({ ending: 'zip', filesOnly: true });
    const other = schedules.save(made.id, draft({ work: { ...work, ending: 'json' } }));
    expect(other.draft.work).toMatchObject({ ending: 'json', filesOnly: false });
  });

  it('know folders for exports by ids alone', () => {
    const folder = chosen.take('folder', '/exports');
    const work = { kind: 'export', folder, ending: 'zip', filesOnly: false } as const;
    const made = schedules.save(null, draft({ work, target: { kind: 'embedded', name: 'demo' } }));
    expect(made.draft.work).toEqual({ ...work, folderPath: '/exports' });
    expect(schedules.store().require(made.id).schedule.action).toMatchObject({
      ...{ target: 'embedded:demo', folder: '/exports', pattern: '{name}-{date}-{time}.zip' },
    });
    const unknown = { ...work, folder: 'folder-0123456789abcdef' };
    expect(() => schedules.save(null, draft({ name: 'Other', work: unknown }))).toThrow();
  });

  it('say when they would be due, over a change of the clocks', () => {
    const now = Date.parse('2026-03-28T00:00:00Z');
    expect(schedules.next({ kind: 'daily', time: '02:30' }, 'Europe/Berlin', [], now).slice(0, 2)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ]);
    expect(() => schedules.next({ kind: 'cron', expression: 'never' }, 'Europe/Berlin', [], now)).toThrow();
    expect(() => schedules.next({ kind: 'daily', time: '02:30' }, 'Mars/North', [], now)).toThrow();
  });

  it('say what a policy would keep, by the days of the zone, and remove nothing', async () => {
    const { work } = draft();
    const policy = work.kind === 'snapshot' && work.retention ? { ...work.retention, daily: 1 } : null;
    if (policy === null) throw new Error('There is a policy.');
    const asked = { repository, policy, timeZone: 'Europe/Berlin', tags: [], schedule: null };
    const preview = await schedules.preview(asked);
    expect(preview.snapshots.map(({ day, kept }) => [day, kept])).toEqual([
      ['2026-01-04', true],
      ['2026-01-03', false],
      ['2026-01-02', false],
    ]);
    expect(() => REQUESTS['retention:preview'].output.parse(preview)).not.toThrow();
    await expect(schedules.preview({ ...asked, policy: { ...policy, within: 'long' } })).rejects.toThrow(
      '2y5m7d3h',
    );
    expect(forgotten).toEqual([]);
  });

  it('say what a schedule would keep of what it took itself', async () => {
    const { id } = schedules.save(null, draft());
    const { work } = draft();
    if (work.kind !== 'snapshot' || work.retention === null) throw new Error('There is a policy.');
    const asked = { repository, policy: work.retention, timeZone: null, tags: [] };
    expect((await schedules.preview({ ...asked, schedule: id })).snapshots).toEqual([]);
    there = there.map((one, n) => (n === 1 ? { ...one, schedule: { id, name: 'Nightly' } } : one));
    expect((await schedules.preview({ ...asked, schedule: id })).snapshots.map((one) => one.id)).toEqual([
      '2'.repeat(64),
    ]);
  });

  it('forget by a policy what was shown, and nothing once it is anything else', async () => {
    const { work } = draft();
    if (work.kind !== 'snapshot' || work.retention === null) throw new Error('There is a policy.');
    const policy = { ...work.retention, daily: 0, last: 1 };
    const asked = { repository, policy, timeZone: null, tags: [], schedule: null };
    const shown = (await schedules.preview(asked)).snapshots.map(({ id, kept }) => ({ id, kept }));
    const before = there;
    // Another one is newest now.
    there = [...there, summary('4'.repeat(64), '2026-01-04T23:30:00Z')];
    await expect(schedules.forget({ ...asked, shown })).rejects.toMatchObject({ code: 'SNAPSHOTS_CHANGED' });
    // One of those that were to go is gone.
    there = before.slice(1);
    await expect(schedules.forget({ ...asked, shown })).rejects.toMatchObject({ code: 'SNAPSHOTS_CHANGED' });
    // The same ones, but one that was to go was proven meanwhile.
    const proof = {
      kind: 'restored',
      at: '2026-01-05T00:00:00Z',
      records: 1,
      files: 0,
      host: 'h',
      user: 'u',
    };
    const sealed = (one: SnapshotSummary, n: number): SnapshotSummary =>
      n === 0 ? { ...one, seals: [{ ...proof, kind: 'restored', snapshot: one.id }] } : one;
    there = before.map(sealed);
    await expect(schedules.forget({ ...asked, shown })).rejects.toMatchObject({ code: 'SNAPSHOTS_CHANGED' });
    expect(forgotten).toEqual([]);
    there = before;
    const ids = ['2', '1'].map((digit) => digit.repeat(64));
    expect(await schedules.forget({ ...asked, shown })).toEqual({ forgotten: ids });
    expect(forgotten).toEqual(ids);
    expect(restedOn).toEqual(['3'.repeat(64)]);
  });
});
