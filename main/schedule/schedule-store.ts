import { randomBytes } from 'node:crypto';
import type Database from 'libsql';
import { isAlive, ownIdentity, type ProcessIdentity } from '../engine/database/process-identity.ts';
import { consoleHome, jobsFile } from '../engine/home.ts';
import { openStore } from '../jobs/open-store.ts';
import { told } from '../jobs/store-errors.ts';
import { inTransaction } from '../jobs/transaction.ts';
import { lostWith, unreadableNames } from './lost-schedules.ts';
import { nextDue } from './next-run.ts';
import { Outbox } from './notify/outbox.ts';
import { NO_RUN } from './notify/told-run.ts';
import { RunEnding } from './run-ending.ts';
import { checkedSchedule, invalidSchedule, type Schedule, type ScheduleDraft } from './schedule.ts';
import { interrupted, running, unknown } from './schedule-errors.ts';
import type { KeptSchedule, ScheduleRun } from './schedule-row.ts';
import { insertRun, openRuns, runsOf } from './schedule-runs.ts';
import {
  deleteSchedule,
  deleteUnreadable,
  insertSchedule,
  keyOf,
  redefineSchedule,
  refuseTakenName,
  scheduleNamed,
  selectSchedules,
  writeState,
} from './schedule-table.ts';
import {
  type Beginning,
  beginByPerson,
  beginDue,
  freshState,
  isDue,
  isLetGo,
  letGo,
  overdueSince,
  type RunEnd,
} from './state.ts';
import type { Instant } from './zone.ts';

/** A run that this process may do, and nobody else. */
export interface ClaimedRun {
  readonly run: number;
  readonly schedule: Schedule;
  readonly begun: Beginning;
}

/**
 * Schedules and how they stand, in the console's SQLite file beside the jobs. Window, timer and command line use it at
 * once: a run is claimed in one transaction, so that it is done by one of them. Holds no secret.
 *
 * Every method throws `JOBS_STORE_UNUSABLE` when the file can be neither read nor written.
 */
export class ScheduleStore {
  /** Where a damaged file was put when this store was opened: the schedules were in it. Null when all was well. */
  readonly putAside: string | null;
  readonly outbox: Outbox;
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #identity: ProcessIdentity;

  private constructor(file: string, identity: ProcessIdentity) {
    this.#file = file;
    this.#identity = identity;
    const { database, putAside } = openStore(file);
    this.#database = database;
    this.putAside = putAside;
    this.outbox = new Outbox((work) => this.#transaction(work), identity);
  }

  /** Opens the store in the console's home. Throws `JOBS_STORE_NEWER`. */
  static open(home = consoleHome(), identity: ProcessIdentity = ownIdentity()): ScheduleStore {
    return new ScheduleStore(jobsFile(home), identity);
  }

  /** Keeps a new schedule. Throws `SCHEDULE_INVALID`, also for a name that is taken. */
  add(draft: ScheduleDraft, now: Instant): KeptSchedule {
    const schedule = fitting({ ...draft, id: `schedule-${randomBytes(8).toString('hex')}` }, now);
    return this.#transaction((database) => {
      refuseTakenName(database, schedule);
      insertSchedule(database, schedule, freshState(schedule, now), now);
      return this.require(schedule.id);
    });
  }

  /** Whether {@link add} would keep it: throws what that would. */
  checkNew(draft: ScheduleDraft, now: Instant): void {
    const schedule = fitting({ ...draft, id: NO_ID }, now);
    this.#use((database) => refuseTakenName(database, schedule));
  }

  /** Replaces what a schedule is; its runs count from `now` on. Throws `SCHEDULE_INVALID`, `SCHEDULE_UNKNOWN`. */
  change(changed: Schedule, now: Instant): KeptSchedule {
    const schedule = fitting(changed, now);
    return this.#transaction((database) => {
      const { state } = this.require(schedule.id);
      refuseTakenName(database, schedule);
      redefineSchedule(database, schedule);
      writeState(database, schedule.id, freshState(schedule, now, state));
      return this.require(schedule.id);
    });
  }

  /** Forgets a schedule with its runs. Throws `SCHEDULE_UNKNOWN`, and `SCHEDULE_RUNNING` while one is at work. */
  remove(name: string): KeptSchedule {
    return this.#transaction((database) => {
      const kept = this.require(name);
      if (kept.running !== null) throw running(kept.schedule.name);
      deleteSchedule(database, kept.schedule.id);
      return kept;
    });
  }

  /** All schedules by name. What an other version of the console has written and this one cannot read is left out. */
  list(): readonly KeptSchedule[] {
    return this.#select('true', []);
  }

  /** Names (in small letters) of the schedules that this version of the console cannot read: their runs are not done. */
  unreadable(): readonly string[] {
    return this.#use((database) => unreadableNames(database));
  }

  /** Forgets a schedule that cannot be read; false when there is none of this name. */
  removeUnreadable(name: string): boolean {
    return this.#transaction((database) => deleteUnreadable(database, keyOf(name)));
  }

  /** Where the schedules are that were there before, when the list that they were in was put aside and none was made since. */
  lost(): string | null {
    return this.#use((database) => lostWith(database, this.#file));
  }

  /** The schedule with this id, or of this name whatever its case. */
  get(name: string): KeptSchedule | null {
    return this.#use((database) => scheduleNamed(database, name));
  }

  require(name: string): KeptSchedule {
    const found = this.get(name);
    if (found === null)
      throw unknown(
        name,
        this.list().map(({ schedule }) => schedule.name),
      );
    return found;
  }

  /** The newest runs of a schedule. */
  runs(name: string, limit: number): readonly ScheduleRun[] {
    const { id } = this.require(name).schedule;
    return this.#use((database) => runsOf(database, id, limit));
  }

  /** The schedules of which a run may begin now. What was missed and is not made up for is let go of. */
  due(now: Instant): readonly KeptSchedule[] {
    const late = this.#select('next_due <= ? and begin_at <= ?', [now, now]).filter(
      ({ schedule, state, running: atWork }) => atWork === null && isDue(schedule, state, now),
    );
    return late.filter(({ schedule, state }) => {
      if (!isLetGo(schedule, state, now)) return true;
      this.#letGo(schedule.id, now);
      return false;
    });
  }

  #letGo(id: string, now: Instant): void {
    this.#transaction((database) => {
      const kept = this.get(id);
      if (kept === null || !isLetGo(kept.schedule, kept.state, now)) return;
      const begun = beginDue(kept.schedule, kept.state, now);
      if (begun !== null) insertRun(database, id, begun, this.#identity, now, 'skipped');
      writeState(database, id, letGo(kept.schedule, kept.state, now));
    });
  }

  /**
   * Takes the due run of a schedule for this process; null when it is not due any more: another process has been
   * quicker.
   */
  claimDue(id: string, now: Instant): ClaimedRun | null {
    return this.#transaction((database) => {
      const kept = this.get(id);
      if (kept === null || kept.running !== null) return null;
      const { schedule, state } = kept;
      if (!isDue(schedule, state, now) || isLetGo(schedule, state, now)) return null;
      const begun = beginDue(schedule, state, now);
      if (begun === null) return null;
      if (begun.givenUp !== null)
        this.#ending(database).giveUp(kept, begun.givenUp, interrupted(this.#identity), now);
      return { run: insertRun(database, schedule.id, begun, this.#identity, now), schedule, begun };
    });
  }

  /** Takes a run that a person asks for. Throws `SCHEDULE_UNKNOWN`, `SCHEDULE_RUNNING`. */
  claimByPerson(name: string, now: Instant): ClaimedRun {
    return this.#transaction((database) => {
      const { schedule, running: other } = this.require(name);
      if (other !== null) throw running(schedule.name);
      const begun = beginByPerson(now);
      return { run: insertRun(database, schedule.id, begun, this.#identity, now), schedule, begun };
    });
  }

  /** Writes down how a run ended, and who has to be told of it. */
  finish({ run, schedule: { id }, begun }: ClaimedRun, end: RunEnd, result: unknown, now: Instant): void {
    this.#transaction((database) => this.#ending(database).end({ run, id, begun }, end, result, now));
  }

  /** Ends the runs whose process is gone, as interrupted. */
  sweep(now: Instant): void {
    const gone = this.#use(openRuns).filter(({ by }) => !isAlive(by));
    if (gone.length === 0) return;
    this.#transaction((database) => {
      const ending = this.#ending(database);
      for (const { run, scheduleId: id, begun, by } of gone)
        ending.end({ run, id, begun }, { outcome: 'interrupted', error: interrupted(by) }, null, now);
    });
  }

  /** Notes what the due run of a schedule waits for; null for nothing. */
  wait(id: string, waitingFor: string | null): void {
    this.#use((database) => {
      database.prepare('update schedules set waiting_for = ? where id = ?').run([waitingFor, id]);
    });
  }

  /** Says of each schedule that is overdue that it is, once for the same run: also while a run is at work, which may hang. */
  noteOverdue(now: Instant): void {
    const suspect = this.#select(`next_due <= ? or trouble_since is not null or last_outcome = 'skipped'`, [
      now,
    ]);
    for (const { schedule, state } of suspect) {
      const due = overdueSince(schedule, state, now);
      if (due === null) continue;
      this.#transaction((database) => {
        this.#ending(database).tell(schedule, [{ kind: 'overdue', due }], NO_RUN, now);
        const { state: latest } = this.require(schedule.id);
        if (latest.troubleSince === null) writeState(database, schedule.id, { ...latest, troubleSince: due });
      });
    }
  }

  close(): void {
    this.#database.close();
  }

  #ending(database: Database.Database): RunEnding {
    return new RunEnding(database, this.outbox);
  }

  #select(condition: string, values: readonly unknown[]): readonly KeptSchedule[] {
    return this.#use((database) => selectSchedules(database, condition, values));
  }

  #transaction<T>(work: (database: Database.Database) => T): T {
    return this.#use((database) =>
      database.inTransaction ? work(database) : inTransaction(database, 'immediate', () => work(database)),
    );
  }

  #use<T>(work: (database: Database.Database) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      throw told(error, this.#file);
    }
  }
}

const NO_ID = 'schedule-0000000000000000';

/** A schedule whose runs come: `SCHEDULE_INVALID` for one whose blackouts leave no moment. */
function fitting(schedule: unknown, now: Instant): Schedule {
  const checked = checkedSchedule(schedule);
  if (checked.when.kind !== 'on-demand' && nextDue(checked, now) === null)
    throw invalidSchedule(
      'No run would ever be due: its blackouts leave no moment for it, or it names a past one.',
    );
  return checked;
}
