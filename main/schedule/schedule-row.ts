import { z } from 'zod';
import type { ProcessIdentity } from '../engine/database/process-identity.ts';
import type { PlainError } from '../engine/errors.ts';
import { type Schedule, scheduleSchema } from './schedule.ts';
import {
  type Beginning,
  RUN_OUTCOMES,
  RUN_TRIGGERS,
  type RunOutcome,
  type RunTrigger,
  type ScheduleState,
} from './state.ts';

/** A schedule and how it stands. */
export interface KeptSchedule {
  readonly schedule: Schedule;
  readonly state: ScheduleState;
  /** The run that is at work now, or null. */
  readonly running: ScheduleRun | null;
}

/** A run of a schedule, as it is kept. Times are ISO 8601, UTC. */
export interface ScheduleRun {
  readonly id: number;
  readonly trigger: RunTrigger;
  readonly due: string | null;
  /** How many due runs it stands for. */
  readonly covers: number;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null while it runs. */
  readonly outcome: RunOutcome | null;
  readonly error: PlainError | null;
  /** What the action says of its result, or null. */
  readonly result: unknown;
}

const instant = z.number().nullable();

const scheduleRowSchema = z.object({
  id: z.string(),
  definition: z.string(),
  next_due: instant,
  begin_at: instant,
  failures: z.number(),
  covered_until: z.number(),
  trouble_since: instant,
  waiting_for: z.string().nullable(),
  last_run: instant,
  last_success: instant,
  last_outcome: z.enum(RUN_OUTCOMES).nullable(),
});

/** What definitions say: a schedule is looked at each time that somebody looks whether it is due, and seldom changes. */
const definitions = new Map<string, Schedule | null>();
const MOST_DEFINITIONS = 1000;

function definedBy(definition: string): Schedule | null {
  const known = definitions.get(definition);
  if (known !== undefined) return known;
  const { data = null } = scheduleSchema.safeParse(fromJson(definition));
  if (definitions.size >= MOST_DEFINITIONS) definitions.clear();
  definitions.set(definition, data);
  return data;
}

/** A row of `schedules`; null for one whose definition this program cannot read. */
export function scheduleOf(row: unknown): Omit<KeptSchedule, 'running'> | null {
  const found = scheduleRowSchema.parse(row);
  const schedule = definedBy(found.definition);
  if (schedule === null) return null;
  return {
    schedule,
    state: {
      nextDue: found.next_due,
      beginAt: found.begin_at,
      failures: found.failures,
      coveredUntil: found.covered_until,
      troubleSince: found.trouble_since,
      waitingFor: found.waiting_for,
      lastRun: found.last_run,
      lastSuccess: found.last_success,
      lastOutcome: found.last_outcome,
    },
  };
}

/** The columns that a state has. */
export function stateColumns(state: ScheduleState) {
  return {
    next_due: state.nextDue,
    begin_at: state.beginAt,
    failures: state.failures,
    covered_until: state.coveredUntil,
    trouble_since: state.troubleSince,
    waiting_for: state.waitingFor,
    last_run: state.lastRun,
    last_success: state.lastSuccess,
    last_outcome: state.lastOutcome,
  };
}

const errorSchema = z
  .custom<PlainError>((value) => typeof value === 'object' && value !== null && 'code' in value)
  .nullable();

const runRowSchema = z.object({
  id: z.number(),
  schedule_id: z.string(),
  trigger: z.enum(RUN_TRIGGERS),
  due: instant,
  covers: z.number(),
  covers_until: z.number(),
  attempt: z.number(),
  started_at: z.number(),
  ended_at: instant,
  outcome: z.enum(RUN_OUTCOMES).nullable(),
  error: z.string().nullable(),
  result: z.string().nullable(),
  pid: z.number(),
  pid_started: z.string().nullable(),
});

/** A run that has not ended, with what it takes to end it. */
export interface OpenRun {
  readonly run: number;
  readonly scheduleId: string;
  readonly begun: Beginning;
  readonly by: ProcessIdentity;
}

export function runOf(row: unknown): ScheduleRun {
  const found = runRowSchema.parse(row);
  return {
    id: found.id,
    trigger: found.trigger,
    due: iso(found.due),
    covers: found.covers,
    attempt: found.attempt,
    startedAt: new Date(found.started_at).toISOString(),
    endedAt: iso(found.ended_at),
    outcome: found.outcome,
    error: errorSchema.parse(fromJson(found.error)),
    result: fromJson(found.result),
  };
}

export function openRunOf(row: unknown): OpenRun {
  const { id, schedule_id, trigger, due, covers, covers_until, attempt, pid, pid_started } =
    runRowSchema.parse(row);
  return {
    run: id,
    scheduleId: schedule_id,
    begun: { trigger, due, covers, coversUntil: covers_until, attempt, givenUp: null },
    by: { pid, started: pid_started },
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function fromJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
