import { z } from 'zod';
import { problemSchema } from './package.ts';

/** What the engine says of a target, a plan and a restore, as it crosses to the window. */

const count = z.number().int().nonnegative();

export const targetSummarySchema = z.strictObject({
  kind: z.enum(['embedded', 'server']),
  label: z.string(),
  version: z.string(),
  tables: count,
  users: count,
  documents: count,
  canDisableTriggers: z.boolean(),
  /** A standby, or set to read only. */
  canOnlyBeRead: z.boolean(),
});

export const progressSchema = z.strictObject({
  phase: z.enum([
    'opening',
    'reading',
    'checking',
    'connecting',
    'selecting',
    'matching',
    'comparing',
    'waiting',
    'staging files',
    'infrastructure',
    'business data',
    'relations',
    'removing',
    'verifying',
    'keeping',
    'undoing',
    'committing',
    'placing files',
  ]),
  done: z.number(),
  total: z.number(),
  unit: z.enum(['records', 'files', 'bytes', 'steps']),
  rate: z.number(),
  secondsLeft: z.number().nullable(),
  waitingFor: z.string().exactOptional(),
});

export const conflictClassSchema = z.enum([
  'uuid-other-key',
  'key-other-uuid',
  'unique-taken',
  'protected-differs',
  'file-differs',
]);
export const decisionSchema = z.enum(['keep', 'take', 'beside', 'skip']);
export const outcomeSchema = z.enum(['create', 'update', 'unchanged', 'skip', 'conflict', 'impossible']);

const label = z.string().max(200);

export const restoreModeSchema = z.enum([
  'complete',
  'merge',
  'reinit',
  'mirror',
  'selected',
  'files',
  'database',
]);

export const selectionSchema = z.strictObject({
  roots: z.array(z.string().max(1000)).max(10_000),
  span: z.strictObject({ from: z.string().max(40).nullable(), to: z.string().max(40).nullable() }).nullable(),
  search: z.string().max(500),
});

export const policySchema = z.strictObject({
  mode: restoreModeSchema,
  selection: selectionSchema,
  fills: z.record(label, z.string().max(10_000)),
  removeBeyond: z.array(label).max(500),
  classes: z.strictObject({
    'uuid-other-key': decisionSchema.exactOptional(),
    'key-other-uuid': decisionSchema.exactOptional(),
    'unique-taken': decisionSchema.exactOptional(),
    'protected-differs': decisionSchema.exactOptional(),
    'file-differs': decisionSchema.exactOptional(),
  }),
  models: z.record(label, decisionSchema),
  records: z.record(z.string().regex(/^\d{1,9}$/), decisionSchema),
  changedRecords: z.enum(['take', 'keep']),
  missingUsers: z.enum(['impossible', 'create-inactive']),
  acceptDamaged: z.boolean(),
});

const outcomeCountsSchema = z.strictObject({
  create: count,
  update: count,
  unchanged: count,
  skip: count,
  conflict: count,
  impossible: count,
});

/** One way in which package and target differ as EDMS versions (`main/engine/adapt/adaptation.ts`). */
export const adaptationSchema = z.strictObject({
  table: z.string(),
  column: z.string().nullable(),
  kind: z.enum([
    'filled',
    'value-missing',
    'emptied',
    'column-dropped',
    'table-dropped',
    'model-dropped',
    'value-kept-aside',
  ]),
  records: count,
  value: z.string().nullable(),
});

/** A column that records lack a value for, under the name that the policy's `fills` know it by. */
export const fillProposalSchema = z.strictObject({
  field: z.string(),
  table: z.string(),
  column: z.string(),
  type: z.string(),
  choices: z.array(z.string()).nullable(),
  value: z.string().nullable(),
  source: z.enum(['person', 'version', 'database', 'map', 'type']).nullable(),
  records: count,
});

export const planSummarySchema = z.strictObject({
  mode: restoreModeSchema,
  records: count,
  notSelected: count,
  outcomes: outcomeCountsSchema,
  byModel: z.array(
    z.strictObject({
      model: z.string(),
      step: z.enum(['infrastructure', 'business']),
      records: count,
      outcomes: outcomeCountsSchema,
    }),
  ),
  conflicts: z.array(
    z.strictObject({
      class: conflictClassSchema,
      count,
      decision: decisionSchema,
      undecided: count,
      possible: z.array(decisionSchema),
      models: z.array(z.strictObject({ model: z.string(), count, decision: decisionSchema })),
    }),
  ),
  files: z.strictObject({
    total: count,
    bytes: z.number(),
    storageRoot: z.string().nullable(),
    copy: count,
    unchanged: count,
    conflict: count,
    missing: count,
    notSelected: count,
  }),
  beyond: z.array(
    z.strictObject({
      model: z.string(),
      step: z.enum(['infrastructure', 'business']),
      removable: z.boolean(),
      records: count,
      count,
      removed: count,
      kept: count,
      examples: z
        .array(z.strictObject({ key: z.string(), name: z.string(), kept: z.string().nullable() }))
        .max(500),
    }),
  ),
  missingUsers: z.array(z.string()),
  adaptations: z.array(adaptationSchema),
  fills: z.array(fillProposalSchema),
  problems: z.array(problemSchema),
});

const plannedRecordShape = {
  record: count,
  model: z.string(),
  name: z.string(),
  outcome: outcomeSchema,
  reason: z.string(),
  conflict: z
    .strictObject({ class: conflictClassSchema, decision: decisionSchema, decided: z.boolean() })
    .nullable(),
};

export const planQuerySchema = z.strictObject({
  outcomes: z.array(outcomeSchema).max(10),
  models: z.array(label).max(500),
  conflictClasses: z.array(conflictClassSchema).max(10),
  search: z.string().max(500),
  sort: z.enum(['record', 'model', 'outcome']),
  descending: z.boolean(),
  offset: count,
  limit: count.max(500),
});

export const planPageSchema = z.strictObject({
  total: count,
  rows: z.array(z.strictObject(plannedRecordShape)).max(500),
});

export const plannedRecordDetailSchema = z.strictObject({
  ...plannedRecordShape,
  fields: z.array(
    z.strictObject({
      field: z.string(),
      target: z.string().nullable(),
      package: z.string().nullable(),
      differs: z.boolean(),
      secret: z.boolean(),
    }),
  ),
  targetKey: z.string().nullable(),
  possible: z.array(decisionSchema),
  byte: z.number(),
});

const recordCountsShape = {
  records: count,
  created: count,
  updated: count,
  unchanged: count,
  skipped: count,
  failed: count,
};

export const recoveredSchema = z.strictObject({
  job: z.string(),
  operation: z.enum(['restore', 'undo']),
  state: z.enum(['finished', 'undone']),
});

export const restoreReportSchema = z.strictObject({
  ...recordCountsShape,
  mode: restoreModeSchema,
  notSelected: count,
  filesNotSelected: count,
  removed: count,
  state: z.enum(['completed', 'completed with findings', 'dry run']),
  byModel: z.record(z.string(), z.strictObject(recordCountsShape)),
  conflicts: z.array(z.strictObject({ class: conflictClassSchema, count, decision: decisionSchema })),
  problems: z.array(problemSchema),
  files: z.strictObject({ copied: count, unchanged: count, skipped: count, failed: count }),
  verified: z.boolean(),
  fieldsCompared: count,
  notRestored: z.array(
    z.strictObject({
      record: count,
      model: z.string(),
      name: z.string(),
      result: z.enum(['skipped', 'failed']),
      reason: z.string(),
    }),
  ),
  package: z.strictObject({ path: z.string(), sha256: z.string().nullable() }),
  target: z.string(),
  job: z.string().nullable(),
  undoable: z.boolean(),
  recovered: z.array(recoveredSchema),
  storageRoot: z.string().nullable(),
  startedAt: z.string(),
  durationMs: z.number(),
  ownRecords: z.array(z.strictObject({ table: z.string(), rows: count })),
  sideFile: z.string().nullable(),
  adaptations: z.array(adaptationSchema),
  phases: z.record(z.string(), z.number()),
});
