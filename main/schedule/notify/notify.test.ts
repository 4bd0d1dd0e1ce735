import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScheduleDraft, USUAL } from '../schedule.ts';
import { ScheduleStore } from '../schedule-store.ts';
import { channelSchema, type MailChannel } from './channel.ts';
import { runCommand } from './command.ts';
import { deliver, type Senders } from './deliver.ts';
import { certificatesIn, sendMail } from './mail.ts';
import type { Notice } from './notice.ts';
import { MailServer } from './testing-mail-server.ts';

const notice: Notice = {
  event: 'failed schedule-0123456789abcdef 1',
  kind: 'failed',
  schedule: { id: 'schedule-0123456789abcdef', name: 'Nächtlich $(id) "x"' },
  target: 'Head office',
  at: '2026-03-29T01:10:00.000Z',
  due: '2026-03-29T01:00:00.000Z',
  subject: 'EDMS backup "Nächtlich" failed',
  text: 'EDMS backup "Nächtlich" failed\n\n.\nTarget: Head office\n',
  error: { code: 'TARGET_UNREACHABLE', message: 'No.', consequence: 'Nothing.', advice: 'Look.' },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-notify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a notice by mail', () => {
  let server: MailServer;
  let channel: MailChannel;
  beforeEach(async () => {
    server = new MailServer();
    const port = await server.listen();
    const to = ['ops@example.org', 'night@example.org'];
    channel = {
      kind: 'mail',
      server: { host: '127.0.0.1', port, security: 'none', user: null },
      from: 'edms@example.org',
      to,
    };
  });
  afterEach(() => server.close());

  it('arrives whole, and at every address', async () => {
    await sendMail(channel, notice, async () => null);
    expect(server.said.filter((line) => line.startsWith('RCPT'))).toEqual([
      'RCPT TO:<ops@example.org>',
      'RCPT TO:<night@example.org>',
    ]);
    const [mail = ''] = server.mails;
    expect(mail).toMatch(/^From: edms@example.org$/m);
    expect(mail).toMatch(/^Message-ID: <[0-9a-f]{32}@edms-backup-console>$/m);
    expect(mail).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(mail).toContain('Target: Head office');
  });

  it('is said not to have arrived when the server refuses it, is not there, or offers no encryption', async () => {
    server.refuses = true;
    await expect(sendMail(channel, notice, async () => null)).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', details: expect.stringContaining('451') },
    });
    const starttls = {
      ...channel,
      server: { ...channel.server, security: 'starttls', user: 'ops' },
    } as const;
    await expect(sendMail(starttls, notice, async () => 'pl4nted')).rejects.toMatchObject({
      code: 'NOTICE_NOT_SENT',
    });
    expect(server.said.join()).not.toContain('AUTH');
    await expect(sendMail(starttls, notice, async () => null)).rejects.toMatchObject({
      message: expect.stringContaining('No password'),
    });
    await server.close();
    await expect(sendMail(channel, notice, async () => null)).rejects.toMatchObject({
      code: 'NOTICE_NOT_SENT',
    });
    server = new MailServer();
    await server.listen();
  });

  it('takes no address that would begin a header, and no password without encryption', () => {
    expect(channelSchema.safeParse({ ...channel, to: ['a@b\r\nBcc: c@d'] }).success).toBe(false);
    expect(channelSchema.safeParse({ ...channel, to: ['a@b, c@d'] }).success).toBe(false);
    expect(channelSchema.safeParse({ ...channel, server: { ...channel.server, user: 'ops' } }).success).toBe(
      false,
    );
    expect(channelSchema.safeParse(channel).success).toBe(true);
  });
});

const hasOpenssl = () => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!hasOpenssl())('a mail server with TLS and accounts', () => {
  it('is signed in to with the password, where its certificate is trusted', async () => {
    const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'];
    const subject = ['-subj', '/CN=mail', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'ignore' });
    const server = new MailServer({ key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') });
    const port = await server.listen();
    const channel: MailChannel = {
      kind: 'mail',
      server: { host: '127.0.0.1', port, security: 'tls', user: 'ops' },
      ...{ from: 'edms@example.org', to: ['ops@example.org'] },
    };
    await expect(sendMail(channel, notice, async () => 'pl4nted')).rejects.toMatchObject({
      plain: {
        message: `The certificate of the mail server 127.0.0.1:${port} is not trusted.`,
        advice: expect.stringContaining('--smtp-ca'),
        details: expect.stringMatching(/self.signed certificate/),
      },
    });
    expect(server.said).toEqual([]);
    // Or where it is of the authority that the channel names, of which this machine knows nothing.
    const named = { ...channel, ca: cert };
    expect(await sendMail(named, notice, async () => 'pl4nted')).toMatchObject({ answer: '250 queued' });
    server.said.length = 0;
    const other = path.join(folder, 'other.pem');
    execFileSync(
      'openssl',
      ['req', '-x509', ...pair.slice(0, 3), '-keyout', key, '-out', other, ...subject],
      {
        stdio: 'ignore',
      },
    );
    await expect(sendMail({ ...channel, ca: other }, notice, async () => 'pl4nted')).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', message: expect.stringContaining('is not trusted') },
    });
    expect(server.said).toEqual([]);
    for (const [file, message] of [
      [path.join(folder, 'not there.pem'), 'cannot be read'],
      [key, 'holds no certificate'],
    ] as const)
      await expect(sendMail({ ...channel, ca: file }, notice, async () => 'pl4nted')).rejects.toThrow(
        message,
      );
    writeFileSync(other, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    await expect(certificatesIn(other)).rejects.toThrow('no certificate');
    // What a process trusts is settled when it begins.
    const script = `const { sendMail } = require(${JSON.stringify(path.join(import.meta.dirname, 'mail.ts'))});
      sendMail(${JSON.stringify(channel)}, ${JSON.stringify(notice)}, async () => 'pl4nted').then((sent) => console.log(JSON.stringify(sent)));`;
    const words = ['--import', 'tsx', '-e', script];
    const environment = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: environment });
    expect(JSON.parse(stdout)).toEqual({ answer: '250 queued', refused: [] });
    expect(server.said).toContain(`AUTH PLAIN ${Buffer.from('\0ops\0pl4nted').toString('base64')}`);
    await server.close();
  }, 60_000);
});

describe.skipIf(process.platform === 'win32')('a notice by a command', () => {
  const script = (text: string) => {
    const file = path.join(folder, 'a program $(with) "marks"');
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o700);
    return file;
  };
  const channel = (command: readonly string[], timeLimitSeconds = 10) =>
    ({ kind: 'command', command, timeLimitSeconds }) as const;

  it('has its words as they are, the facts in the environment and JSON on standard input, and no password', async () => {
    const out = path.join(folder, 'out');
    const file = script(
      `{ printf '%s\\n' "$@" "$EDMS_NOTICE_SCHEDULE" "$EDMS_NOTICE_ERROR" "[$EDMS_SMTP_PASSWORD$EDMS_REPOSITORY_PASSPHRASE]"; cat; } > '${out}'`,
    );
    await runCommand(channel([file, '$HOME', 'a b; rm -rf x', '']), notice, {
      ...process.env,
      EDMS_SMTP_PASSWORD: 'pl4nted',
      EDMS_REPOSITORY_PASSPHRASE: 'pl4nted',
    });
    const [first, second, third, name, code, password, json = ''] = readFileSync(out, 'utf8').split('\n');
    expect([first, second, third]).toEqual(['$HOME', 'a b; rm -rf x', '']);
    expect([name, code, password]).toEqual([notice.schedule.name, 'TARGET_UNREACHABLE', '[]']);
    expect(JSON.parse(json)).toEqual(notice);
  });

  it('has failed with another status than 0, when it is not there, and when it takes too long', async () => {
    await expect(runCommand(channel([script('echo why >&2; exit 3')]), notice)).rejects.toMatchObject({
      plain: { code: 'NOTICE_NOT_SENT', message: expect.stringContaining('ended with 3'), details: 'why' },
    });
    await expect(runCommand(channel([path.join(folder, 'none')]), notice)).rejects.toMatchObject({
      message: expect.stringContaining('could not be started (ENOENT)'),
    });
    const late = path.join(folder, 'late');
    const slow = runCommand(channel([script(`(sleep 3; touch '${late}') & sleep 30`)], 1), notice);
    await expect(slow).rejects.toMatchObject({ message: expect.stringContaining('longer than 1 second') });
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(existsSync(late)).toBe(false);
  }, 20_000);
});

describe('letters', () => {
  const draft: ScheduleDraft = {
    ...USUAL,
    name: 'nightly',
    when: { kind: 'daily', time: '02:00' },
    timeZone: 'UTC',
    tell: {
      everySuccess: true,
      overdueAfterHours: 6,
      channels: [{ kind: 'system' }, { kind: 'command', command: ['tell'], timeLimitSeconds: 5 }],
    },
    retry: { ...USUAL.retry, attempts: 1 },
    action: {
      kind: 'export',
      target: 'embedded:x',
      storage: null,
      folder: os.tmpdir(),
      pattern: '{date}{time}.zip',
    },
  };
  const night = (day: number) => Date.UTC(2026, 0, day, 2, 5);
  const failed = { outcome: 'failed', error: notice.error ?? never() } as const;

  it('are sent once for each event and channel, by whoever can, and say when it is well again', async () => {
    const store = ScheduleStore.open(folder);
    const { schedule } = store.add(draft, night(1));
    const sent: string[] = [];
    const senders = (kind: 'system' | 'command'): Senders => ({
      [kind]: async (_: unknown, { event, subject }: Notice) => {
        sent.push(`${kind}: ${event.split(' ')[0]}, ${subject}`);
      },
    });
    const end = (day: number, how: typeof failed | { readonly outcome: 'succeeded' }) => {
      const run = store.claimDue(schedule.id, night(day));
      if (run === null) throw new Error('not due');
      store.finish(run, how, null, night(day) + 1000);
    };
    const { signal } = new AbortController();
    const send = (kind: 'system' | 'command', day: number) =>
      deliver(store.outbox, senders(kind), () => night(day) + 2000, signal);
    end(2, failed);
    await send('command', 2);
    expect(sent).toEqual(['command: failed, EDMS export "nightly" failed']);
    await Promise.all([send('command', 2), send('system', 2), send('system', 2)]);
    expect(sent).toHaveLength(2);
    end(3, { outcome: 'succeeded' });
    end(4, { outcome: 'succeeded' });
    store.noteOverdue(night(8));
    store.noteOverdue(night(9));
    await send('command', 9);
    expect(sent.slice(2)).toEqual([
      'command: recovered, EDMS export "nightly" succeeded again',
      'command: succeeded, EDMS export "nightly" succeeded',
      'command: overdue, EDMS export "nightly" is overdue',
    ]);
    store.close();
  });

  it('are of the events that their channel tells of', async () => {
    const store = ScheduleStore.open(folder);
    const channels = [
      { kind: 'system', about: ['failed', 'overdue'] },
      { kind: 'command', command: ['tell'], timeLimitSeconds: 5, about: ['succeeded'] },
    ] as const satisfies ScheduleDraft['tell']['channels'];
    const { schedule } = store.add({ ...draft, tell: { ...draft.tell, channels } }, night(1));
    const sent: string[] = [];
    const sender =
      (kind: string) =>
      async (_: unknown, { kind: event }: Notice) => {
        sent.push(`${kind}: ${event}`);
      };
    const ends: readonly Parameters<ScheduleStore['finish']>[1][] = [
      failed,
      { outcome: 'succeeded' },
      { outcome: 'succeeded' },
    ];
    for (const [n, end] of ends.entries()) {
      const run = store.claimDue(schedule.id, night(2 + n));
      if (run === null) throw new Error('not due');
      store.finish(run, end, null, night(2 + n) + 1000);
    }
    store.noteOverdue(night(8));
    const senders = { system: sender('system'), command: sender('command') };
    await deliver(store.outbox, senders, () => night(9), new AbortController().signal);
    expect(sent).toEqual(['system: failed', 'command: recovered', 'command: succeeded', 'system: overdue']);
    store.close();
  });

  it('say what needs a look in a run that succeeded; who is told of failures hears of it once', async () => {
    const store = ScheduleStore.open(folder);
    const channels = [
      { kind: 'system', about: ['failed', 'overdue'] },
      { kind: 'command', command: ['tell'], timeLimitSeconds: 5, about: ['succeeded'] },
    ] as const satisfies ScheduleDraft['tell']['channels'];
    const tell = { ...draft.tell, everySuccess: true, channels };
    const { schedule } = store.add({ ...draft, tell }, night(1));
    const sent: string[] = [];
    const sender =
      (kind: string) =>
      async (_: unknown, { subject, text, findings = [] }: Notice) => {
        sent.push(`${kind}: ${subject}`);
        if (findings.length > 0) expect(text).toContain('SNAPSHOT_UNSIGNED: Not signed.\nUnlock it.\n');
      };
    const unsigned = {
      findings: [{ code: 'SNAPSHOT_UNSIGNED', message: 'Not signed.', advice: 'Unlock it.' }],
    };
    for (const [n, result] of [unsigned, unsigned, {}, unsigned].entries()) {
      const run = store.claimDue(schedule.id, night(2 + n));
      if (run === null) throw new Error('not due');
      store.finish(run, { outcome: 'succeeded' }, result, night(2 + n) + 1000);
      const senders = { system: sender('system'), command: sender('command') };
      await deliver(store.outbox, senders, () => night(2 + n) + 2000, new AbortController().signal);
    }
    const warned = 'EDMS export "nightly" succeeded, with a warning';
    const well = 'command: EDMS export "nightly" succeeded';
    expect(sent).toEqual([
      ...[`system: ${warned}`, `command: ${warned}`, `command: ${warned}`],
      ...[well, `system: ${warned}`, `command: ${warned}`],
    ]);
    // Where no success is told, only what is new is.
    store.change(
      { ...schedule, tell: { ...tell, everySuccess: false, channels: [{ kind: 'system' }] } },
      night(5),
    );
    sent.length = 0;
    for (const [n, result] of [{}, unsigned, unsigned].entries()) {
      const run = store.claimDue(schedule.id, night(6 + n));
      if (run === null) throw new Error('not due');
      store.finish(run, { outcome: 'succeeded' }, result, night(6 + n) + 1000);
      await deliver(store.outbox, { system: sender('system') }, () => night(9), new AbortController().signal);
    }
    expect(sent).toEqual([`system: ${warned}`]);
    store.close();
  });

  it('that could not be sent are tried again, a few times; one that was cut off is not', async () => {
    const store = ScheduleStore.open(folder);
    const { schedule } = store.add(draft, night(1));
    const claimed = store.claimDue(schedule.id, night(2));
    if (claimed === null) throw new Error('not due');
    store.finish(claimed, failed, null, night(2));
    let tries = 0;
    const refusing: Senders = {
      command: async () => {
        tries += 1;
        throw new Error('no');
      },
    };
    const { signal } = new AbortController();
    for (let hours = 0; hours < 20; hours += 1)
      await deliver(store.outbox, refusing, () => night(2) + hours * 3_600_000, signal);
    expect(tries).toBe(5);
    expect(store.outbox.list(schedule.id, 10)).toEqual([
      expect.objectContaining({ channel: 'command', state: 'failed', attempts: 5 }),
      expect.objectContaining({ channel: 'system', state: 'waiting' }),
    ]);
    store.close();
    // A process that took a letter and is gone.
    const gone = ScheduleStore.open(folder, { pid: 2 ** 22 - 1, started: 'never' });
    expect(gone.outbox.take(['system'], night(3))).not.toBeNull();
    gone.outbox.sweep();
    expect(gone.outbox.take(['system'], night(3))).toBeNull();
    expect(gone.outbox.list(schedule.id, 10)[1]).toMatchObject({ state: 'unknown' });
    gone.close();
  });
});

function never(): never {
  throw new Error('the notice has an error');
}
