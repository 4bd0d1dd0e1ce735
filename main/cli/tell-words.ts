import { type Channel, TOLD_EVENTS, type ToldEvent, usualAbout } from '../schedule/notify/channel.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { usage } from './command-entry.ts';
import { type MailOptions, readChannels } from './schedule-words.ts';

interface TellOptions {
  readonly tell: readonly string[];
  /** `mail=failed,overdue`, or with the whole of what a `--tell` says before the sign. */
  readonly about: readonly string[];
  readonly everySuccess: boolean;
  readonly mail: MailOptions;
}

/** Who is told, and of what. Error: `USAGE`. */
export function readTell({
  tell,
  about,
  everySuccess,
  mail,
}: TellOptions): Pick<Schedule['tell'], 'everySuccess' | 'channels'> {
  const channels = readChannels(tell, mail);
  const events = new Map<number, readonly ToldEvent[]>();
  for (const text of about) {
    const [way, told] = readAbout(text);
    const meant = [...channels.keys()].filter((at) => tell[at] === way || channels[at]?.kind === way);
    if (meant.length === 0) throw usage(`--tell-about ${way}=… belongs to no --tell.`);
    for (const at of meant) {
      if (events.has(at)) throw usage(`--tell-about says twice of what ${way} tells.`);
      events.set(at, told);
    }
  }
  return {
    everySuccess: everySuccess || [...events.values()].some((told) => told.includes('succeeded')),
    channels: channels.map((channel, at): Channel => {
      const own = events.get(at);
      if (own !== undefined) return { ...channel, about: own };
      // A success that one channel is to tell is not told by those of which nothing is said.
      return about.length === 0 ? channel : { ...channel, about: usualAbout(everySuccess) };
    }),
  };
}

/** The way may have the sign in itself; the names of events have none. */
function readAbout(text: string): readonly [string, readonly ToldEvent[]] {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw usage(`--tell-about takes WAY=EVENTS (mail=failed,overdue), not "${text}".`);
  const told = text
    .slice(at + 1)
    .split(',')
    .map(readEvent);
  return [text.slice(0, at), TOLD_EVENTS.filter((event) => told.includes(event))];
}

function readEvent(text: string): ToldEvent {
  const event = TOLD_EVENTS.find((one) => one === text.trim());
  if (event === undefined) throw usage(`--tell-about knows ${TOLD_EVENTS.join(', ')}, not "${text}".`);
  return event;
}
