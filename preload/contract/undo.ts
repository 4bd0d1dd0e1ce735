import { z } from 'zod';
import { problemSchema } from './package.ts';
import { recoveredSchema } from './plan.ts';

/** What the engine says of undoing a restore, and of recovering one, as it crosses to the window. */

const count = z.number().int().nonnegative();

const conflictSchema = z.strictObject({
  table: z.string(),
  key: z.string(),
  name: z.string(),
  what: z.enum([
    'changed since',
    'removed since',
    'taken since',
    'referred to since',
    'refers to a removed row',
  ]),
});

const filesSchema = z.strictObject({ remove: count, replace: count, kept: count });

export const undoPlanSchema = z.strictObject({
  job: z.string(),
  target: z.string(),
  storageRoot: z.string().nullable(),
  at: z.string(),
  tables: z.array(
    z.strictObject({ table: z.string(), remove: count, revert: count, reinsert: count, kept: count }),
  ),
  files: filesSchema,
  conflicts: z.array(conflictSchema),
  conflictCount: count,
});

export const undoReportSchema = z.strictObject({
  job: z.string(),
  of: z.string(),
  target: z.string(),
  removed: count,
  reverted: count,
  reinserted: count,
  kept: count,
  files: filesSchema,
  conflicts: z.array(conflictSchema),
  problems: z.array(problemSchema),
  verified: z.literal(true),
  startedAt: z.string(),
  durationMs: z.number(),
});

export const recoverySchema = z.strictObject({
  state: z.enum(['nothing', 'finished', 'undone']),
  job: z.string().nullable(),
  recovered: z.array(recoveredSchema),
  problems: z.array(problemSchema),
});
