import { z } from 'zod';
import { sourceSizeSchema } from './export.ts';
import { plainErrorSchema } from './package.ts';
import { keyringSchema } from './profiles.ts';
import {
  checkReportSchema,
  comparisonSchema,
  lockHolderSchema,
  pruneReportSchema,
  repairReportSchema,
  snapshotKindSchema,
  snapshotListSchema,
  snapshotProofSchema,
  snapshotReportSchema,
  timelineSchema,
} from './snapshots.ts';

/**
 * Repositories of snapshots as the window knows them: by ids that the main process has given. Passphrases go in and never
 * come out; a recovery key comes out once, when its repository is made.
 */

export const repositoryIdSchema = z.string().regex(/^repository-[0-9a-f]{16}$/);
/** A folder that the person has chosen. */
const folderIdSchema = z.string().regex(/^folder-[0-9a-f]{16}$/);
const snapshotIdSchema = z.string().regex(/^[0-9a-f]{64}$/);
const jobSchema = z.string().regex(/^job-\d{1,9}$/);
const storageIdSchema = z.string().regex(/^storage-[0-9a-f]{16}$/);
const nothing = z.null();

/** A passphrase or a recovery key, on its one way in. */
const secretSchema = z.string().min(1).max(4000);

export const shownRepositorySchema = z.strictObject({
  id: repositoryIdSchema,
  name: z.string(),
  path: z.string(),
  isEncrypted: z.boolean(),
});

export const repositoryListSchema = z.strictObject({
  repositories: z.array(shownRepositorySchema),
  /** Fingerprint of the key that this console signs with; null while it has none. */
  signingKey: z.string().nullable(),
});

/** Where a passphrase was put, and why the keychain does not hold what it was to hold (a sentence). */
const keptSchema = z.strictObject({
  password: z.enum(['keychain', 'this run', 'none']),
  because: z.string().nullable(),
});

export const chosenFolderSchema = z.strictObject({
  id: folderIdSchema,
  path: z.string(),
  /** What a repository in it would be called. */
  name: z.string(),
  /** True: it is one. False: one can be made there, for it is empty or not there yet. */
  isRepository: z.boolean(),
  isEncrypted: z.boolean(),
});

export const createdRepositorySchema = z.strictObject({
  repository: shownRepositorySchema,
  /** Told this once. Null where it is not encrypted. */
  recoveryKey: z.string().nullable(),
  kept: keptSchema,
});

/** A snapshot that was taken, and what its restore test has shown where one was wanted. */
export const takenSnapshotSchema = z.strictObject({
  snapshot: snapshotReportSchema,
  proof: snapshotProofSchema.nullable(),
  /** Why the test came to no end; the snapshot is there all the same. */
  testError: plainErrorSchema.nullable(),
});

const tagSchema = z.string().trim().min(1).max(60);
const work = { job: jobSchema, repository: repositoryIdSchema };
const one = { ...work, snapshot: snapshotIdSchema };
/** Django label. */
const modelSchema = z.string().regex(/^[a-z_]\w{0,99}\.[a-z_]\w{0,99}$/i);
/** Stands for the open package in place of a snapshot. */
const packageState = z.literal('package');
/** The earlier state, and which part of the differences is wanted; `model`: the only one that is compared. */
const compared = {
  ...work,
  before: z.union([snapshotIdSchema, packageState]),
  model: z.union([modelSchema, z.literal('files')]).nullable(),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(200),
};

export const REPOSITORY_REQUESTS = {
  'repositories:list': { input: nothing, output: repositoryListSchema },
  /** Asks the keychain whether it is there, which can take as long as a person needs to unlock it. */
  'repositories:keyring': { input: nothing, output: keyringSchema },
  /** Lets the person choose a folder; in one with other content, the folder for a repository inside it is meant. */
  'repositories:choose': { input: nothing, output: chosenFolderSchema.nullable() },
  /** Makes a repository; without a passphrase it is not encrypted. */
  'repositories:create': {
    input: z.strictObject({
      folder: folderIdSchema,
      name: z.string().trim().min(1).max(200),
      passphrase: secretSchema.nullable(),
      remember: z.boolean(),
    }),
    output: createdRepositorySchema,
  },
  /** Remembers a repository that is there. */
  'repositories:add': {
    input: z.strictObject({ folder: folderIdSchema, name: z.string().trim().min(1).max(200) }),
    output: shownRepositorySchema,
  },
  /** Takes it out of the list, and what was kept to open it; the folder stays. */
  'repositories:forget': {
    input: z.strictObject({ id: repositoryIdSchema }),
    output: z.strictObject({ secretDeleted: z.boolean() }),
  },
  /** Tries a passphrase or recovery key, and keeps the one that opens it. */
  'repositories:unlock': {
    input: z.strictObject({ id: repositoryIdSchema, secret: secretSchema, remember: z.boolean() }),
    output: keptSchema,
  },
  'snapshots:list': {
    input: z.strictObject({ repository: repositoryIdSchema }),
    output: snapshotListSchema,
  },
  /** Looks how much there is to be read of the open target, and how much room the repository has. Reads no record. */
  'snapshots:measure': {
    input: z.strictObject({ ...work, storage: storageIdSchema.nullable() }),
    output: z.strictObject({ size: sourceSizeSchema, freeBytes: z.number().nullable() }),
  },
  /** Takes a snapshot of the open target. `storage`: the folder of its files; null for a snapshot without files. */
  'snapshots:take': {
    input: z.strictObject({
      ...work,
      kind: snapshotKindSchema,
      tags: z.array(tagSchema).max(20),
      storage: storageIdSchema.nullable(),
      test: z.boolean(),
      /** With the console's own key. */
      sign: z.boolean(),
    }),
    output: takenSnapshotSchema,
  },
  /** Restores it into a database that is thrown away, and compares everything. */
  'snapshots:test': { input: z.strictObject(one), output: snapshotProofSchema },
  'snapshots:verify': { input: z.strictObject(one), output: snapshotProofSchema },
  /** What stands for a snapshot as a package: `package:open` opens it. */
  'snapshots:open': {
    input: z.strictObject({ repository: repositoryIdSchema, snapshot: snapshotIdSchema }),
    output: z.strictObject({
      id: z.string().regex(/^package-[0-9a-f]{16}$/),
      name: z.string(),
      folder: z.string(),
    }),
  },
  'snapshots:forget': {
    input: z.strictObject({
      repository: repositoryIdSchema,
      snapshots: z.array(snapshotIdSchema).min(1).max(1000),
    }),
    output: z.array(snapshotIdSchema),
  },
  'snapshots:check': {
    input: z.strictObject({ ...work, readData: z.boolean() }),
    output: checkReportSchema,
  },
  'snapshots:prune': {
    input: z.strictObject({ ...work, dryRun: z.boolean() }),
    output: pruneReportSchema,
  },
  'snapshots:repair': { input: z.strictObject(work), output: repairReportSchema },
  /** Takes away the locks of processes that are gone. */
  'snapshots:unlock': {
    input: z.strictObject({ repository: repositoryIdSchema }),
    output: z.array(lockHolderSchema),
  },
  /** Compares two snapshots, or one with the open package; further pages are those of the comparison that was made. */
  'snapshots:compare': {
    input: z.strictObject({ ...compared, now: z.union([snapshotIdSchema, packageState]) }),
    output: comparisonSchema,
  },
  /** Compares a snapshot with what the open target holds now. `storage`: the folder of its files; null for records alone. */
  'snapshots:compare-live': {
    input: z.strictObject({ ...compared, before: snapshotIdSchema, storage: storageIdSchema.nullable() }),
    output: comparisonSchema,
  },
  /** Follows one record through all snapshots of the repository. */
  'snapshots:timeline': {
    input: z.strictObject({ ...work, model: modelSchema, record: z.string().min(1).max(500) }),
    output: timelineSchema,
  },
} as const;
