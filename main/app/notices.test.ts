import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REQUESTS } from '../../preload/contract/channels.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { MailServer } from '../schedule/notify/testing-mail-server.ts';
import type { Secrets } from '../settings/secrets.ts';
import { ChosenPaths } from './chosen.ts';
import { Notices } from './notices.ts';
import { ProfilePasswords } from './profile-passwords.ts';

const PASSWORD = 'pl4nted';
const SERVER = { host: 'mail.example.org', port: 465, security: 'tls', user: 'ops' } as const;
const keychain = (kept: Map<string, string>): Secrets => ({
  where: { kind: 'keychain' },
  get: async (id) => kept.get(id) ?? null,
  set: async (id, secret) => void kept.set(id, secret),
  delete: async (id) => void kept.delete(id),
});

let folder = '';
let kept = new Map<string, string>();
const chosen = new ChosenPaths();
/** What was written into which EDMS. */
let written: unknown[][] = [];
/** What those have to say against it. */
let leftOut: string[] = [];
const notifyTarget = async (...given: unknown[]) => {
  written.push(given);
  return {
    tables: leftOut.length > 0 ? [] : [{ table: 'notification_queue', rows: 1, keys: ['7'] }],
    leftOut,
  };
};
const profiles = {
  targetOf: () => Promise.reject(new Error('There are no profiles here.')),
  isGuarded: (address: TargetAddress) => address.kind === 'embedded' && address.name === 'guarded',
};
const parts = { engine: { notifyTarget }, profiles, chosen };
const noticesWith = (environment: NodeJS.ProcessEnv = {}) =>
  new Notices({
    ...parts,
    passwords: new ProfilePasswords(async () => keychain(kept)),
    environment: { PATH: process.env.PATH, ...environment },
    now: () => Date.parse('2026-03-29T01:10:00Z'),
  });

beforeEach(() => {
  kept = new Map();
  written = [];
  leftOut = [];
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-window-notices-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the password of a mail server', () => {
  it('goes into the keychain under its account, and is only said to be there', async () => {
    const notices = noticesWith();
    expect(await notices.password({ server: SERVER, password: null })).toEqual({
      kept: 'none',
      because: null,
    });
    const answer = await notices.password({ server: SERVER, password: PASSWORD });
    expect(answer).toEqual({ kept: 'keychain', because: null });
    expect([...kept]).toEqual([['smtp-ops@mail.example.org:465', PASSWORD]]);
    expect(await noticesWith().password({ server: SERVER, password: null })).toEqual(answer);
    const other = { ...SERVER, host: 'evil.example.org' };
    expect((await notices.password({ server: other, password: null })).kept).toBe('none');
    const environment = { EDMS_SMTP_PASSWORD: 'given' };
    expect((await noticesWith(environment).password({ server: SERVER, password: null })).kept).toBe(
      'environment',
    );
    expect(REQUESTS['notices:password'].output.safeParse({ ...answer, password: PASSWORD }).success).toBe(
      false,
    );
  });

  it('is kept for this run where there is no keychain, with the reason', async () => {
    const because = 'There is no keyring.';
    const session: Secrets = { ...keychain(new Map()), where: { kind: 'session', because } };
    const notices = new Notices({
      ...parts,
      passwords: new ProfilePasswords(async () => session),
      environment: {},
    });
    expect(await notices.password({ server: SERVER, password: PASSWORD })).toEqual({
      kept: 'this run',
      because,
    });
    expect((await notices.password({ server: SERVER, password: null })).kept).toBe('this run');
  });
});

describe('a test message', () => {
  it('goes to the mail server, and what it said comes back', async () => {
    const server = new MailServer();
    const port = await server.listen();
    const channel = {
      kind: 'mail',
      server: { host: '127.0.0.1', port, security: 'none', user: null },
      ...{ certificate: null, from: 'edms@example.org', to: ['ops@example.org'] },
    } as const;
    expect(await noticesWith().test({ schedule: 'Nightly', channel }, null)).toEqual({
      ...{ kind: 'mail', answer: '250 queued', refused: [] },
    });
    expect(server.mails[0]).toMatch(/^EDMS backup "Nightly": a test message$/m);
    server.refuses = true;
    await expect(noticesWith().test({ schedule: 'Nightly', channel }, null)).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', consequence: 'The test message was not sent.' },
    });
    await server.close();
    // A password is missing, and one is never sent without encryption.
    const locked = { ...channel, server: SERVER };
    await expect(noticesWith().test({ schedule: 'Nightly', channel: locked }, null)).rejects.toThrow(
      'No password',
    );
    const open = { ...channel, server: { ...SERVER, security: 'none' } } as const;
    await expect(noticesWith().test({ schedule: 'Nightly', channel: open }, null)).rejects.toMatchObject({
      code: 'SCHEDULE_INVALID',
    });
  });

  it.skipIf(process.platform === 'win32')('runs a program that was chosen, and no other', async () => {
    const file = path.join(folder, 'tell somebody');
    const out = path.join(folder, 'out');
    writeFileSync(
      file,
      `#!/bin/sh\nprintf '%s\\n' "$1" "$EDMS_NOTICE_KIND" "[$EDMS_SMTP_PASSWORD]" > '${out}'\nexit "$2"\n`,
    );
    chmodSync(file, 0o700);
    const notices = noticesWith({ EDMS_SMTP_PASSWORD: PASSWORD });
    const kind = 'command';
    const channel = { kind, program: chosen.take('program', file), timeLimitSeconds: 10 } as const;
    const sent = await notices.test(
      { schedule: 'Nightly', channel: { ...channel, words: ['$(id)', '0'] } },
      null,
    );
    expect(sent).toMatchObject({ kind: 'command' });
    expect(readFileSync(out, 'utf8').split('\n').slice(0, 3)).toEqual(['$(id)', 'test', '[]']);
    await expect(
      notices.test({ schedule: 'Nightly', channel: { ...channel, words: ['', '3'] } }, null),
    ).rejects.toMatchObject({ plain: { message: expect.stringContaining('ended with 3') } });
    const unknown = { ...channel, program: 'program-0123456789abcdef', words: [] };
    await expect(notices.test({ schedule: 'Nightly', channel: unknown }, null)).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('is shown on the desktop, where the system shows any', async () => {
    const shown: unknown[] = [];
    const asked = { schedule: 'Nightly', channel: { kind: 'system' } } as const;
    expect(await noticesWith().test(asked, (notice) => void shown.push(notice))).toEqual({ kind: 'system' });
    expect(shown).toMatchObject([{ kind: 'test', schedule: { name: 'Nightly' } }]);
    await expect(noticesWith().test(asked, null)).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', consequence: 'The test message was not sent.' },
    });
  });

  it('goes into the queue of the EDMS as a test, and says why it does not', async () => {
    const test = (name: string, to = ['ops@example.org']) => {
      const channel = { kind: 'edms', to, target: { kind: 'embedded', name } } as const;
      return noticesWith().test({ schedule: 'Nightly', channel }, null);
    };
    expect(await test('office')).toEqual({ kind: 'edms', target: 'embedded:office', row: '7' });
    expect(written).toEqual([
      [
        { kind: 'embedded', name: 'office' },
        expect.objectContaining({ isTest: true, urgent: false, to: ['ops@example.org'] }),
      ],
    ]);
    await expect(test('guarded')).rejects.toThrow('demands a sign-in');
    await expect(test('office', ['not an address'])).rejects.toMatchObject({ code: 'SCHEDULE_INVALID' });
    expect(written).toHaveLength(1);
    leftOut = ['The EDMS has no notification queue.'];
    await expect(test('office')).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', message: leftOut[0], consequence: 'The test message was not sent.' },
    });
  });
});
