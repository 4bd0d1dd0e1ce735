import type { PlainError } from '../engine/errors.ts';
import { afterBlackouts, beginOf, countDue, lastDue, nextDue } from './next-run.ts';
import type { Schedule } from './schedule.ts';
import type { Instant } from './zone.ts';

/** How a schedule stands. */
export interface ScheduleState {
  /** The run that is done next, by when it is or was due; null for none ever. */
  readonly nextDue: Instant | null;
  /** When that run may begin: after its jitter, or after the delay before another attempt. */
  readonly beginAt: Instant | null;
  /** How often that run has failed. */
  readonly failures: number;
  /** Runs that were due up to then have been done, or need not be. */
  readonly coveredUntil: Instant;
  /** Since when there is trouble that was told and that no success has ended; null for none. */
  readonly troubleSince: Instant | null;
  /** Which condition the due run waits for, as a sentence; null for none. */
  readonly waitingFor: string | null;
  readonly lastRun: Instant | null;
  readonly lastSuccess: Instant | null;
  readonly lastOutcome: RunOutcome | null;
}

/**
 * `cancelled`: by a person or because the system goes down; it is done again. `interrupted`: its process ended (a crash,
 * a power cut), which counts as a failure. `skipped`: missed, and the schedule lets go of what is missed.
 */
export const RUN_OUTCOMES = ['succeeded', 'failed', 'cancelled', 'interrupted', 'skipped'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** `due`: in its time. `caught-up`: after it was missed. `retry`: again after a failure. `person`: asked for. */
export const RUN_TRIGGERS = ['due', 'caught-up', 'retry', 'person'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** A run that is about to begin. */
export interface Beginning {
  readonly trigger: RunTrigger;
  /** When the newest run that it stands for was due; null for one that a person asked for. */
  readonly due: Instant | null;
  /** How many due runs it stands for. */
  readonly covers: number;
  /** It stands for all that was due up to then. */
  readonly coversUntil: Instant;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
  /** A due run that failed and is given up, because a newer one is due; null for none. */
  readonly givenUp: Instant | null;
}

/** What somebody may be told of. */
export type ScheduleEvent =
  | { readonly kind: 'failed'; readonly due: Instant | null; readonly error: PlainError }
  | { readonly kind: 'succeeded' }
  /** A success after trouble that was told. */
  | { readonly kind: 'recovered'; readonly since: Instant }
  /** The run that was due then has not been done. */
  | { readonly kind: 'overdue'; readonly due: Instant };

/** What a due run's state becomes, and who has to hear of it. */
export interface Step {
  readonly state: ScheduleState;
  readonly events: readonly ScheduleEvent[];
}

/** A run is late when it begins so long after it could have: timers look every few minutes. */
export const LATE = 30 * 60_000;

/** How a schedule stands that counts from `now` on: a new one, or one that was paused or changed. */
export function freshState(
  schedule: Schedule,
  now: Instant,
  before: ScheduleState | null = null,
): ScheduleState {
  return {
    ...(before ?? { lastRun: null, lastSuccess: null, lastOutcome: null, troubleSince: null }),
    ...nextOf(schedule, now),
    coveredUntil: now,
  };
}

function nextOf(schedule: Schedule, after: Instant) {
  const due = nextDue(schedule, after);
  return {
    nextDue: due,
    beginAt: due === null ? null : beginOf(schedule, due),
    failures: 0,
    waitingFor: null,
  };
}

/** Whether the next run may begin now, conditions aside. */
export function isDue(schedule: Schedule, { nextDue, beginAt }: ScheduleState, now: Instant): boolean {
  if (schedule.paused || nextDue === null || beginAt === null) return false;
  return beginAt <= now && afterBlackouts(schedule.blackouts, now, schedule.timeZone) === now;
}

/** Whether a due run is let go of: it was missed, and the schedule does not make up for such. */
export function isLetGo(schedule: Schedule, { beginAt, failures }: ScheduleState, now: Instant): boolean {
  return schedule.missed === 'skip' && failures === 0 && beginAt !== null && now > beginAt + LATE;
}

/** The run that begins now: one for all that were missed. For a state that {@link isDue}. */
export function beginDue(schedule: Schedule, state: ScheduleState, now: Instant): Beginning | null {
  const { nextDue: first, beginAt } = state;
  if (first === null || beginAt === null) return null;
  const newest = lastDue(schedule, first, now) ?? first;
  const isNewer = newest > first;
  const isRetry = state.failures > 0 && !isNewer;
  const isLate = isNewer || now > beginAt + LATE;
  return {
    trigger: isRetry ? 'retry' : isLate ? 'caught-up' : 'due',
    due: newest,
    covers: 1 + (isNewer ? countDue(schedule, first, now) : 0),
    coversUntil: now,
    attempt: isRetry ? state.failures + 1 : 1,
    givenUp: isNewer && state.failures > 0 ? first : null,
  };
}

/** A run that a person asks for: it stands for all that is due. */
export function beginByPerson(now: Instant): Beginning {
  return { trigger: 'person', due: null, covers: 0, coversUntil: now, attempt: 1, givenUp: null };
}

/** How a run ended. */
export type RunEnd =
  | { readonly outcome: 'succeeded' }
  | { readonly outcome: 'failed' | 'cancelled' | 'interrupted'; readonly error: PlainError };

export function ended(
  schedule: Schedule,
  state: ScheduleState,
  begun: Beginning,
  end: RunEnd,
  now: Instant,
): Step {
  const run = { lastRun: now, lastOutcome: end.outcome, waitingFor: null };
  if (end.outcome === 'succeeded') {
    const { troubleSince } = state;
    const event: readonly ScheduleEvent[] =
      troubleSince !== null
        ? [{ kind: 'recovered', since: troubleSince }]
        : schedule.tell.everySuccess
          ? [{ kind: 'succeeded' }]
          : [];
    const next = nextOf(schedule, begun.coversUntil);
    const { coversUntil: coveredUntil } = begun;
    return {
      state: { ...state, ...run, ...next, coveredUntil, lastSuccess: now, troubleSince: null },
      events: event,
    };
  }
  // A person sees how it ended, and what is due stays due.
  if (begun.due === null) return { state: { ...state, ...run }, events: [] };
  if (end.outcome === 'cancelled')
    return again(
      schedule,
      { ...state, ...run, failures: begun.attempt - 1 },
      begun.due,
      now,
      delayOf(schedule, 1),
    );
  const { attempt } = begun;
  if (attempt < schedule.retry.attempts) {
    // After a power cut there has been delay enough.
    const delay = end.outcome === 'interrupted' ? 0 : delayOf(schedule, attempt);
    return again(schedule, { ...state, ...run, failures: attempt }, begun.due, now, delay);
  }
  return {
    state: {
      ...state,
      ...run,
      ...nextOf(schedule, begun.coversUntil),
      troubleSince: state.troubleSince ?? now,
    },
    events: [{ kind: 'failed', due: begun.due, error: end.error }],
  };
}

function again(schedule: Schedule, state: ScheduleState, due: Instant, now: Instant, delay: number): Step {
  const at = now + delay;
  const beginAt = afterBlackouts(schedule.blackouts, at, schedule.timeZone) ?? at;
  return { state: { ...state, nextDue: due, beginAt }, events: [] };
}

/** Milliseconds before another attempt, after so many failures. */
export function delayOf({ retry }: Schedule, failures: number): number {
  return Math.min(retry.firstDelaySeconds * retry.factor ** (failures - 1), retry.capSeconds) * 1000;
}

/** Lets go of the runs that were missed. */
export function letGo(schedule: Schedule, state: ScheduleState, now: Instant): ScheduleState {
  return { ...state, ...nextOf(schedule, now), lastOutcome: 'skipped' };
}

/** The due run that has been waited for too long; null when all is well. */
export function overdueSince(schedule: Schedule, state: ScheduleState, now: Instant): Instant | null {
  if (schedule.paused) return null;
  const owed = nextDue(schedule, state.coveredUntil);
  return owed !== null && now > owed + schedule.tell.overdueAfterHours * 3_600_000 ? owed : null;
}
