import { z } from 'zod';

/** What the engine says of a connection that it tested, as it crosses to the window. */

const count = z.number().int().nonnegative();

export const stepLevelSchema = z.enum(['ok', 'warn', 'stop']);

export const connectionTestSchema = z.strictObject({
  label: z.string(),
  level: stepLevelSchema,
  steps: z.array(
    z.strictObject({
      id: z.enum([
        'reachable',
        'sign-in',
        'tls',
        'version',
        'edms',
        'privileges',
        'clock',
        'database-space',
        'storage',
      ]),
      level: stepLevelSchema,
      message: z.string(),
      advice: z.string(),
    }),
  ),
  latencyMs: z.number().nullable(),
  serverVersion: z.string().nullable(),
  tls: z.strictObject({ version: z.string(), certificateChecked: z.boolean() }).nullable(),
  edms: z
    .strictObject({
      release: z.enum(['present', 'next', 'unknown']),
      tables: count,
      users: count.nullable(),
      documents: count.nullable(),
    })
    .nullable(),
  role: z.enum(['superuser', 'owner', 'other']).nullable(),
  clockDifferenceSeconds: z.number().nullable(),
  databaseFreeBytes: z.number().nullable(),
  storage: z.strictObject({ freeBytes: z.number().nullable(), writable: z.boolean() }).nullable(),
});
