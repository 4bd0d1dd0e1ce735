import type Database from 'libsql';
import type { PlainError } from '../engine/errors.ts';
import { noticeOf } from './notify/notice.ts';
import type { Outbox } from './notify/outbox.ts';
import { hearsOf, NO_RUN, type ToldRun } from './notify/told-run.ts';
import { findingsOf, isNews } from './run-finding.ts';
import type { Schedule } from './schedule.ts';
import type { KeptSchedule } from './schedule-row.ts';
import { endRun, isOpen, runsOf, successBefore } from './schedule-runs.ts';
import { scheduleNamed, writeState } from './schedule-table.ts';
import { type Beginning, ended, type RunEnd, type ScheduleEvent } from './state.ts';
import type { Instant } from './zone.ts';

/** Runs of a schedule that are looked through for the last error. */
const LOOKED_THROUGH = 20;

/** A run that has begun. */
export interface BegunRun {
  readonly run: number;
  /** Of its schedule. */
  readonly id: string;
  readonly begun: Beginning;
}

/** Writes down how runs end, and what is to be told of it. Whoever calls it holds the transaction. */
export class RunEnding {
  readonly #database: Database.Database;
  readonly #outbox: Outbox;

  constructor(database: Database.Database, outbox: Outbox) {
    this.#database = database;
    this.#outbox = outbox;
  }

  /** Does nothing where somebody who took its process for gone has ended it already. */
  end({ run, id, begun }: BegunRun, end: RunEnd, result: unknown, now: Instant): void {
    if (!isOpen(this.#database, run)) return;
    endRun(this.#database, run, end, result, now);
    const kept = scheduleNamed(this.#database, id);
    if (kept === null) return;
    const { state, events } = ended(kept.schedule, kept.state, begun, end, now);
    writeState(this.#database, id, state);
    const findings = end.outcome === 'succeeded' ? findingsOf(result) : [];
    // A person sees it; and who is told of failures hears of a warning once, when it begins.
    const before = () => findingsOf(successBefore(this.#database, id, run)?.result);
    const isNew = begun.due !== null && findings.length > 0 && isNews(findings, before());
    const told: typeof events = events.length === 0 && isNew ? [{ kind: 'succeeded' }] : events;
    this.tell(kept.schedule, told, { run, findings, isNew }, now);
  }

  /** A run that failed and is not tried again, because the next one is due; `otherwise` where no run says why. */
  giveUp({ schedule, state }: KeptSchedule, due: Instant, otherwise: PlainError, now: Instant): void {
    const last = runsOf(this.#database, schedule.id, LOOKED_THROUGH).find(({ error }) => error !== null);
    this.tell(schedule, [{ kind: 'failed', due, error: last?.error ?? otherwise }], NO_RUN, now);
    writeState(this.#database, schedule.id, { ...state, troubleSince: state.troubleSince ?? now });
  }

  /** Puts into the outbox what is to be told, for those who want to hear of it. */
  tell(schedule: Schedule, events: readonly ScheduleEvent[], about: ToldRun, now: Instant): void {
    for (const event of events) {
      const channels = schedule.tell.channels.filter((channel) => hearsOf(schedule, channel, event, about));
      this.#outbox.put(this.#database, noticeOf(schedule, event, about, now), channels, now);
    }
  }
}
