import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScheduleDraft, USUAL } from '../schedule.ts';
import { ScheduleStore } from '../schedule-store.ts';
import { channelSchema, type MailChannel } from './channel.ts';
import { runCommand } from './command.ts';
import { deliver, type Senders } from './deliver.ts';
import { sendMail } from './mail.ts';
import type { Notice } from './notice.ts';

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

/** A mail server that takes or refuses mail, and keeps what it was told. */
class MailServer {
  readonly said: string[] = [];
  readonly mails: string[] = [];
  refuses = false;
  readonly #server = net.createServer((socket) => this.#serve(socket));

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket): void {
    let rest = '';
    let mail: string[] | null = null;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    answer('220 test ESMTP');
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (mail !== null) {
          if (line === '.') {
            this.mails.push(mail.join('\n'));
            mail = null;
            answer('250 queued');
          } else mail.push(line.startsWith('.') ? line.slice(1) : line);
          continue;
        }
        this.said.push(line);
        if (/^EHLO/i.test(line)) answer('250 test');
        else if (/^MAIL/i.test(line)) answer(this.refuses ? '451 not now' : '250 ok');
        else if (/^DATA/i.test(line)) {
          mail = [];
          answer('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else answer(/^STARTTLS/i.test(line) ? '502 no' : '250 ok');
      }
    });
  }
}

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
      `{ printf '%s\\n' "$@" "$EDMS_NOTICE_SCHEDULE" "$EDMS_NOTICE_ERROR" "[$EDMS_SMTP_PASSWORD]"; cat; } > '${out}'`,
    );
    await runCommand(channel([file, '$HOME', 'a b; rm -rf x', '']), notice, {
      ...process.env,
      EDMS_SMTP_PASSWORD: 'pl4nted',
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
