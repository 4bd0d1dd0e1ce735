import { EngineError, toPlainError } from '../engine/errors.ts';
import { type Machine, unmetCondition } from './conditions.ts';
import type { Schedule } from './schedule.ts';
import type { KeptSchedule } from './schedule-row.ts';
import type { ClaimedRun, ScheduleStore } from './schedule-store.ts';
import type { RunEnd } from './state.ts';
import type { Instant } from './zone.ts';

/** What came of an action. */
export interface Outcome {
  /** Kept with the run, for the person: plain data without secrets. */
  readonly result: unknown;
}

/**
 * Does what a schedule is for. Rejects with an `EngineError` when that did not come about; `CANCELLED` once `signal` is
 * aborted.
 */
export type Backup = (schedule: Schedule, signal: AbortSignal) => Promise<Outcome>;

export interface RunnerParts {
  readonly store: ScheduleStore;
  readonly backup: Backup;
  readonly machine: Machine;
  readonly now: () => Instant;
  /** Is told of each run when it is written down. */
  readonly onDone?: (done: DoneRun) => Promise<void>;
  /** Sends what waits to be told. Called now and then while a run is at work; must not reject. */
  readonly onLook?: () => Promise<void>;
}

/**
 * How often a process that is at work looks for what is overdue, its own run among it. systemd's timer starts no second
 * process beside it, so that nobody else would.
 */
const LOOK_EVERY = 5 * 60_000;

/** How long a run may take to end once it is cancelled: a server that is frozen, or a dead share, answers nothing. */
const LAST_PATIENCE = 2 * 60_000;

/** A run that this runner has done. */
export interface DoneRun {
  readonly schedule: Schedule;
  readonly run: number;
  readonly trigger: ClaimedRun['begun']['trigger'];
  /** When it was due, ISO 8601; null for one that a person asked for. */
  readonly due: string | null;
  readonly covers: number;
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly end: RunEnd;
  readonly result: unknown;
}

/** What a look at the schedules came to. */
export interface Round {
  readonly done: readonly DoneRun[];
  /** Due runs whose conditions do not hold. */
  readonly waiting: readonly { readonly schedule: Schedule; readonly waitingFor: string }[];
}

/** Runs what is due. Several of them can be at work on one store: each run is done by one. */
export class ScheduleRunner {
  readonly #parts: RunnerParts;
  #looked: Promise<void> = Promise.resolve();
  #isStuck = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /**
   * True when a run was given up that did not end when it was cancelled. Something in this process still waits for it: the
   * process has to be ended, and does nothing else until then.
   */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** The schedules of which a run may begin, conditions aside. */
  dueRuns(now: Instant = this.#parts.now()): readonly KeptSchedule[] {
    return this.#parts.store.due(now);
  }

  /**
   * Does every run that is due, one after the other, and writes down what is overdue: before the runs, so that a machine
   * that was off for days says so. Never rejects because of a run.
   */
  async runDue(signal: AbortSignal): Promise<Round> {
    const { store, now } = this.#parts;
    store.sweep(now());
    store.noteOverdue(now());
    const done: DoneRun[] = [];
    const waiting: { readonly schedule: Schedule; readonly waitingFor: string }[] = [];
    for (const kept of this.dueRuns()) {
      if (signal.aborted || this.#isStuck) break;
      const { schedule } = kept;
      const waitingFor = await this.#waitsFor(kept);
      if (waitingFor !== null) {
        waiting.push({ schedule, waitingFor });
        continue;
      }
      const claimed = store.claimDue(schedule.id, now());
      if (claimed !== null) done.push(await this.#run(claimed, signal));
    }
    return { done, waiting };
  }

  /**
   * Says whether a run could begin, without doing it: also writes down what is overdue, what due runs wait for, and which
   * runs a dead process left.
   */
  async isSomethingReady(): Promise<boolean> {
    const { store, now } = this.#parts;
    store.sweep(now());
    store.noteOverdue(now());
    let ready = false;
    for (const kept of this.dueRuns()) if ((await this.#waitsFor(kept)) === null) ready = true;
    return ready;
  }

  async #waitsFor({ schedule, state }: KeptSchedule): Promise<string | null> {
    const { store, machine } = this.#parts;
    const waitingFor = await unmetCondition(schedule, machine);
    if (waitingFor !== state.waitingFor) store.wait(schedule.id, waitingFor);
    return waitingFor;
  }

  /** Does a run now because a person wants it. Rejects with `SCHEDULE_UNKNOWN` and `SCHEDULE_RUNNING`. */
  async runNow(name: string, signal: AbortSignal): Promise<DoneRun> {
    const { store, now } = this.#parts;
    store.sweep(now());
    return this.#run(store.claimByPerson(name, now()), signal);
  }

  async #run(claimed: ClaimedRun, signal: AbortSignal): Promise<DoneRun> {
    const { store, now } = this.#parts;
    const startedAt = now();
    const looking = setInterval(() => this.#look(), LOOK_EVERY);
    const { end, result } = await this.#attempt(claimed.schedule, signal).finally(() =>
      clearInterval(looking),
    );
    await this.#looked;
    const endedAt = now();
    store.finish(claimed, end, result, endedAt);
    const { run, schedule, begun } = claimed;
    const { trigger, covers, attempt } = begun;
    const due = begun.due === null ? null : new Date(begun.due).toISOString();
    const done = { schedule, run, trigger, due, covers, attempt, startedAt, endedAt, end, result };
    await this.#parts.onDone?.(done);
    return done;
  }

  /** One look after the other: a mail server can take its time. */
  #look(): void {
    const { store, now, onLook } = this.#parts;
    this.#looked = this.#looked.then(async () => {
      try {
        store.noteOverdue(now());
        await onLook?.();
      } catch {
        // The store is busy or cannot be written to: the run itself says so when it is written down.
      }
    });
  }

  async #attempt(
    schedule: Schedule,
    signal: AbortSignal,
  ): Promise<{ readonly end: RunEnd; readonly result: unknown }> {
    const limit = new AbortController();
    const minutes = schedule.timeLimitMinutes;
    const timer = minutes === null ? null : setTimeout(() => limit.abort(), minutes * 60_000);
    // Not `AbortSignal.any`: the oldest Electron that this runs on has none.
    const cancel = () => limit.abort();
    signal.addEventListener('abort', cancel, { once: true });
    const stuck = givenUp(limit.signal);
    if (signal.aborted) cancel();
    try {
      const { result } = await Promise.race([this.#parts.backup(schedule, limit.signal), stuck.rejection]);
      return { end: { outcome: 'succeeded' }, result };
    } catch (error) {
      const plain = toPlainError(error);
      this.#isStuck ||= error instanceof StuckRun;
      if (plain.code !== 'CANCELLED') return { end: { outcome: 'failed', error: plain }, result: null };
      return limit.signal.aborted && !signal.aborted
        ? { end: { outcome: 'failed', error: tooLong(minutes ?? 0, error).plain }, result: null }
        : { end: { outcome: 'cancelled', error: plain }, result: null };
    } finally {
      stuck.stop();
      signal.removeEventListener('abort', cancel);
      if (timer !== null) clearTimeout(timer);
    }
  }
}

const LOOK_WHO_ANSWERS =
  'Look whether the server and the disks (or shares) of storage and repository still answer.';

function tooLong(minutes: number, ended: unknown): EngineError {
  const isStuck = ended instanceof StuckRun;
  return new EngineError({
    code: 'SCHEDULE_TIME_LIMIT',
    message: `The run took longer than its limit of ${minutes} minutes${isStuck ? ', and did not end when it was cancelled' : ''}.`,
    consequence: isStuck
      ? 'It was given up and its process ended; nothing was changed in the EDMS.'
      : 'It was cancelled; nothing was changed in the EDMS.',
    advice: isStuck ? LOOK_WHO_ANSWERS : 'Give the schedule a longer limit, or look why it takes so long.',
  });
}

/** A run that was cancelled and goes on all the same. */
class StuckRun extends EngineError {
  constructor() {
    super({
      code: 'CANCELLED',
      message: 'The run was cancelled, and did not end.',
      consequence: 'It was given up and its process ended; nothing was changed in the EDMS.',
      advice: LOOK_WHO_ANSWERS,
    });
  }
}

/** Rejects with a {@link StuckRun} a while after `signal` was aborted, unless it was stopped before. */
function givenUp(signal: AbortSignal): { readonly rejection: Promise<never>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let begin = (): void => undefined;
  const rejection = new Promise<never>((_, reject) => {
    begin = () => {
      timer = setTimeout(() => reject(new StuckRun()), LAST_PATIENCE);
    };
    signal.addEventListener('abort', begin, { once: true });
  });
  const stop = (): void => {
    signal.removeEventListener('abort', begin);
    clearTimeout(timer);
  };
  return { rejection, stop };
}
