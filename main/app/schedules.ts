import { z } from 'zod';
import type {
  OfferedSchedule,
  RetentionOrder,
  RetentionPreview,
  RetentionQuestion,
  ScheduleDraft,
  ScheduleList,
  ScheduleRun,
  ShownSchedule,
  When,
} from '../../preload/contract/types.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import type { BackupConfiguration } from '../engine/own-records/read-backup-configurations.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import { nextDue } from '../schedule/next-run.ts';
import { policyOn, RUNS_ASKED, type Rules, takenByOf, thinOut } from '../schedule/policy-on-snapshots.ts';
import { retentionSchema } from '../schedule/retention-policy.ts';
import { findingSchema } from '../schedule/run-finding.ts';
import {
  type Blackout,
  blackoutSchema,
  invalidSchedule,
  type Schedule,
  USUAL,
  whenSchema,
} from '../schedule/schedule.ts';
import type { ScheduleRun as KeptRun, KeptSchedule } from '../schedule/schedule-row.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { standingOf } from '../schedule/standing.ts';
import { overdueSince } from '../schedule/state.ts';
import { isTimeZone, localTimeZone } from '../schedule/zone.ts';
import type { ProfileStore } from '../settings/profile-store.ts';
import type { RepositoryStore } from '../settings/repositories.ts';
import type { ChosenPaths } from './chosen.ts';
import { offeredOf } from './offered-schedule.ts';
import type { Repositories } from './repositories.ts';
import { otherChannels, tellDraftOf, tellOf } from './tell-draft.ts';

interface SchedulesParts {
  readonly snapshots: Pick<SnapshotWork, 'list' | 'forget'>;
  readonly repositories: Repositories;
  readonly known: RepositoryStore;
  readonly profiles: ProfileStore;
  readonly chosen: ChosenPaths;
  readonly open?: () => ScheduleStore;
}

const RUNS_SHOWN = 50;
const NEXT_SHOWN = 5;

/**
 * The schedules on the main process's side of the window: ids become folders, profiles and repositories, and what goes out
 * has no secret. Knows no electron, so that it can be tested without one.
 */
export class Schedules {
  readonly #parts: SchedulesParts;
  #store: ScheduleStore | null = null;

  constructor(parts: SchedulesParts) {
    this.#parts = parts;
  }

  /** Opened when it is first needed. Throws `JOBS_STORE_…`. */
  store(): ScheduleStore {
    this.#store ??= (this.#parts.open ?? (() => ScheduleStore.open()))();
    return this.#store;
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  list(timer: boolean | null, now = Date.now()): ScheduleList {
    const store = this.store();
    store.sweep(now);
    return {
      schedules: store.list().map((kept) => this.#shown(kept, now)),
      unreadable: store.unreadable().length,
      timeZone: localTimeZone(),
      timer,
    };
  }

  /** What an EDMS would do by itself and no schedule of its name does yet. Keeps nothing. */
  offered(
    configurations: readonly BackupConfiguration[],
    { profile, label }: { readonly profile: string | null; readonly label: string },
  ): readonly OfferedSchedule[] {
    const target = profile === null ? this.#targetOf(label) : ({ kind: 'profile', id: profile } as const);
    const names = new Set(
      this.store()
        .list()
        .map(({ schedule }) => schedule.name),
    );
    if (target === null) return [];
    return configurations
      .filter(({ name }) => !names.has(name))
      .flatMap((configuration) => offeredOf(configuration, target, localTimeZone()));
  }

  runs(id: string): readonly ScheduleRun[] {
    return this.store().runs(id, RUNS_SHOWN).map(shownRun);
  }

  /** Keeps what the form says; `id` null makes a new one. Throws `SCHEDULE_INVALID`, `SCHEDULE_UNKNOWN`. */
  save(id: string | null, draft: ScheduleDraft, now = Date.now()): ShownSchedule {
    const before = id === null ? null : this.store().require(id).schedule;
    const made = this.#scheduleOf(draft, before);
    const kept =
      before === null
        ? this.store().add(made, now)
        : this.store().change({ ...made, id: before.id, paused: before.paused }, now);
    return this.#shown(kept, now);
  }

  pause(id: string, paused: boolean, now = Date.now()): void {
    const { schedule } = this.store().require(id);
    this.store().change({ ...schedule, paused }, now);
  }

  remove(id: string): void {
    this.store().remove(id);
  }

  /** When runs would be due. Throws `SCHEDULE_INVALID`. */
  next(when: When, timeZone: string, blackouts: readonly Blackout[], now = Date.now()): readonly string[] {
    const timing = {
      when: whenSchema.safeParse(when),
      blackouts: z.array(blackoutSchema).safeParse(blackouts),
    };
    if (!timing.when.success || !timing.blackouts.success || !isTimeZone(timeZone))
      throw invalidSchedule('No run would be due at such times.', 'Correct the times.');
    const dues: string[] = [];
    const asked = { when: timing.when.data, blackouts: timing.blackouts.data, timeZone };
    for (let due = nextDue(asked, now); due !== null && dues.length < NEXT_SHOWN; due = nextDue(asked, due))
      dues.push(new Date(due).toISOString());
    return dues;
  }

  /** What a policy would do with the snapshots of a repository. Removes nothing. */
  async preview(asked: RetentionQuestion): Promise<RetentionPreview> {
    const rules = this.#rulesOf(asked);
    const { snapshots } = await this.#parts.snapshots.list(
      await this.#parts.repositories.addressOf(asked.repository),
    );
    return {
      snapshots: policyOn(snapshots, rules).map(({ snapshot: { id, time, target }, day, kept, why }) => ({
        ...{ id, time, source: target, day, kept, why },
      })),
    };
  }

  /** Removes what a policy does not keep, where that is what was shown. Errors: `SNAPSHOTS_CHANGED`, `SNAPSHOT_NEEDED`. */
  async forget({ shown, ...asked }: RetentionOrder): Promise<{ readonly forgotten: readonly string[] }> {
    const rules = this.#rulesOf(asked);
    const address = await this.#parts.repositories.addressOf(asked.repository);
    const { forgotten } = await thinOut(this.#parts.snapshots, address, rules, shown);
    return { forgotten };
  }

  #rulesOf({ policy, timeZone, tags, schedule: id }: RetentionQuestion): Rules {
    const checked = retentionSchema.safeParse(policy);
    const zone = timeZone ?? localTimeZone();
    if (!checked.success || !isTimeZone(zone))
      throw invalidSchedule(
        `What is kept is not right: ${checked.error?.issues[0]?.message ?? 'there is no such time zone'}.`,
        'Correct it; a duration is written as 2y5m7d3h.',
      );
    const takenBy = id === null ? null : takenByOf(id, this.store().runs(id, RUNS_ASKED));
    return { policy: checked.data, zone, scope: { source: null, tags, takenBy } };
  }

  #scheduleOf(draft: ScheduleDraft, before: Schedule | null): Omit<Schedule, 'id'> {
    const { name, when, timeZone, missed, blackouts, timeLimitMinutes, tell } = draft;
    const folder = this.#folderOf(draft);
    const folderBefore = before === null ? null : placeOf(before);
    const reachable = (before?.conditions.reachable ?? []).filter(
      (one) => one !== folder && one !== folderBefore,
    );
    return {
      ...USUAL,
      ...{ name, when, timeZone, missed, blackouts, timeLimitMinutes },
      jitterSeconds: before?.jitterSeconds ?? USUAL.jitterSeconds,
      retry: { ...(before?.retry ?? USUAL.retry), attempts: draft.attempts },
      conditions: {
        mainsPower: draft.mainsPower,
        reachable: draft.waitForFolder ? [...reachable, folder] : reachable,
      },
      action: this.#actionOf(draft, before),
      tell: tellOf(tell, before?.tell ?? null, this.#parts.chosen),
    };
  }

  #actionOf({ target, work }: ScheduleDraft, before: Schedule | null): Schedule['action'] {
    const of = {
      target:
        target.kind === 'embedded' ? `embedded:${target.name}` : this.#parts.profiles.require(target.id).name,
      // Only the command line names another one than the profile's.
      storage: before?.action.storage ?? null,
    };
    if (work.kind === 'snapshot') {
      const { tags, retention, afterwards, sign, thinsAll, snapshotKind: backupKind } = work;
      const repository = this.#parts.known.require(work.repository).path;
      const thins = thinsAll ? ({ thins: 'all' } as const) : {};
      const signing = sign ? { sign } : {};
      return {
        kind: 'backup',
        ...of,
        ...{ repository, backupKind, tags, retention, afterwards },
        ...thins,
        ...signing,
      };
    }
    const folder = this.#parts.chosen.pathOf('folder', work.folder);
    const kept = before?.action.kind === 'export' ? before.action.pattern : null;
    const pattern = kept?.endsWith(`.${work.ending}`) ? kept : `{name}-{date}-{time}.${work.ending}`;
    // Other files have no place for files.
    const isPackage = exportFormatOf(pattern, null) === 'package';
    const files = work.filesOnly && isPackage ? ({ filesOnly: true } as const) : {};
    return { kind: 'export', ...of, folder, pattern, ...files };
  }

  #folderOf({ work }: ScheduleDraft): string {
    return work.kind === 'snapshot'
      ? this.#parts.known.require(work.repository).path
      : this.#parts.chosen.pathOf('folder', work.folder);
  }

  #shown(kept: KeptSchedule, now: number): ShownSchedule {
    const { schedule, state } = kept;
    const { id, name, when, timeZone, action, tell, paused } = schedule;
    const overdue = overdueSince(schedule, state, now);
    const [last] = this.store().runs(id, 1);
    const repository = action.kind === 'backup' ? this.#parts.known.at(action.repository) : null;
    return {
      ...{ id, name, when, timeZone, target: action.target },
      standing: standingOf(kept, now),
      into: repository?.name ?? placeOf(schedule),
      work: action.kind === 'backup' ? 'snapshot' : 'export',
      nextBegins: paused ? null : iso(state.beginAt),
      overdueSince: iso(overdue),
      waitingFor: state.waitingFor,
      lastSuccess: iso(state.lastSuccess),
      lastRun: last === undefined ? null : shownRun(last),
      otherChannels: otherChannels(tell),
      draft: this.#draftOf(schedule),
    };
  }

  #draftOf(schedule: Schedule): ShownSchedule['draft'] {
    const { name, when, timeZone, action, missed, blackouts, conditions, retry, timeLimitMinutes } = schedule;
    const { tell } = schedule;
    return {
      ...{ name, when, timeZone, missed, blackouts, timeLimitMinutes },
      target: this.#targetOf(action.target),
      work:
        action.kind === 'backup'
          ? {
              kind: 'snapshot',
              repository: this.#parts.known.at(action.repository)?.id ?? null,
              snapshotKind: action.backupKind,
              tags: action.tags,
              afterwards: action.afterwards,
              sign: action.sign === true,
              retention: action.retention,
              thinsAll: action.thins === 'all',
            }
          : {
              kind: 'export',
              folder: this.#parts.chosen.take('folder', action.folder),
              folderPath: action.folder,
              ending: endingOf(action.pattern),
              filesOnly: action.filesOnly === true,
            },
      mainsPower: conditions.mainsPower,
      waitForFolder: conditions.reachable.includes(placeOf(schedule)),
      attempts: retry.attempts,
      tell: tellDraftOf(tell, this.#parts.chosen),
    };
  }

  #targetOf(target: string): ShownSchedule['draft']['target'] {
    const [, name] = /^embedded:([a-z0-9][a-z0-9_-]{0,39})$/.exec(target) ?? [];
    if (name !== undefined) return { kind: 'embedded', name };
    const profile = this.#parts.profiles.get(target.replace(/^profile:/, ''));
    return profile === null ? null : { kind: 'profile', id: profile.id };
  }
}

/** The folder that a schedule's runs write into. */
function placeOf({ action }: Schedule): string {
  return action.kind === 'backup' ? action.repository : action.folder;
}

function endingOf(pattern: string): Extract<ScheduleDraft['work'], { readonly kind: 'export' }>['ending'] {
  const endings = ['tar.gz', 'zip', 'json.gz', 'json', 'ndjson'] as const;
  return endings.find((ending) => pattern.endsWith(`.${ending}`)) ?? 'tar.gz';
}

/** What a run says that it made; another version of the console may have written it. */
const madeSchema = z.object({
  name: z.string(),
  records: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  whole: z.boolean(),
  proven: z.boolean().default(false),
  forgotten: z.array(z.string()).default([]),
  left: z.array(z.string()).default([]),
  findings: z.array(findingSchema).default([]),
});

function shownRun({ result, ...run }: KeptRun): ScheduleRun {
  const made = madeSchema.safeParse(result);
  return {
    ...run,
    made: made.success ? { ...made.data, forgotten: made.data.forgotten.length } : null,
  };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
