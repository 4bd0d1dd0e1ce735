import { z } from 'zod';
import { healthSchema, repairReportSchema } from './health.ts';
import { inspectionSchema, plainErrorSchema } from './package.ts';
import { planSummarySchema, restoreModeSchema, restoreReportSchema } from './plan.ts';
import { recoverySchema, undoReportSchema } from './undo.ts';

/** The jobs that the console keeps, as they cross to the window. Texts hold no secret; times are ISO 8601, UTC. */

const count = z.number().int().nonnegative();

export const jobIdSchema = z.string().regex(/^job_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

export const jobKindSchema = z.enum([
  'inspect',
  'plan',
  'restore',
  'undo',
  'recover',
  'repair',
  'health',
  'export',
  'snapshot',
  'proof',
]);

export const jobStateSchema = z.enum([
  'running',
  'completed',
  'completed with findings',
  'failed',
  'cancelled',
  'interrupted',
  'undone',
]);

const summaryShape = {
  id: jobIdSchema,
  kind: jobKindSchema,
  state: jobStateSchema,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: count.nullable(),
  osUser: z.string(),
  edmsUser: z.string().nullable(),
  packagePath: z.string().nullable(),
  packageSha256: z.string().nullable(),
  target: z.string().nullable(),
  storageRoot: z.string().nullable(),
  mode: restoreModeSchema.nullable(),
  records: count.nullable(),
  recordsPerSecond: count.nullable(),
  of: jobIdSchema.nullable(),
  undoable: z.boolean(),
  error: plainErrorSchema.nullable(),
};

export const jobSummarySchema = z.strictObject(summaryShape);

/** A job with its whole report, whatever kind of report that is. */
export const wholeJobSchema = z.strictObject({ ...summaryShape, report: z.unknown() });

export const jobQuerySchema = z.strictObject({
  search: z.string().max(500),
  kinds: z.array(jobKindSchema).max(10),
  target: z.string().max(1000).nullable(),
  offset: count,
  limit: count.max(500),
});

export const jobPageSchema = z.strictObject({ total: count, jobs: z.array(jobSummarySchema).max(500) });

/**
 * The report of a job, by what it is. `other`: one that this version cannot read as what it should be (an older
 * release wrote it, or a part that has no screen of its own), as JSON.
 */
export const jobReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('inspect'), report: inspectionSchema }),
  z.strictObject({ kind: z.literal('plan'), report: planSummarySchema }),
  z.strictObject({ kind: z.literal('restore'), report: restoreReportSchema }),
  z.strictObject({ kind: z.literal('undo'), report: undoReportSchema }),
  z.strictObject({ kind: z.literal('recover'), report: recoverySchema }),
  z.strictObject({ kind: z.literal('repair'), report: repairReportSchema }),
  z.strictObject({ kind: z.literal('health'), report: healthSchema }),
  z.strictObject({ kind: z.literal('other'), text: z.string() }),
]);

export const shownJobSchema = z.strictObject({ job: jobSummarySchema, report: jobReportSchema });
