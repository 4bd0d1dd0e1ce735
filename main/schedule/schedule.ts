import path from 'node:path';
import { z } from 'zod';
import { EngineError } from '../engine/errors.ts';
import { hasFiveFields, isCron } from './cron.ts';
import { channelSchema } from './notify/channel.ts';
import { retentionSchema } from './retention-policy.ts';
import { isTimeZone } from './zone.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const BACKUP_KINDS = ['full', 'incremental', 'differential'] as const;
export type BackupKind = (typeof BACKUP_KINDS)[number];

export const AFTERWARDS = ['nothing', 'verify', 'test'] as const;
export type Afterwards = (typeof AFTERWARDS)[number];

const text = (most: number) => z.string().min(1).max(most);
const folder = text(4096).refine((one) => path.isAbsolute(one), 'it is an absolute path');

/** `02:30`, on a clock of the schedule's time zone. */
const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written as 02:30');
const daysSchema = z
  .array(z.enum(WEEKDAYS))
  .min(1, 'name a day')
  .refine((days) => new Set(days).size === days.length, 'each day once')
  .readonly();

/** When a schedule's runs are due, on the clocks of its time zone (see `next-run.ts`). */
export const whenSchema = z.discriminatedUnion('kind', [
  /** Once in every hour that passes, at this minute. */
  z.strictObject({ kind: z.literal('hourly'), minute: z.number().int().min(0).max(59) }).readonly(),
  z.strictObject({ kind: z.literal('daily'), time: timeSchema }).readonly(),
  z.strictObject({ kind: z.literal('weekly'), days: daysSchema, time: timeSchema }).readonly(),
  /** A day that the month does not have is its last day. */
  z
    .strictObject({
      kind: z.literal('monthly'),
      day: z.union([z.number().int().min(1).max(31), z.literal('last')]),
      time: timeSchema,
    })
    .readonly(),
  /** Five fields: minute, hour, day of the month, month, weekday. */
  z
    .strictObject({
      kind: z.literal('cron'),
      expression: text(200)
        .refine(hasFiveFields, 'five fields: minute, hour, day, month, weekday')
        .refine(isCron, 'it is no cron expression, or names a day that never comes'),
    })
    .readonly(),
  z.strictObject({ kind: z.literal('on-demand') }).readonly(),
]);
export type When = z.infer<typeof whenSchema>;

/** No run begins in it; one that is due in it waits for its end. `to` before `from` is on the next day. */
export const blackoutSchema = z
  .strictObject({ days: daysSchema, from: timeSchema, to: timeSchema })
  .refine(({ from, to }) => from !== to, 'it begins and ends at the same time')
  .readonly();
export type Blackout = z.infer<typeof blackoutSchema>;

/** What is done again when a run fails, and when: `first`, `first × factor`, … up to `cap`. */
export const retrySchema = z
  .strictObject({
    /** How often it is tried in all; 1 is no retry. */
    attempts: z.number().int().min(1).max(20),
    firstDelaySeconds: z.number().int().min(1).max(86_400),
    factor: z.number().min(1).max(10),
    capSeconds: z.number().int().min(1).max(86_400),
  })
  .readonly();

export const conditionsSchema = z
  .strictObject({
    /** Not while the machine runs on its battery. */
    mainsPower: z.boolean(),
    /** Folders (a mounted disk, a share) that have to be there. */
    reachable: z.array(folder).max(20).readonly(),
  })
  .readonly();

const actionSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('backup'),
      /** Name of a profile, or an address without a password. */
      target: text(1000),
      /** The storage folder; null for the profile's, or an embedded target's own. */
      storage: folder.nullable(),
      /** Folder of the repository that the snapshot goes into. */
      repository: text(4096),
      backupKind: z.enum(BACKUP_KINDS),
      tags: z.array(text(100)).max(20).readonly(),
      /** What is removed afterwards; null for nothing. */
      retention: retentionSchema.nullable(),
      /** Of which snapshots: `all` of the EDMS that have the tags; where it is not said, only those that it took itself. */
      thins: z.literal('all').exactOptional(),
      /** `verify` reads the snapshot back, `test` restores it into a scratch database: only that proves it. */
      afterwards: z.enum(AFTERWARDS),
      /** Sign it with the console's own key; without the key, the run fails. */
      sign: z.boolean().exactOptional(),
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('export'),
      target: text(1000),
      storage: folder.nullable(),
      folder,
      /** Name of the file: `{name}`, `{date}` and `{time}` are filled in. */
      pattern: text(200)
        .refine((name) => !/[/\\\0]/.test(name), 'it is the name of a file, without a folder')
        .refine((name) => name.includes('{date}') && name.includes('{time}'), 'it holds {date} and {time}')
        .refine((name) => /\.(tar\.gz|zip|json|json\.gz|ndjson)$/.test(name), 'it ends like an export'),
      /** Packages of files without records. */
      filesOnly: z.literal(true).exactOptional(),
    })
    .readonly(),
]);
export type Action = z.infer<typeof actionSchema>;
export type BackupAction = Extract<Action, { readonly kind: 'backup' }>;
export type ExportAction = Extract<Action, { readonly kind: 'export' }>;

const tellSchema = z
  .strictObject({
    /** Failures, the success after one, and overdue runs are always told. */
    everySuccess: z.boolean(),
    /** How long after a run was due without a success since it is overdue. */
    overdueAfterHours: z
      .number()
      .min(0.25)
      .max(24 * 90),
    channels: z.array(channelSchema).max(10).readonly(),
  })
  .readonly();

/** A name as a profile has it: it can stand on a command line and in the name of a file. */
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(
    /^[^-\p{C}:/\\][^\p{C}:/\\]*$/u,
    'a name holds no colon and no slash, and does not begin with a dash',
  )
  .refine((name) => !/^schedule-[0-9a-f]{16}$/i.test(name), 'that is what ids look like');

export const scheduleSchema = z
  .strictObject({
    id: z.string().regex(/^schedule-[0-9a-f]{16}$/),
    /** Unique without regard to case. */
    name: nameSchema,
    when: whenSchema,
    /** An IANA name. */
    timeZone: z.string().refine(isTimeZone, 'the system knows no time zone of this name'),
    blackouts: z.array(blackoutSchema).max(20).readonly(),
    /** A run begins up to so many seconds after it is due; how many is always the same for the same run. */
    jitterSeconds: z
      .number()
      .int()
      .min(0)
      .max(6 * 3600),
    /** Runs that were missed (the machine was off): made up for by one, or let go. */
    missed: z.enum(['run-once', 'skip']),
    retry: retrySchema,
    /** A run that takes longer is cancelled and has failed; null for no limit. */
    timeLimitMinutes: z
      .number()
      .int()
      .min(1)
      .max(7 * 24 * 60)
      .nullable(),
    conditions: conditionsSchema,
    action: actionSchema,
    tell: tellSchema,
    /** A paused schedule's runs are not due; those of the pause are not made up for. */
    paused: z.boolean(),
  })
  .readonly();
/** What is done by itself, when, and who is told. Holds no secret. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** A schedule before it has an id. */
export type ScheduleDraft = Omit<Schedule, 'id'>;

/** Name of an export's file where nothing else is said. */
export const USUAL_FILE_NAME = '{name}-{date}-{time}.tar.gz';

/** What a schedule is where nothing else is said. */
export const USUAL = {
  blackouts: [],
  jitterSeconds: 0,
  missed: 'run-once',
  retry: { attempts: 3, firstDelaySeconds: 300, factor: 3, capSeconds: 3600 },
  timeLimitMinutes: null,
  conditions: { mainsPower: false, reachable: [] },
  tell: { everySuccess: false, overdueAfterHours: 6, channels: [] },
  paused: false,
} as const satisfies Partial<ScheduleDraft>;

/** Throws `SCHEDULE_INVALID`, naming the first field that is not as it has to be. */
export function checkedSchedule(schedule: unknown): Schedule {
  const checked = scheduleSchema.safeParse(schedule);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const what = issue ? ` (${[issue.path.join('.'), issue.message].filter(Boolean).join(': ')})` : '';
  throw invalidSchedule(`The schedule is not complete or not right${what}.`);
}

export function invalidSchedule(
  message: string,
  advice = 'Correct that and try again; edms-backup schedule --help says what each option takes.',
): EngineError {
  return new EngineError({ code: 'SCHEDULE_INVALID', message, consequence: 'Nothing was changed.', advice });
}
