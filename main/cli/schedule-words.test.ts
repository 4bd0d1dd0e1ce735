import { describe, expect, it } from 'vitest';
import { importConfiguration } from '../schedule/import-configuration.ts';
import { scheduleSchema } from '../schedule/schedule.ts';
import { keepText, readKeepOptions } from './keep-options.ts';
import { parseInvocation } from './options.ts';
import { exportName } from './run-backup.ts';
import type { ScheduleOptions } from './schedule-entry.ts';
import {
  blackoutText,
  channelText,
  readBlackout,
  readChannels,
  readWhen,
  whenText,
} from './schedule-words.ts';
import { readTell } from './tell-words.ts';

const parse = (...words: readonly string[]) => {
  const invocation = parseInvocation(words, {});
  if (invocation.command !== 'schedule') throw new Error(`understood as ${invocation.command}`);
  return invocation;
};
const usage = (message: string) =>
  expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) });
const ADD = ['schedule', 'add', 'Nightly', '--target', 'Head office', '--export-to', '/safe'] as const;

describe('when', () => {
  it.each([
    ['hourly 15', { kind: 'hourly', minute: 15 }],
    ['daily 02:30', { kind: 'daily', time: '02:30' }],
    ['weekly mon,thu 02:30', { kind: 'weekly', days: ['mon', 'thu'], time: '02:30' }],
    ['weekly sat-mon 02:30', { kind: 'weekly', days: ['mon', 'sat', 'sun'], time: '02:30' }],
    ['monthly 31 02:30', { kind: 'monthly', day: 31, time: '02:30' }],
    ['monthly last 02:30', { kind: 'monthly', day: 'last', time: '02:30' }],
    ['cron 30 2 * * 1-5', { kind: 'cron', expression: '30 2 * * 1-5' }],
    ['on-demand', { kind: 'on-demand' }],
  ])('is understood, and said again: %s', (text, when) => {
    const read = readWhen(text);
    expect(read).toEqual(when);
    expect(readWhen(whenText(read))).toEqual(read);
  });

  it.each([
    '',
    'daily',
    'nightly 02:30',
    'hourly x',
    'weekly moon 02:30',
    'cron * * * *',
    'monthly first 02:30',
  ])('is refused: "%s"', (text) => {
    expect(() => readWhen(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('the words of a schedule', () => {
  it('name blackouts', () => {
    const blackout = readBlackout('mon-fri 08:00-18:00');
    expect(blackout).toEqual({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' });
    expect(readBlackout(blackoutText(blackout))).toEqual(blackout);
    expect(() => readBlackout('08:00-18:00')).toThrow(usage('--blackout'));
  });

  it('name what is kept', () => {
    const policy = readKeepOptions({
      'keep-last': '3',
      'keep-daily': '7',
      'keep-within': '1m',
      'keep-tag': ['audit', 'year'],
    });
    expect(policy).toMatchObject({
      last: 3,
      daily: 7,
      weekly: 0,
      within: '1m',
      tags: ['audit', 'year'],
      minimum: 1,
    });
    expect(policy && keepText(policy)).toBe(
      '--keep-last 3 --keep-daily 7 --keep-within 1m --keep-tag audit --keep-tag year',
    );
    expect(readKeepOptions({})).toBeNull();
    expect(() => readKeepOptions({ 'keep-last': 'x' })).toThrow(usage('--keep-last'));
    expect(() => readKeepOptions({ 'keep-within': '3weeks' })).toThrow(usage('2y5m7d3h'));
    expect(() => readKeepOptions({ 'keep-minimum': '3' })).toThrow(usage('No rule'));
  });

  it('name who is told', () => {
    const mail = { server: 'smtps://ops%40x@mail.example:2465', from: 'edms@example.org', ca: null };
    expect(
      readChannels(['mail:a@b,c@d', 'edms:a@b', 'command:/bin/tell me', 'command:["/bin/tell","$x"]'], mail),
    ).toEqual([
      {
        kind: 'mail',
        server: { host: 'mail.example', port: 2465, security: 'tls', user: 'ops@x' },
        from: 'edms@example.org',
        to: ['a@b', 'c@d'],
      },
      { kind: 'edms', to: ['a@b'] },
      { kind: 'command', command: ['/bin/tell me'], timeLimitSeconds: 60 },
      { kind: 'command', command: ['/bin/tell', '$x'], timeLimitSeconds: 60 },
    ]);
    expect(() => readChannels(['mail:a@b'], { server: null, from: null, ca: null })).toThrow(usage('--smtp'));
    expect(() => readChannels(['mail:a@b'], { ...mail, server: 'smtps://u:pl4nted@h' })).toThrow(
      usage('no password'),
    );
    expect(readChannels(['mail:a@b'], { ...mail, ca: '/etc/ca.pem' })).toMatchObject([{ ca: '/etc/ca.pem' }]);
    expect(() => readChannels(['mail:a@b'], { ...mail, server: 'smtp://h', ca: '/etc/ca.pem' })).toThrow(
      usage('--smtp-ca'),
    );
    expect(() => readChannels(['pigeon:a'], mail)).toThrow(usage('--tell takes'));
  });
});

describe('of what somebody is told', () => {
  const mail = { server: 'smtp://localhost', from: 'edms@example.org', ca: null };
  const tell = ['mail:a@b', 'edms:a@b', 'command:/bin/tell=x'];
  const read = (about: readonly string[], everySuccess = false) => {
    const { channels, ...told } = readTell({ tell, about, everySuccess, mail });
    return { ...told, about: channels.map((channel) => channel.about) };
  };

  it('is said for each way, by its kind or by its own words', () => {
    const usual = ['failed', 'recovered', 'overdue'];
    expect(read([])).toEqual({ everySuccess: false, about: [undefined, undefined, undefined] });
    expect(read(['mail=overdue,failed'])).toEqual({
      everySuccess: false,
      about: [['failed', 'overdue'], usual, usual],
    });
    expect(read(['command:/bin/tell=x=succeeded', 'edms:a@b=recovered'])).toEqual({
      everySuccess: true,
      about: [usual, ['recovered'], ['succeeded']],
    });
    expect(read(['edms=failed'], true).about[0]).toEqual([...usual, 'succeeded']);
  });

  it.each([
    [['mail'], 'WAY=EVENTS'],
    [['mail='], 'knows failed'],
    [['mail=broken'], 'knows failed'],
    [['system=failed'], 'belongs to no --tell'],
    [['mail=failed', 'mail:a@b=overdue'], 'twice'],
  ])('is refused: %j', (about, message) => {
    expect(() => read(about)).toThrow(usage(message));
  });

  it('is a word of schedule add, is kept, and is told', () => {
    const read = parse(
      ...[...ADD, '--when', 'on-demand', '--tell', 'command:tell', '--tell-about', 'command=failed'],
    );
    if (read.action !== 'add') throw new Error(`understood as ${read.action}`);
    const schedule = scheduleSchema.parse({ ...read.draft, id: 'schedule-0123456789abcdef' });
    expect(schedule.tell.channels).toMatchObject([{ about: ['failed'] }]);
    expect(schedule.tell.channels.map(channelText)).toEqual(['command:["tell"] (failed)']);
  });
});

describe('the words behind schedule', () => {
  it('make a schedule that can be kept', () => {
    const { draft } = parse(
      ...[...ADD, '--when', 'daily 02:30', '--zone', 'Europe/Berlin', '--blackout', 'sun 00:00-06:00'],
      ...[
        '--jitter',
        '60',
        '--attempts',
        '5',
        '--time-limit',
        '90',
        '--mains-power',
        '--reachable',
        '/mnt/x',
      ],
      ...['--tell', 'command:tell', '--tell-success', '--overdue-after', '24', '--missed', 'skip'],
    ) as Extract<ScheduleOptions, { action: 'add' }>;
    expect(scheduleSchema.parse({ ...draft, id: 'schedule-0123456789abcdef' })).toMatchObject({
      name: 'Nightly',
      when: { kind: 'daily', time: '02:30' },
      timeZone: 'Europe/Berlin',
      jitterSeconds: 60,
      missed: 'skip',
      retry: { attempts: 5, firstDelaySeconds: 300 },
      timeLimitMinutes: 90,
      conditions: { mainsPower: true, reachable: ['/mnt/x'] },
      action: {
        kind: 'export',
        target: 'Head office',
        folder: '/safe',
        pattern: '{name}-{date}-{time}.tar.gz',
      },
      tell: { everySuccess: true, overdueAfterHours: 24, channels: [{ kind: 'command' }] },
    });
  });

  it('are understood', () => {
    expect(parse('schedule', 'list', '--json')).toMatchObject({ action: 'list', json: true });
    expect(parse('schedule', 'run', '--due')).toMatchObject({ action: 'run', name: null });
    expect(parse('schedule', 'run', 'Nightly')).toMatchObject({ action: 'run', name: 'Nightly' });
    expect(parse('schedule', 'show', 'Nightly', '--limit', '5')).toMatchObject({ name: 'Nightly', limit: 5 });
    expect(parse('schedule', 'install', '--system', '--dry-run')).toMatchObject({
      system: true,
      dryRun: true,
      yes: false,
    });
  });

  it.each<[readonly string[], string]>([
    [['schedule'], 'Say what to do'],
    [['schedule', 'dance'], 'has no action "dance"'],
    [['schedule', 'run'], '--due'],
    [['schedule', 'run', 'Nightly', '--due'], '--due'],
    [['schedule', 'show'], 'Name the schedule'],
    [['schedule', 'list', 'x'], 'takes no name'],
    [['schedule', 'list', '--due'], 'has no option --due'],
    [['schedule', 'remove', 'a', 'b'], 'too many'],
    [[...ADD], '--when'],
    [['schedule', 'add', 'x', '--target', 'y', '--when', 'daily 02:30'], '--export-to'],
    [[...ADD, '--files-only', '--file-name', '{date}-{time}.json', '--when', 'on-demand'], 'packages'],
    [[...ADD, '--when', 'daily 02:30', '--attempts', '0'], '--attempts'],
    [
      [
        'schedule',
        'add',
        'x',
        '--target',
        'postgresql://u:pl4nted@h/d',
        '--when',
        'on-demand',
        '--export-to',
        '/x',
      ],
      'keeps no password',
    ],
  ])('are refused: %j', (words, message) => {
    expect(() => parse(...words)).toThrow(usage(message));
  });
});

describe('a file of an export', () => {
  it('is called by the schedule and by the clocks of its zone', () => {
    const { draft } = parse(...ADD, '--when', 'on-demand', '--zone', 'Asia/Tokyo') as Extract<
      ScheduleOptions,
      { action: 'add' }
    >;
    const schedule = { ...draft, id: 'schedule-0123456789abcdef', name: 'Head office: <all>' };
    expect(exportName('{name}-{date}-{time}.zip', schedule, Date.UTC(2026, 2, 28, 18, 5, 9))).toBe(
      'Head-office_-_all_-2026-03-29-030509.zip',
    );
  });
});

describe("the EDMS's own configurations", () => {
  const configuration = {
    name: 'weekly_export',
    type: 'INCREMENTAL',
    frequency: 'WEEKLY',
    time: '03:00',
    days: [6],
    retentionDays: 90,
    maxBackups: 12,
    storagePath: '/opt/edms/backups/export',
    enabled: true,
  };
  const options = {
    target: 'Head office',
    storage: null,
    exportTo: null,
    repository: null,
    zone: 'Europe/Berlin',
  };
  const imported = (more: Partial<typeof configuration>, repository: string | null = null) =>
    importConfiguration({ ...configuration, ...more }, { ...options, repository });

  it.each([
    [
      { frequency: 'HOURLY', time: '00:10' },
      { kind: 'hourly', minute: 10 },
    ],
    [{ frequency: 'DAILY' }, { kind: 'daily', time: '03:00' }],
    [{}, { kind: 'weekly', days: ['sun'], time: '03:00' }],
    [{ days: [0, 4] }, { kind: 'weekly', days: ['mon', 'fri'], time: '03:00' }],
    [{ frequency: 'MONTHLY' }, { kind: 'monthly', day: 1, time: '03:00' }],
    [{ frequency: 'ON_DEMAND' }, { kind: 'on-demand' }],
  ])('become schedules that are paused: %j', (more, when) => {
    const { draft } = imported(more);
    expect(draft).toMatchObject({ when, paused: true, action: { folder: '/opt/edms/backups/export' } });
    expect(scheduleSchema.safeParse({ ...draft, id: 'schedule-0123456789abcdef' }).success).toBe(true);
  });

  it('are told where there is no counterpart', () => {
    expect(imported({}).notes).toHaveLength(2);
    expect(imported({ enabled: false }).notes.at(-1)).toContain('switched off');
    expect(imported({ frequency: 'YEARLY' })).toMatchObject({ draft: null, notes: [expect.any(String)] });
  });

  it('are of files alone where the EDMS backs up nothing else', () => {
    expect(imported({ type: 'FILES' })).toMatchObject({
      ...{ draft: { action: { kind: 'export', filesOnly: true } }, notes: [expect.any(String)] },
    });
    expect(imported({ type: 'FULL' }).draft?.action).not.toHaveProperty('filesOnly');
  });

  it('keep what they keep when they become snapshots', () => {
    expect(imported({}, '/safe/repository').draft?.action).toMatchObject({
      kind: 'backup',
      backupKind: 'incremental',
      retention: { last: 12, within: '90d' },
    });
    expect(imported({ retentionDays: 0, maxBackups: 0 }, '/safe/repository').draft?.action).toMatchObject({
      retention: null,
    });
  });
});
