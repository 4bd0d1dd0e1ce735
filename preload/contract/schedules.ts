import { z } from 'zod';
import { lastingTargetSchema } from './lasting-target.ts';
import { tellSchema, toldByCommandSchema, toldByMailSchema } from './notices.ts';
import { plainErrorSchema } from './package.ts';
import { chosenPathSchema } from './profiles.ts';
import { repositoryIdSchema } from './repositories.ts';
import { snapshotKindSchema } from './snapshots.ts';

/** Schedules as the window knows them. Folders, profiles and repositories are known to it by their ids. */

const count = z.number().int().nonnegative();
const nothing = z.null();
const folderIdSchema = z.string().regex(/^folder-[0-9a-f]{16}$/);
const scheduleIdSchema = z.string().regex(/^schedule-[0-9a-f]{16}$/);
const snapshotIdSchema = z.string().regex(/^[0-9a-f]{64}$/);
const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const weekdaySchema = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const daysSchema = z.array(weekdaySchema).min(1).max(7);
/** An IANA name; the main process looks whether the system knows it. */
const zoneSchema = z.string().min(1).max(100);

export const whenSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hourly'), minute: z.number().int().min(0).max(59) }),
  z.strictObject({ kind: z.literal('daily'), time: timeSchema }),
  z.strictObject({ kind: z.literal('weekly'), days: daysSchema, time: timeSchema }),
  z.strictObject({
    kind: z.literal('monthly'),
    day: z.union([z.number().int().min(1).max(31), z.literal('last')]),
    time: timeSchema,
  }),
  z.strictObject({ kind: z.literal('cron'), expression: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('on-demand') }),
]);

const keep = z.number().int().min(0).max(10_000);
export const retentionPolicySchema = z.strictObject({
  last: keep,
  hourly: keep,
  daily: keep,
  weekly: keep,
  monthly: keep,
  yearly: keep,
  within: z.string().max(40).nullable(),
  tags: z.array(z.string().min(1).max(100)).max(20),
  minimum: keep,
});

const blackoutSchema = z.strictObject({ days: daysSchema, from: timeSchema, to: timeSchema });

const exportEndingSchema = z.enum(['tar.gz', 'zip', 'json.gz', 'json', 'ndjson']);

/** What a schedule does, as the form of the window has it. */
const workSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('snapshot'),
    repository: repositoryIdSchema,
    snapshotKind: snapshotKindSchema,
    tags: z.array(z.string().trim().min(1).max(60)).max(20),
    afterwards: z.enum(['nothing', 'verify', 'test']),
    sign: z.boolean(),
    retention: retentionPolicySchema.nullable(),
    /** Among all snapshots of the EDMS with these tags, whoever took them; else among those that the schedule took. */
    thinsAll: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('export'),
    folder: folderIdSchema,
    ending: exportEndingSchema,
    /** Packages of files without records. */
    filesOnly: z.boolean(),
  }),
]);

export const scheduleDraftSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  when: whenSchema,
  timeZone: zoneSchema,
  target: lastingTargetSchema,
  work: workSchema,
  missed: z.enum(['run-once', 'skip']),
  blackouts: z.array(blackoutSchema).max(20),
  mainsPower: z.boolean(),
  /** Wait while the folder that it goes into (a disk, a share) is not there, and do not fail. */
  waitForFolder: z.boolean(),
  attempts: z.number().int().min(1).max(20),
  timeLimitMinutes: z.number().int().min(1).max(10_080).nullable(),
  tell: tellSchema,
});

const outcomeSchema = z.enum(['succeeded', 'failed', 'cancelled', 'interrupted', 'skipped']);

export const scheduleRunSchema = z.strictObject({
  id: z.number().int(),
  trigger: z.enum(['due', 'caught-up', 'retry', 'person']),
  /** ISO 8601, UTC, as all times here. */
  due: z.string().nullable(),
  covers: count,
  attempt: count,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  outcome: outcomeSchema.nullable(),
  error: plainErrorSchema.nullable(),
  /** What it made; null where nothing was. */
  made: z
    .strictObject({
      name: z.string(),
      records: count,
      files: count,
      whole: z.boolean(),
      proven: z.boolean(),
      forgotten: count,
      left: z.array(z.string()),
      /** In what it is not as the schedule says. */
      findings: z.array(z.strictObject({ code: z.string(), message: z.string(), advice: z.string() })),
    })
    .nullable(),
});

export const shownScheduleSchema = z.strictObject({
  id: scheduleIdSchema,
  name: z.string(),
  standing: z.enum(['running', 'paused', 'overdue', 'waiting', 'failed', 'due', 'on-demand', 'well']),
  when: whenSchema,
  timeZone: z.string(),
  /** Names of the target and of where it goes, for the person. */
  target: z.string(),
  into: z.string(),
  work: z.enum(['snapshot', 'export']),
  /** When the next run begins, to which retries, blackouts and jitter put off what is due. */
  nextBegins: z.string().nullable(),
  overdueSince: z.string().nullable(),
  /** A sentence; null for nothing. */
  waitingFor: z.string().nullable(),
  lastSuccess: z.string().nullable(),
  /** The newest run; null before the first. */
  lastRun: scheduleRunSchema.nullable(),
  /** Channels of notices beside those of the form (a second mail server); they stay when it is changed here. */
  otherChannels: z.array(z.string()),
  /**
   * For the form. What is null is not known to the console any more, or is a thing that only the command line can say: it has
   * to be chosen anew.
   */
  draft: z.strictObject({
    ...scheduleDraftSchema.shape,
    target: lastingTargetSchema.nullable(),
    tell: z.strictObject({
      ...tellSchema.shape,
      mail: z
        .strictObject({ ...toldByMailSchema.shape, certificate: chosenPathSchema.nullable() })
        .nullable(),
      command: z.strictObject({ ...toldByCommandSchema.shape, programPath: z.string() }).nullable(),
    }),
    work: z.discriminatedUnion('kind', [
      z.strictObject({
        ...workSchema.options[0].shape,
        repository: repositoryIdSchema.nullable(),
      }),
      z.strictObject({ ...workSchema.options[1].shape, folderPath: z.string() }),
    ]),
  }),
});

export const scheduleListSchema = z.strictObject({
  schedules: z.array(shownScheduleSchema),
  /** How many were written by another version of the console and are not run. */
  unreadable: count,
  /** This machine's zone. */
  timeZone: z.string(),
  /** Whether the system itself calls due runs; null where the console knows no timer of the system. */
  timer: z.boolean().nullable(),
});

export const timerSchema = z.strictObject({
  isInstalled: z.boolean(),
  /** What is written, and what is run after that: all of it. */
  files: z.array(z.strictObject({ path: z.string(), text: z.string() })),
  begin: z.array(z.string()),
  end: z.array(z.string()),
  notes: z.array(z.string()),
});

const period = z.enum(['hourly', 'daily', 'weekly', 'monthly', 'yearly']);
export const retentionReasonSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('last'), position: count, count }),
  z.strictObject({ kind: z.literal('period'), rule: period, period: z.string() }),
  z.strictObject({ kind: z.literal('within'), duration: z.string() }),
  z.strictObject({ kind: z.literal('tag'), tag: z.string() }),
  z.strictObject({ kind: z.literal('no-rule') }),
  z.strictObject({ kind: z.literal('proven') }),
  z.strictObject({ kind: z.literal('minimum'), count }),
  z.strictObject({ kind: z.literal('newer'), count }),
  z.strictObject({ kind: z.literal('taken'), rule: period, period: z.string(), by: z.string() }),
  z.strictObject({ kind: z.literal('beyond'), rule: period, period: z.string(), count }),
  z.strictObject({ kind: z.literal('older'), duration: z.string() }),
  z.strictObject({ kind: z.literal('no-tag') }),
]);

/** What a policy would do with the snapshots of a repository: EDMS by EDMS, the newest first. */
export const retentionPreviewSchema = z.strictObject({
  snapshots: z.array(
    z.strictObject({
      id: z.string(),
      time: z.string(),
      source: z.string(),
      /** In the policy's zone. */
      day: z.string(),
      kept: z.boolean(),
      why: z.array(retentionReasonSchema),
    }),
  ),
});

export const retentionQuestionSchema = z.strictObject({
  repository: repositoryIdSchema,
  policy: retentionPolicySchema,
  /** Whose days and weeks are meant; null for this machine's. */
  timeZone: zoneSchema.nullable(),
  /** Only snapshots with all of these tags. */
  tags: z.array(z.string()).max(20),
  /** Only snapshots that this schedule took; null for everybody's. */
  schedule: scheduleIdSchema.nullable(),
});

export const retentionOrderSchema = z.strictObject({
  ...retentionQuestionSchema.shape,
  /** What the person was shown, of every snapshot. */
  shown: z.array(z.strictObject({ id: snapshotIdSchema, kept: z.boolean() })).max(100_000),
});

/** What the EDMS itself would do, as far as a schedule can do it in its place. */
export const offeredScheduleSchema = z.strictObject({
  name: z.string(),
  /** FULL, INCREMENTAL, FILES…, as the EDMS has it. */
  type: z.string(),
  /** Whether it is switched on in the EDMS. */
  enabled: z.boolean(),
  when: whenSchema,
  timeZone: z.string(),
  target: lastingTargetSchema,
  takes: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('snapshot'),
      snapshotKind: snapshotKindSchema,
      retention: retentionPolicySchema.nullable(),
    }),
    z.strictObject({ kind: z.literal('files') }),
  ]),
});

const one = z.strictObject({ id: scheduleIdSchema });

export const SCHEDULE_REQUESTS = {
  'schedules:list': { input: nothing, output: scheduleListSchema },
  /** The open EDMS's own plans for backups, that no schedule has the name of; none of a target that cannot be kept. */
  'schedules:offered': { input: nothing, output: z.array(offeredScheduleSchema) },
  'schedules:runs': { input: one, output: z.strictObject({ runs: z.array(scheduleRunSchema) }) },
  /** Lets the person choose the folder for exports. */
  'schedules:folder': {
    input: nothing,
    output: z.strictObject({ id: folderIdSchema, path: z.string() }).nullable(),
  },
  /** `id`: null for a new one. */
  'schedules:save': {
    input: z.strictObject({ id: scheduleIdSchema.nullable(), draft: scheduleDraftSchema }),
    output: shownScheduleSchema,
  },
  'schedules:pause': {
    input: z.strictObject({ id: scheduleIdSchema, paused: z.boolean() }),
    output: nothing,
  },
  'schedules:remove': { input: one, output: nothing },
  /** Begins a run now; how it ends is told by `schedules:changed`. */
  'schedules:run': { input: one, output: nothing },
  /** When runs would be due, ISO 8601. */
  'schedules:next': {
    input: z.strictObject({
      when: whenSchema,
      timeZone: zoneSchema,
      blackouts: z.array(blackoutSchema).max(20),
    }),
    output: z.strictObject({ dues: z.array(z.string()) }),
  },
  'schedules:timer': { input: nothing, output: timerSchema },
  'schedules:install': { input: z.strictObject({ install: z.boolean() }), output: timerSchema },
  'retention:preview': { input: retentionQuestionSchema, output: retentionPreviewSchema },
  /** Removes what was shown to go, and nothing else: where anything else would go by now, nothing is removed. */
  'retention:forget': {
    input: retentionOrderSchema,
    output: z.strictObject({ forgotten: z.array(snapshotIdSchema) }),
  },
} as const;
