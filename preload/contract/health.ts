import { z } from 'zod';
import { problemSchema } from './package.ts';
import { checkLevelSchema } from './preflight.ts';

/** How an EDMS is, and what can be repaired in it, as it crosses to the window. */

const count = z.number().int().nonnegative();

export const repairKindSchema = z.enum(['sequences', 'missing-files']);

const findingSchema = z.strictObject({
  id: z.enum([
    'connection',
    'references',
    'sequences',
    'missing-files',
    'unnamed-files',
    'storage-space',
    'transactions',
    'bloat',
    'backup',
    'edms-checks',
    'not-told',
  ]),
  level: checkLevelSchema,
  title: z.string(),
  message: z.string(),
  advice: z.string(),
  count,
  examples: z.array(z.string()).max(10),
  repair: repairKindSchema.nullable(),
});

export const healthSchema = z.strictObject({
  level: checkLevelSchema,
  latencyMs: z.number(),
  databaseBytes: z.number(),
  checkedAt: z.string(),
  findings: z.array(findingSchema),
  tables: z.array(z.strictObject({ table: z.string(), rows: count, bytes: z.number(), deadRows: count })),
  growth: z.array(
    z.strictObject({ day: z.string(), documents: count, auditRows: count, fileBytes: z.number() }),
  ),
  storage: z
    .strictObject({
      root: z.string(),
      files: count,
      bytes: z.number(),
      freeBytes: z.number().nullable(),
      fullOn: z.string().nullable(),
    })
    .nullable(),
  lastBackup: z
    .strictObject({ at: z.string(), kind: z.string(), by: z.enum(['edms', 'console']) })
    .nullable(),
  edmsChecks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['HEALTHY', 'WARNING', 'CRITICAL', 'UNKNOWN']),
      message: z.string(),
      checkedAt: z.string(),
    }),
  ),
  edmsMetrics: z.array(
    z.strictObject({
      name: z.string(),
      value: z.number(),
      unit: z.string(),
      status: z.string(),
      recordedAt: z.string(),
    }),
  ),
});

const sequencesSchema = z.array(
  z.strictObject({ sequence: z.string(), table: z.string(), now: z.number(), next: z.number() }),
);

export const repairPlanSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sequences'), sequences: sequencesSchema }),
  z.strictObject({
    kind: z.literal('missing-files'),
    storageRoot: z.string(),
    missing: count,
    supplied: count,
    bytes: z.number(),
    files: z.array(z.string()).max(100),
    notInPackage: count,
    notTheSame: count,
    examples: z.array(z.string()).max(10),
  }),
]);

export const repairReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sequences'), repaired: sequencesSchema }),
  z.strictObject({
    kind: z.literal('missing-files'),
    placed: count,
    bytes: z.number(),
    left: count,
    problems: z.array(problemSchema),
  }),
]);

/** Rows that the console wrote into the EDMS about its own work, by table. */
export const ownRecordsSchema = z.array(z.strictObject({ table: z.string(), rows: count }));
