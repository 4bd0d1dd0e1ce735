import type { Imported } from '../schedule/import-configuration.ts';
import { type Channel, usualAbout } from '../schedule/notify/channel.ts';
import { timeText } from '../schedule/notify/notice.ts';
import type { NoticeState } from '../schedule/notify/outbox.ts';
import { findingsOf } from '../schedule/run-finding.ts';
import type { DoneRun, Round } from '../schedule/runner.ts';
import type { BackupAction, Schedule } from '../schedule/schedule.ts';
import type { KeptSchedule, ScheduleRun } from '../schedule/schedule-row.ts';
import { standingOf } from '../schedule/standing.ts';
import { overdueSince } from '../schedule/state.ts';
import { keepText } from './keep-options.ts';
import { renderError, renderTable } from './render.ts';
import { blackoutText, channelText, whenText } from './schedule-words.ts';

/** Text for a person about schedules: times in each schedule's own zone. */

/** A schedule as `--json` tells it; times are ISO 8601, UTC. */
export function toldSchedule(kept: KeptSchedule, now: number) {
  const { schedule, state, running } = kept;
  const overdue = overdueSince(schedule, state, now);
  return {
    ...schedule,
    tell: { ...schedule.tell, channels: schedule.tell.channels.map(toldChannel) },
    standing: standingOf(kept, now),
    nextDue: schedule.paused ? null : iso(state.nextDue),
    beginsAt: schedule.paused ? null : iso(state.beginAt),
    overdueSince: iso(overdue),
    failures: state.failures,
    waitingFor: state.waitingFor,
    lastRun: iso(state.lastRun),
    lastSuccess: iso(state.lastSuccess),
    lastOutcome: state.lastOutcome,
    running,
  };

  /** A channel says of what it tells, also where that was left to what is usual. */
  function toldChannel(channel: Channel): Channel {
    return { ...channel, about: channel.about ?? usualAbout(schedule.tell.everySuccess) };
  }
}

export function renderSchedules(all: readonly KeptSchedule[], now: number): string {
  if (all.length === 0) return 'There are no schedules yet. `schedule add` makes one.\n';
  const rows = all.map((kept) => {
    const { schedule, state } = kept;
    return [
      schedule.name,
      standingOf(kept, now),
      whenText(schedule.when),
      schedule.paused ? '-' : time(state.beginAt, schedule),
      time(state.lastSuccess, schedule),
      schedule.action.target,
    ];
  });
  const head = ['name', 'standing', 'when', 'next', 'last success', 'target'];
  return `${renderTable(head, rows, 'left').join('\n')}\n`;
}

export function renderSchedule(
  kept: KeptSchedule,
  runs: readonly ScheduleRun[],
  notices: readonly NoticeState[],
  now: number,
): string {
  const { schedule, state } = kept;
  const overdue = overdueSince(schedule, state, now);
  const { retry, action, tell, conditions } = schedule;
  const facts: readonly (readonly [string, string | null])[] = [
    ['standing', standingOf(kept, now)],
    ['when', `${whenText(schedule.when)} (${schedule.timeZone})`],
    ['blackouts', schedule.blackouts.map(blackoutText).join('; ') || null],
    ['jitter', schedule.jitterSeconds > 0 ? `up to ${schedule.jitterSeconds} s` : null],
    ['missed runs', schedule.missed === 'skip' ? 'are let go of' : 'are made up for by one'],
    ['attempts', `${retry.attempts}`],
    ['time limit', schedule.timeLimitMinutes === null ? null : `${schedule.timeLimitMinutes} minutes`],
    [
      'only',
      [...(conditions.mainsPower ? ['on mains power'] : []), ...conditions.reachable].join(', ') || null,
    ],
    ['target', action.target],
    ['storage', action.storage],
    ...(action.kind === 'export'
      ? ([
          ['exports to', `${action.folder}, as ${action.pattern}`],
          ['takes', action.filesOnly === true ? 'the files alone' : null],
        ] as const)
      : ([
          ['repository', action.repository],
          ['kind', action.backupKind],
          ['tags', action.tags.join(', ') || null],
          ['afterwards', AFTERWARDS[action.afterwards]],
          ['signed', action.sign === true ? "with the console's own key" : 'no'],
          ['keeps', action.retention === null ? 'everything' : keepText(action.retention)],
          ['thins out', action.retention === null ? null : thinsText(action)],
        ] as const)),
    ['tells', tell.channels.map(channelText).join('; ') || 'nobody'],
    ['next', schedule.paused ? null : nextText(kept)],
    ['overdue since', overdue === null ? null : time(overdue, schedule)],
    ['waits', state.waitingFor],
    ['last success', time(state.lastSuccess, schedule)],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(14)}${value}`]));
  const table = runs.map(({ startedAt, trigger, attempt, covers, outcome, error }) => [
    time(Date.parse(startedAt), schedule),
    trigger,
    String(attempt),
    String(covers),
    error === null ? (outcome ?? 'running') : `${outcome} (${error.code})`,
  ]);
  const unsent = notices.filter(({ state: sent }) => sent !== 'sent');
  return `${[
    schedule.name,
    ...lines,
    '',
    ...(runs.length === 0
      ? ['No runs yet.']
      : renderTable(['run', 'trigger', 'attempt', 'stands for', 'outcome'], table, 'left')),
    ...(unsent.length === 0 ? [] : ['', ...unsent.map(noticeLine)]),
  ].join('\n')}\n`;
}

/** When the next run begins: retries, blackouts and jitter put off what is due. */
function nextText({ schedule, state }: KeptSchedule): string {
  const [begins, due] = [time(state.beginAt, schedule), time(state.nextDue, schedule)];
  return begins === due ? begins : `${begins} (due ${due})`;
}

const AFTERWARDS = {
  nothing: 'nothing is proven',
  verify: 'the snapshot is read back',
  test: 'the snapshot is restored and compared',
} as const;

function noticeLine({ event, channel, state, error }: NoticeState): string {
  return `  notice "${event.split(' ')[0]}" by ${channel}: ${state}${error === null ? '' : `. ${error}`}`;
}

export function renderRun({ schedule, end, result }: DoneRun): string {
  if (end.outcome !== 'succeeded') return `${schedule.name}: ${end.outcome}\n${renderError(end.error)}`;
  const part = (name: string): unknown =>
    typeof result === 'object' && result !== null ? Reflect.get(result, name) : null;
  const [made, forgotten, left] = [part('name'), part('forgotten'), part('left')];
  const isSnapshot = schedule.action.kind === 'backup';
  const named = typeof made !== 'string' ? '' : `, ${isSnapshot ? `snapshot ${made.slice(0, 8)}` : made}`;
  const lacking = part('whole') === false ? '; something is missing in it, see edms-backup jobs' : '';
  const removed =
    Array.isArray(forgotten) && forgotten.length > 0 ? `; ${forgotten.length} older ones removed` : '';
  const found = findingsOf(result).map(({ code, message, advice }) => `  ${code}: ${message}\n  ${advice}\n`);
  const open = Array.isArray(left) ? left.map((sentence) => `  ${sentence}\n`).join('') : '';
  return `${schedule.name}: done${named}${lacking}${removed}\n${found.join('')}${open}`;
}

export function renderRound({ done, waiting }: Round): string {
  if (done.length === 0 && waiting.length === 0) return 'Nothing is due.\n';
  return [
    ...done.map(renderRun),
    ...waiting.map(({ schedule, waitingFor }) => `${schedule.name}: not begun. ${waitingFor}\n`),
  ].join('');
}

export function renderImported(imported: readonly Imported[], isDry: boolean): string {
  if (imported.length === 0) return 'The EDMS has no backup configurations.\n';
  return imported
    .map(({ configuration, draft, notes }) => {
      const what =
        draft === null
          ? 'no schedule'
          : `${isDry ? 'would be' : 'is now'} a paused schedule, ${whenText(draft.when)} (${draft.timeZone})`;
      return `${[`${configuration.name}: ${what}`, ...notes.map((note) => `  ${note}`)].join('\n')}\n`;
    })
    .join('');
}

function time(instant: number | null, { timeZone }: Schedule): string {
  return instant === null ? '-' : timeText(instant, timeZone).replace(/ \(.*/, '');
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

/** Among which snapshots a schedule thins out. */
function thinsText({ thins, tags }: BackupAction): string {
  if (thins !== 'all') return 'those that it took';
  return tags.length === 0 ? 'all of the EDMS' : `all of the EDMS with ${tags.join(', ')}`;
}
