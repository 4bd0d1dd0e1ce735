import type { Channel, MailServer } from '../schedule/notify/channel.ts';
import {
  AFTERWARDS,
  type Afterwards,
  BACKUP_KINDS,
  type BackupKind,
  type Blackout,
  type ScheduleDraft,
  WEEKDAYS,
  type Weekday,
  type When,
} from '../schedule/schedule.ts';
import { usage } from './command-entry.ts';

/** The words of the command line about schedules, and the texts that stand for them in lists. */

const WHEN_HELP = `"hourly 15", "daily 02:30", "weekly mon,thu 02:30", "monthly 31 02:30", "monthly last 02:30", "cron 30 2 * * 1-5" or on-demand`;

/** `daily 02:30` and its like. What is wrong within (a time, a cron expression) is said where a schedule is checked. */
export function readWhen(text: string): When {
  const [kind = '', ...words] = text.trim().split(/\s+/);
  const [first = '', second = ''] = words;
  switch (`${kind} ${words.length}`) {
    case 'on-demand 0':
      return { kind: 'on-demand' };
    case 'hourly 1':
      if (/^:?\d{1,2}$/.test(first)) return { kind: 'hourly', minute: Number(first.replace(':', '')) };
      break;
    case 'daily 1':
      return { kind: 'daily', time: first };
    case 'weekly 2':
      return { kind: 'weekly', days: readDays(first), time: second };
    case 'monthly 2':
      if (first === 'last') return { kind: 'monthly', day: 'last', time: second };
      if (/^\d{1,2}$/.test(first)) return { kind: 'monthly', day: Number(first), time: second };
      break;
    case 'cron 5':
      return { kind: 'cron', expression: words.join(' ') };
  }
  throw usage(`--when takes ${WHEN_HELP}, not "${text}".`);
}

/** The words that {@link readWhen} understands. */
export function whenText(when: When): string {
  switch (when.kind) {
    case 'hourly':
      return `hourly ${when.minute}`;
    case 'daily':
      return `daily ${when.time}`;
    case 'weekly':
      return `weekly ${when.days.join(',')} ${when.time}`;
    case 'monthly':
      return `monthly ${when.day} ${when.time}`;
    case 'cron':
      return `cron ${when.expression}`;
    case 'on-demand':
      return 'on-demand';
  }
}

/** `mon-fri 08:00-18:00`. */
export function readBlackout(text: string): Blackout {
  const [, days = '', from = '', to = ''] = /^(\S+)\s+([\d:]+)-([\d:]+)$/.exec(text.trim()) ?? [];
  if (days === '') throw usage(`--blackout takes DAYS FROM-TO ("mon-fri 08:00-18:00"), not "${text}".`);
  return { days: readDays(days), from, to };
}

export function blackoutText({ days, from, to }: Blackout): string {
  return `${days.join(',')} ${from}-${to}`;
}

/** `mon-fri,sun`; the week may be gone round (`sat-mon`). */
function readDays(text: string): readonly Weekday[] {
  const order: readonly string[] = WEEKDAYS;
  const days = text.split(',').flatMap((part) => {
    const [from = '', to = from, ...more] = part.split('-');
    const [first, last] = [order.indexOf(from), order.indexOf(to)];
    if (first < 0 || last < 0 || more.length > 0)
      throw usage(`Days are written as ${WEEKDAYS.join(', ')} or mon-fri, not "${part}".`);
    const count = ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
    return Array.from({ length: count }, (_, n) => WEEKDAYS[(first + n) % WEEKDAYS.length] ?? 'mon');
  });
  return WEEKDAYS.filter((day) => days.includes(day));
}

/** What the channels of `--tell` need beside their own words. */
export interface MailOptions {
  /** `smtps://user@host:465`; null when it was not given. */
  readonly server: string | null;
  readonly from: string | null;
  /** Absolute path of a file of certificates; null for those that this machine trusts. */
  readonly ca: string | null;
}

/** `mail:ops@example.org`, `edms:ops@example.org`, `command:PROGRAM` or `command:["PROGRAM","WORD"]`. */
export function readChannels(texts: readonly string[], mail: MailOptions): readonly Channel[] {
  return texts.map((text) => {
    const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
    switch (kind) {
      case 'edms':
        return { kind, to: rest.split(',') };
      case 'mail': {
        if (mail.server === null || mail.from === null)
          throw usage('--tell mail:… needs --smtp URL and --mail-from ADDRESS.');
        const ca = mail.ca === null ? {} : { ca: mail.ca };
        const server = readMailServer(mail.server);
        if (mail.ca !== null && server.security === 'none')
          throw usage(
            '--smtp-ca goes with smtps:// or smtp+starttls://: without encryption nothing is checked.',
          );
        return { kind, server, ...ca, from: mail.from, to: rest.split(',') };
      }
      case 'command':
        return { kind, command: readCommand(rest), timeLimitSeconds: 60 };
      default:
        throw usage(`--tell takes mail:ADDRESS, edms:ADDRESS or command:PROGRAM, not "${text}".`);
    }
  });
}

/** Where a channel tells, and of what where that is said. */
export function channelText(channel: Channel): string {
  const { about } = channel;
  return about === undefined ? wayText(channel) : `${wayText(channel)} (${about.join(', ')})`;
}

function wayText(channel: Channel): string {
  switch (channel.kind) {
    case 'system':
      return 'system';
    case 'edms':
      return `edms:${channel.to.join(',')}`;
    case 'mail':
      return `mail:${channel.to.join(',')}`;
    case 'command':
      return `command:${JSON.stringify(channel.command)}`;
  }
}

/** A JSON array is a program with its words; anything else is a program alone. No shell reads it. */
function readCommand(text: string): readonly string[] {
  if (!text.startsWith('[')) return [text];
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string'))
      return words;
  } catch {
    // Told below.
  }
  throw usage('--tell command:[…] takes a JSON array of texts: the program and its words.');
}

/** `smtps://` is TLS from the first byte, `smtp+starttls://` before anything is said, `smtp://` without encryption. */
function readMailServer(text: string): MailServer {
  const url = urlOf(text);
  const security = { 'smtps:': 'tls', 'smtp+starttls:': 'starttls', 'smtp:': 'none' } as const;
  const found = Object.entries(security).find(([protocol]) => protocol === url?.protocol)?.[1];
  if (url === null || found === undefined || url.hostname === '')
    throw usage('--smtp takes smtps://USER@HOST:PORT, smtp+starttls://USER@HOST:PORT or smtp://HOST:PORT.');
  if (url.password !== '')
    throw usage('--smtp takes no password; give it with --password-stdin, or in EDMS_SMTP_PASSWORD.');
  const usual = { tls: 465, starttls: 587, none: 25 }[found];
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usual : Number(url.port),
    security: found,
    user: url.username === '' ? null : decodeURIComponent(url.username),
  };
}

/** Null for what is none. Not `URL.canParse`: the oldest Electron that this runs on has none. */
export function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** A whole number within limits. */
export function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw usage(`--${option} is a number from ${least} to ${most}.`);
  return value;
}

export function readBackupKind(text: string): BackupKind {
  const kind = BACKUP_KINDS.find((one) => one === text);
  if (kind === undefined) throw usage(`--kind takes ${BACKUP_KINDS.join(', ')}, not "${text}".`);
  return kind;
}

export function readMissed(text: string): ScheduleDraft['missed'] {
  if (text === 'run-once' || text === 'skip') return text;
  throw usage(`--missed takes run-once or skip, not "${text}".`);
}

export function readAfterwards(text: string): Afterwards {
  const found = AFTERWARDS.find((one) => one === text);
  if (found === undefined) throw usage(`--afterwards takes ${AFTERWARDS.join(', ')}, not "${text}".`);
  return found;
}
