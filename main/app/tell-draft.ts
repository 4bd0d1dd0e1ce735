import path from 'node:path';
import type { ScheduleDraft, ShownSchedule } from '../../preload/contract/types.ts';
import { type Channel, channelSchema, usualAbout } from '../schedule/notify/channel.ts';
import { invalidSchedule, type Schedule } from '../schedule/schedule.ts';
import type { ChosenPaths } from './chosen.ts';

/** Who is told, from the form's words into the schedule's and back. The form has one channel of each kind. */

type Tell = Schedule['tell'];
type TellDraft = ScheduleDraft['tell'];

/**
 * What the form says of who is told. Channels that it does not know (a second mail server) stay as they were, and go on
 * telling what they told. Errors: `SCHEDULE_INVALID`, `USAGE` for a program that nobody chose.
 */
export function tellOf(draft: TellDraft, before: Tell | null, chosen: ChosenPaths): Tell {
  const { system, edms, mail, command, overdueAfterHours } = draft;
  const kept = othersOf(before).map((channel) => ({
    ...channel,
    about: channel.about ?? usualAbout(before?.everySuccess ?? false),
  }));
  const channels = [
    ...(system ? [{ kind: 'system', ...system }] : []),
    ...(edms ? [{ kind: 'edms', ...edms }] : []),
    ...(mail ? [{ ...mailOf(mail, chosen), about: mail.about }] : []),
    ...(command ? [{ ...commandOf(command, chosen), about: command.about }] : []),
    ...kept,
  ].map(checkedOne);
  const everySuccess = channels.some(({ about }) => about?.includes('succeeded') ?? false);
  return { everySuccess, overdueAfterHours, channels };
}

/** The same, as the form has it. */
export function tellDraftOf(tell: Tell, chosen: ChosenPaths): ShownSchedule['draft']['tell'] {
  const { channels, everySuccess, overdueAfterHours } = tell;
  const about = (channel: Channel) => [...(channel.about ?? usualAbout(everySuccess))];
  const [system, edms] = [firstOf(channels, 'system'), firstOf(channels, 'edms')];
  const [mail, command] = [firstOf(channels, 'mail'), firstOf(channels, 'command')];
  const [program = '', ...words] = command?.command ?? [];
  return {
    system: system ? { about: about(system) } : null,
    edms: edms ? { to: edms.to, about: about(edms) } : null,
    mail: mail
      ? {
          ...{ server: mail.server, from: mail.from, to: mail.to, about: about(mail) },
          certificate:
            mail.ca === undefined ? null : { id: chosen.take('certificate', mail.ca), path: mail.ca },
        }
      : null,
    command: command
      ? {
          program: chosen.take('program', program),
          programPath: program,
          ...{ words, timeLimitSeconds: command.timeLimitSeconds, about: about(command) },
        }
      : null,
    overdueAfterHours,
  };
}

/** The way of a mail. Throws `USAGE` for a file of certificates that nobody chose. */
export function mailOf(
  { server, certificate, from, to }: Omit<NonNullable<TellDraft['mail']>, 'about'>,
  chosen: ChosenPaths,
) {
  const ca = certificate === null ? {} : { ca: chosen.pathOf('certificate', certificate) };
  return { kind: 'mail', server, ...ca, from, to } as const;
}

/** The command of a channel. Throws `USAGE` for a program that nobody chose. */
export function commandOf(
  { program, words, timeLimitSeconds }: Omit<NonNullable<TellDraft['command']>, 'about'>,
  chosen: ChosenPaths,
) {
  const kind = 'command';
  return { kind, command: [chosen.pathOf('program', program), ...words], timeLimitSeconds } as const;
}

/** A channel of this kind. Throws `SCHEDULE_INVALID`, with what is not right about it. */
export function checkedChannel<Kind extends Channel['kind']>(
  channel: unknown,
  kind: Kind,
): Extract<Channel, { readonly kind: Kind }> {
  const checked = checkedOne(channel);
  if (isOf(checked, kind)) return checked;
  throw new Error(`A channel of the kind ${checked.kind} was given for one of the kind ${kind}.`);
}

function isOf<Kind extends Channel['kind']>(
  channel: Channel,
  kind: Kind,
): channel is Extract<Channel, { readonly kind: Kind }> {
  return channel.kind === kind;
}

function checkedOne(channel: unknown): Channel {
  const checked = channelSchema.safeParse(channel);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const what = issue ? ` (${[issue.path.join('.'), issue.message].filter(Boolean).join(': ')})` : '';
  throw invalidSchedule(`Who is told is not complete or not right${what}.`, 'Correct it and try again.');
}

/** Channels that the form does not show, for the person. */
export function otherChannels(tell: Tell): readonly string[] {
  return othersOf(tell).map(wayOf);
}

function wayOf(channel: Channel): string {
  switch (channel.kind) {
    case 'mail':
    case 'edms':
      return `${channel.kind}: ${channel.to.join(', ')}`;
    case 'command':
      return `command: ${path.basename(channel.command[0] ?? '')}`;
    case 'system':
      return channel.kind;
  }
}

function othersOf(tell: Tell | null): readonly Channel[] {
  if (tell === null) return [];
  return tell.channels.filter((channel) => channel !== firstOf(tell.channels, channel.kind));
}

function firstOf<Kind extends Channel['kind']>(channels: readonly Channel[], kind: Kind) {
  return channels.find((channel) => isOf(channel, kind));
}
