import { z } from 'zod';
import type { PlainError } from '../../engine/errors.ts';
import { findingSchema } from '../run-finding.ts';
import type { Schedule } from '../schedule.ts';
import type { ScheduleEvent } from '../state.ts';
import { dateText, type Instant, wallOf } from '../zone.ts';
import type { ToldRun } from './told-run.ts';

const KINDS = ['failed', 'succeeded', 'recovered', 'overdue', 'test'] as const satisfies readonly (
  | ScheduleEvent['kind']
  | 'test'
)[];

export const noticeSchema = z
  .object({
    /** The same for the same event, whoever finds it: nobody is told of it twice. */
    event: z.string(),
    kind: z.enum(KINDS),
    schedule: z.object({ id: z.string(), name: z.string() }).readonly(),
    target: z.string(),
    /** When it happened, ISO 8601. */
    at: z.string(),
    /** When the run was due, ISO 8601; null when that says nothing. */
    due: z.string().nullable(),
    subject: z.string(),
    text: z.string(),
    error: z.custom<PlainError>((value) => typeof value === 'object' && value !== null).nullable(),
    /** What needs a look in a run that succeeded. */
    findings: z.array(findingSchema).readonly().exactOptional(),
  })
  .readonly();
/** What somebody is told. Holds no secret. */
export type Notice = z.infer<typeof noticeSchema>;

/** What is said of an event. `run` is the number of the run that it is about; an overdue one has none, and finds nothing. */
export function noticeOf(
  schedule: Schedule,
  event: ScheduleEvent,
  { run, findings }: Pick<ToldRun, 'run' | 'findings'>,
  at: Instant,
): Notice {
  const { id, name, timeZone, action } = schedule;
  const due = 'due' in event ? event.due : null;
  const what = action.kind === 'backup' ? 'backup' : 'export';
  const subject = `EDMS ${what} "${name}" ${SAID[event.kind]}${findings.length > 0 ? ', with a warning' : ''}`;
  const time = (instant: Instant) => timeText(instant, timeZone);
  const facts = [
    `Target: ${action.target}`,
    ...(due === null ? [] : [`It was due: ${time(due)}`]),
    ...(event.kind === 'recovered' ? [`There was trouble since: ${time(event.since)}`] : []),
    `Told: ${time(at)}`,
    ...(event.kind === 'failed'
      ? ['', `${event.error.code}: ${event.error.message}`, event.error.consequence, event.error.advice]
      : []),
    ...(event.kind === 'overdue'
      ? ['', `No ${what} has been made since. Look at: edms-backup schedule show "${name}"`]
      : []),
    ...findings.flatMap(({ code, message, advice }) => ['', `${code}: ${message}`, advice]),
  ];
  return {
    event: `${event.kind} ${id} ${event.kind === 'failed' || event.kind === 'overdue' ? due : `run ${run}`}`,
    kind: event.kind,
    schedule: { id, name },
    target: action.target,
    at: new Date(at).toISOString(),
    due: due === null ? null : new Date(due).toISOString(),
    subject,
    text: `${subject}\n\n${facts.join('\n')}\n`,
    error: event.kind === 'failed' ? event.error : null,
    ...(findings.length > 0 ? { findings } : {}),
  };
}

/** What is sent for somebody to see that it arrives. Nothing has happened; each is another one. */
export function testNotice(schedule: Schedule['name'], at: Instant): Notice {
  const time = new Date(at).toISOString();
  const subject = `EDMS backup "${schedule}": a test message`;
  const text = 'Nothing has happened: somebody wants to see whether this arrives.';
  return {
    event: `test ${time}`,
    kind: 'test',
    schedule: { id: '', name: schedule },
    ...{ target: '', at: time, due: null, subject, error: null },
    text: `${subject}\n\n${text}\n\nTold: ${time}\n`,
  };
}

const SAID = {
  failed: 'failed',
  succeeded: 'succeeded',
  recovered: 'succeeded again',
  overdue: 'is overdue',
} as const;

/** `2026-03-29 02:30 (Europe/Berlin)`. */
export function timeText(instant: Instant, zone: string): string {
  const wall = wallOf(instant, zone);
  return `${dateText(wall)} ${new Date(wall).toISOString().slice(11, 16)} (${zone})`;
}
