import { z } from 'zod';
import { plainErrorSchema, problemSchema, signatureSchema } from './package.ts';

/** Snapshots and their repositories, as the engine tells of them. */

const count = z.number().int().nonnegative();
const snapshotId = z.string().regex(/^[0-9a-f]{64}$/);

export const snapshotKindSchema = z.enum(['full', 'incremental', 'differential']);

export const changesSchema = z.strictObject({ added: count, changed: count, removed: count });

const changesByModel = z.record(z.string(), changesSchema);

export const sealSchema = z.strictObject({
  snapshot: snapshotId,
  kind: z.enum(['verified', 'restored']),
  at: z.string(),
  records: count,
  files: count,
  host: z.string(),
  user: z.string(),
});

export const snapshotSummarySchema = z.strictObject({
  id: snapshotId,
  createdAt: z.string(),
  kind: snapshotKindSchema,
  parent: snapshotId.nullable(),
  source: z.string(),
  host: z.string(),
  user: z.string(),
  tags: z.array(z.string()),
  /** The schedule whose run took it. */
  schedule: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  records: count,
  byModel: z.record(z.string(), count),
  files: count,
  fileBytes: count,
  bytesAdded: count,
  durationMs: z.number().nonnegative(),
  changes: changesByModel.nullable(),
  problems: z.array(problemSchema),
  seals: z.array(sealSchema),
  signature: signatureSchema,
});

export const snapshotListSchema = z.strictObject({
  repository: z.strictObject({ id: z.string(), path: z.string(), isEncrypted: z.boolean() }),
  snapshots: z.array(snapshotSummarySchema),
  unreadable: z.array(z.strictObject({ id: z.string(), error: plainErrorSchema })),
});

export const snapshotReportSchema = z.strictObject({
  id: snapshotId,
  kind: snapshotKindSchema,
  parent: snapshotId.nullable(),
  createdAt: z.string(),
  target: z.string(),
  records: count,
  files: count,
  changed: count,
  changes: changesByModel.nullable(),
  bytesAdded: count,
  signedBy: z.string().nullable(),
  durationMs: z.number().nonnegative(),
  problems: z.array(problemSchema),
});

export const snapshotProofSchema = z.strictObject({
  snapshot: snapshotId,
  seal: sealSchema.nullable(),
  records: count,
  files: count,
  problems: z.array(problemSchema),
  durationMs: z.number().nonnegative(),
});

export const initialRepositorySchema = z.strictObject({
  id: z.string(),
  path: z.string(),
  recoveryKey: z.string().nullable(),
});

const fieldDifferences = z.array(
  z.strictObject({
    name: z.string(),
    before: z.string().nullable(),
    now: z.string().nullable(),
    secret: z.boolean(),
  }),
);

export const timelineSchema = z.strictObject({
  model: z.string(),
  key: z.string(),
  name: z.string(),
  entries: z.array(
    z.strictObject({
      snapshot: snapshotId,
      createdAt: z.string(),
      source: z.string(),
      state: z.enum(['appeared', 'changed', 'unchanged', 'gone', 'not there']),
      fields: fieldDifferences,
      root: z.string().nullable(),
    }),
  ),
});

export const shownDifferenceSchema = z.strictObject({
  change: z.enum(['added', 'changed', 'removed']),
  model: z.string(),
  key: z.string(),
  name: z.string(),
  user: z.string().nullable(),
  day: z.string().nullable(),
  fields: fieldDifferences,
  root: z.string().nullable(),
});

export const comparisonSchema = z.strictObject({
  byModel: changesByModel,
  byUser: z.record(z.string(), count),
  byDay: z.record(z.string(), count),
  unknown: z.strictObject({ user: count, day: count }),
  total: changesSchema,
  notCompared: z.strictObject({
    files: z.enum(['not in before', 'not in now']).nullable(),
    records: count,
    problems: z.array(problemSchema),
  }),
  differences: z.array(shownDifferenceSchema),
});

const snapshotLosses = z.array(z.strictObject({ snapshot: z.string(), lost: z.array(z.string()) }));

export const checkReportSchema = z.strictObject({
  findings: z.array(problemSchema),
  affected: snapshotLosses,
  figures: z.strictObject({ snapshots: count, packs: count, blobs: count, bytes: count }),
  bytesRead: count,
});

export const pruneReportSchema = z.strictObject({
  dryRun: z.boolean(),
  findings: z.array(problemSchema),
  blocked: z.boolean(),
  blobs: z.strictObject({ needed: count, unneeded: count }),
  packs: z.strictObject({ kept: count, repacked: count, trashed: count, deleted: count }),
  bytes: z.strictObject({ rewritten: count, trashed: count, deleted: count }),
  removed: z.strictObject({ seals: count, signatures: count, leftovers: count, locks: count }),
});

export const repairReportSchema = z.strictObject({
  findings: z.array(problemSchema),
  affected: snapshotLosses,
  packs: z.strictObject({ whole: count, damaged: count, broughtBack: count }),
  blobs: z.strictObject({ salvaged: count, lost: count }),
});

export const lockHolderSchema = z.strictObject({
  id: z.string(),
  mode: z.enum(['shared', 'exclusive']),
  purpose: z.string(),
  host: z.string(),
  user: z.string(),
  pid: z.number(),
  since: z.string(),
  readable: z.boolean(),
  leftBehind: z.boolean(),
});
