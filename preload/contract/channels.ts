import { z } from 'zod';
import { accountSchema, credentialsSchema } from './account.ts';
import { connectionTestSchema } from './connection.ts';
import { EXPORT_REQUESTS } from './export.ts';
import {
  healthSchema,
  ownRecordsSchema,
  repairKindSchema,
  repairPlanSchema,
  repairReportSchema,
} from './health.ts';
import { jobIdSchema, jobPageSchema, jobQuerySchema, jobSummarySchema, shownJobSchema } from './jobs.ts';
import { NOTICE_REQUESTS } from './notices.ts';
import { inspectionSchema, plainErrorSchema } from './package.ts';
import {
  plannedRecordDetailSchema,
  planPageSchema,
  planQuerySchema,
  planSummarySchema,
  policySchema,
  progressSchema,
  restoreReportSchema,
  selectionSchema,
  targetSummarySchema,
} from './plan.ts';
import { lastingPolicySchema, policyNameSchema, savedPoliciesSchema } from './policies.ts';
import { preflightCheckIdSchema, preflightSchema } from './preflight.ts';
import {
  chosenPathSchema,
  importedProfileSchema,
  importSourceSchema,
  openProfileSchema,
  profileIdSchema,
  profileListSchema,
  removedProfileSchema,
  savedProfileSchema,
  saveProfileSchema,
  testedProfileSchema,
} from './profiles.ts';
import { REPOSITORY_REQUESTS } from './repositories.ts';
import { SCHEDULE_REQUESTS } from './schedules.ts';
import {
  candidatePageSchema,
  candidateQuerySchema,
  selectedRecordsSchema,
  selectionTreeSchema,
} from './selection.ts';
import { recoverySchema, undoPlanSchema, undoReportSchema } from './undo.ts';

/**
 * Every message between the window and the main process: its channel, what goes in and what comes out. The
 * main process parses each request with `input`, the preload script parses each answer with `output`; what
 * does not fit is refused on either side. All objects are strict.
 *
 * The window never names a path and never holds a password: packages, storage folders, server addresses and profiles
 * are known to it by an id that the main process has given.
 */

const nothing = z.null();
/** Made by the window for a piece of work that can be followed and cancelled. */
export const jobSchema = z.string().regex(/^job-\d{1,9}$/);
/** Made by the main process for something the person has chosen. */
const idSchema = z.string().regex(/^[a-z]+-[0-9a-f]{16}$/);

export const embeddedNameSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);

export const packageRefSchema = z.strictObject({
  id: idSchema,
  /** File or folder name. */
  name: z.string(),
  /** The folder it is in, as the person would write it. */
  folder: z.string(),
});

export const recentPackageSchema = z.strictObject({
  ...packageRefSchema.shape,
  /** ISO 8601, UTC. */
  openedAt: z.string(),
  /** False when nothing is at its path any more. */
  present: z.boolean(),
});

export const serverAddressSchema = z.strictObject({
  id: idSchema,
  /** The URL without its password. */
  label: z.string(),
  /** True when the main process holds a password for it. */
  hasPassword: z.boolean(),
});

export const storageFolderSchema = z.strictObject({
  id: idSchema,
  path: z.string(),
  writable: z.boolean(),
  freeBytes: z.number().nullable(),
});

const targetChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded'), name: embeddedNameSchema }),
  z.strictObject({ kind: z.literal('server'), id: idSchema }),
  z.strictObject({ kind: z.literal('profile'), id: profileIdSchema }),
]);

const openedTargetSchema = z.strictObject({
  summary: targetSummarySchema,
  /** The folder for document files that belongs to the target, when it has one (an embedded target, a profile's). */
  storage: storageFolderSchema.nullable(),
  /** The profile that it was opened by, or the production profile that means the same database. */
  profile: openProfileSchema.nullable(),
  /**
   * Whether somebody has to sign in with an account of the EDMS before anything else, or first to make the account of
   * an administrator where there is none.
   */
  signIn: z.enum(['none', 'needed', 'first-administrator']),
});

const typedNameSchema = z.string().max(500).nullable();

const jobAgainSchema = z.strictObject({
  job: jobSummarySchema,
  package: packageRefSchema.nullable(),
  /** Null for work without a target, and for one that can be named no more. */
  target: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded'), name: embeddedNameSchema }),
      z.strictObject({ kind: z.literal('server'), address: serverAddressSchema }),
    ])
    .nullable(),
  /** True when the target is the one that is open. */
  isOpen: z.boolean(),
  storage: storageFolderSchema.nullable(),
});

const repairSchema = z.strictObject({
  job: jobSchema,
  kind: repairKindSchema,
  storage: idSchema.nullable(),
});

export const languageSchema = z.enum(['en', 'de']);

export const REQUESTS = {
  'app:start': {
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      language: languageSchema,
      mac: z.boolean(),
      hasSample: z.boolean(),
      recents: z.array(recentPackageSchema),
      /** A package the program was started with. */
      arrived: packageRefSchema.nullable(),
    }),
  },
  'app:copy': { input: z.strictObject({ text: z.string().max(4_000_000) }), output: nothing },
  'package:choose': {
    input: z.strictObject({ what: z.enum(['file', 'folder']) }),
    output: packageRefSchema.nullable(),
  },
  'package:sample': { input: nothing, output: packageRefSchema },
  'package:recents': { input: nothing, output: z.array(recentPackageSchema) },
  'package:forget': { input: z.strictObject({ id: idSchema }), output: z.array(recentPackageSchema) },
  'package:open': { input: z.strictObject({ job: jobSchema, id: idSchema }), output: inspectionSchema },
  /** Lets go of the open package, and of the repository where it is a snapshot. */
  'package:close': { input: nothing, output: nothing },
  /** Opens an encrypted package with a passphrase or a chosen identity file; the passphrase is kept nowhere. */
  'package:unlock': {
    input: z.strictObject({
      job: jobSchema,
      id: idSchema,
      // As long as a line at most: nothing larger is a passphrase.
      passphrase: z.string().min(1).max(4096).nullable(),
      identity: idSchema.nullable(),
    }),
    output: inspectionSchema,
  },
  /** Lets the person choose an identity file of age. Null when none was chosen. */
  'package:identity': {
    input: nothing,
    output: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  },
  'target:known': {
    input: nothing,
    output: z.strictObject({ embedded: z.array(embeddedNameSchema), servers: z.array(serverAddressSchema) }),
  },
  'target:address': {
    input: z.strictObject({ url: z.string().max(4000), password: z.string().max(4000).nullable() }),
    output: serverAddressSchema,
  },
  'target:open': {
    input: z.strictObject({ job: jobSchema, target: targetChoiceSchema }),
    output: openedTargetSchema,
  },
  'target:init': {
    input: z.strictObject({ job: jobSchema, target: targetChoiceSchema }),
    output: openedTargetSchema,
  },
  /** What the open target holds by now. */
  'target:look': { input: nothing, output: targetSummarySchema },
  /** `secrets`: also ask the keychain, which can take as long as a person needs to unlock it. */
  'profiles:list': { input: z.strictObject({ secrets: z.boolean() }), output: profileListSchema },
  'profiles:save': { input: saveProfileSchema, output: savedProfileSchema },
  'profiles:remove': { input: z.strictObject({ id: profileIdSchema }), output: removedProfileSchema },
  /** Tests a profile that is there. */
  'profiles:test': {
    input: z.strictObject({ job: jobSchema, id: profileIdSchema }),
    output: connectionTestSchema,
  },
  /** Tests what is being entered, before it is saved. */
  'profiles:try': {
    input: z.strictObject({ job: jobSchema, ...testedProfileSchema.shape }),
    output: connectionTestSchema,
  },
  /** Null when no file was chosen. */
  'profiles:import': { input: importSourceSchema, output: importedProfileSchema.nullable() },
  'profiles:certificate': { input: nothing, output: chosenPathSchema.nullable() },
  /** Signs in to the open target. */
  'session:sign-in': { input: credentialsSchema, output: accountSchema },
  /** Makes the first administrator of the open embedded target, and signs in as that one. */
  'session:first-administrator': { input: credentialsSchema, output: accountSchema },
  'session:sign-out': { input: nothing, output: nothing },
  'storage:choose': { input: nothing, output: storageFolderSchema.nullable() },
  /** What a selection brings of the open package, and why each record is in. */
  'selection:tree': {
    input: z.strictObject({ job: jobSchema, selection: selectionSchema }),
    output: selectionTreeSchema,
  },
  /** What one record of the open package needs itself. */
  'selection:expand': {
    input: z.strictObject({ record: z.number().int().nonnegative() }),
    output: selectedRecordsSchema,
  },
  'selection:candidates': {
    input: z.strictObject({ job: jobSchema, query: candidateQuerySchema }),
    output: candidatePageSchema,
  },
  'policies:list': { input: nothing, output: savedPoliciesSchema },
  /** In place of one that has the name. */
  'policies:save': {
    input: z.strictObject({ name: policyNameSchema, policy: lastingPolicySchema }),
    output: savedPoliciesSchema,
  },
  'policies:remove': { input: z.strictObject({ name: policyNameSchema }), output: savedPoliciesSchema },
  'plan:create': {
    input: z.strictObject({ job: jobSchema, policy: policySchema, storage: idSchema.nullable() }),
    output: planSummarySchema,
  },
  'plan:page': { input: z.strictObject({ job: jobSchema, query: planQuerySchema }), output: planPageSchema },
  'plan:record': {
    input: z.strictObject({ record: z.number().int().nonnegative() }),
    output: plannedRecordDetailSchema,
  },
  /** Looks at everything that could forbid the restore of the present plan. */
  'preflight:run': { input: z.strictObject({ job: jobSchema }), output: preflightSchema },
  /**
   * `accept`: the pre-flight's warnings that the person has confirmed, by id. `typedName`: what the person typed as the
   * name of a production system; without it, none is written to.
   */
  'restore:start': {
    input: z.strictObject({
      job: jobSchema,
      accept: z.array(preflightCheckIdSchema).max(20),
      typedName: typedNameSchema,
    }),
    output: restoreReportSchema,
  },
  /** Finishes or undoes what an interrupted restore or undo left in the open target and this storage folder. */
  'recover:run': { input: z.strictObject({ storage: idSchema.nullable() }), output: recoverySchema },
  /** What undoing the restore of a kept job would do; its target has to be the open one. */
  'undo:plan': { input: z.strictObject({ job: jobSchema, of: jobIdSchema }), output: undoPlanSchema },
  /** `shown`: how many conflicts the person has seen; with more of them nothing is done. `typedName`: as above. */
  'undo:start': {
    input: z.strictObject({
      job: jobSchema,
      of: jobIdSchema,
      shown: z.number().int().nonnegative(),
      typedName: typedNameSchema,
    }),
    output: undoReportSchema,
  },
  /** How the open target and the folder for its files are. Changes nothing. */
  'health:check': {
    input: z.strictObject({ job: jobSchema, storage: idSchema.nullable() }),
    output: healthSchema,
  },
  /** Writes the last check of the open target into the EDMS's own tables. */
  'health:record': { input: nothing, output: ownRecordsSchema },
  /** What a repair would do; missing files come out of the open package. Changes nothing. */
  'repair:plan': { input: repairSchema, output: repairPlanSchema },
  'repair:start': {
    input: z.strictObject({ ...repairSchema.shape, typedName: typedNameSchema }),
    output: repairReportSchema,
  },
  ...REPOSITORY_REQUESTS,
  ...SCHEDULE_REQUESTS,
  ...EXPORT_REQUESTS,
  ...NOTICE_REQUESTS,
  'jobs:list': { input: jobQuerySchema, output: jobPageSchema },
  'jobs:show': { input: z.strictObject({ id: jobIdSchema }), output: shownJobSchema },
  /** What doing a kept job again begins with: nothing is opened by asking. */
  'jobs:again': { input: z.strictObject({ id: jobIdSchema }), output: jobAgainSchema },
  'report:export': {
    /** `of`: the kept job whose report is meant; null for the last restore of this window. */
    input: z.strictObject({ format: z.enum(['html', 'json']), of: jobIdSchema.nullable() }),
    output: z.strictObject({ path: z.string() }).nullable(),
  },
  'folder:open': { input: z.strictObject({ folder: z.enum(['storage', 'report']) }), output: nothing },
  'job:cancel': { input: z.strictObject({ job: jobSchema }), output: nothing },
} as const satisfies {
  readonly [channel: string]: { readonly input: z.ZodType; readonly output: z.ZodType };
};

export const MENU_COMMANDS = [
  'open',
  'open-folder',
  'sample',
  'target',
  'find',
  'primary',
  'cancel',
  'keys',
  'copy-summary',
  'place-1',
  'place-2',
  'place-3',
  'place-4',
  'place-5',
  'place-6',
  'place-7',
  'place-8',
  'place-9',
  'schedules',
  'export',
] as const;

/** What the main process tells the window unasked. */
export const EVENTS = {
  'job:progress': z.strictObject({ job: jobSchema, progress: progressSchema }),
  'menu:command': z.strictObject({ command: z.enum(MENU_COMMANDS) }),
  'package:arrived': packageRefSchema,
  /** A scheduled run had the open target for itself, and it is open again, or cannot be opened any more. */
  'target:lent': z.strictObject({ targetOpen: z.boolean() }),
  /** A run began or ended, or something became overdue. */
  'schedules:changed': z.strictObject({}),
  /** Nobody is signed in any more: not used for too long, or the machine was locked or slept. */
  'session:ended': z.strictObject({ because: z.enum(['expired', 'locked', 'slept']) }),
  /** The engine's process has ended unasked, and what of its work was opened again. */
  'engine:restarted': z.strictObject({ packageOpen: z.boolean(), targetOpen: z.boolean() }),
} as const;

/** Sent by the preload script alone, with the path of what was dropped on the window. */
export const DROPPED_CHANNEL = 'package:dropped';
export const droppedSchema = z.strictObject({ path: z.string().min(1).max(8000) });

/** How every request travels: the token of the session at the target, which the preload script keeps, goes with it. */
export const tokenSchema = z.string().min(1).max(2000);
export const envelopeSchema = z.strictObject({ token: tokenSchema.nullable(), request: z.unknown() });

/** How every request is answered: errors are values. A token takes the place of the one before. */
export const failureSchema = z.strictObject({
  ok: z.literal(false),
  error: plainErrorSchema,
  token: tokenSchema.optional(),
});
export const successSchema = z.strictObject({
  ok: z.literal(true),
  value: z.unknown(),
  token: tokenSchema.optional(),
});
export const answerSchema = z.discriminatedUnion('ok', [successSchema, failureSchema]);
