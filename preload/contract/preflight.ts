import { z } from 'zod';

/** What is known before the first write of a restore, as it crosses to the window. */

export const checkLevelSchema = z.enum(['ok', 'warn', 'stop']);

export const preflightCheckIdSchema = z.enum([
  'connection',
  'privileges',
  'schema-version',
  'mode',
  'writers',
  'locks',
  'unfinished',
  'database-space',
  'storage-space',
  'storage-writable',
  'clock',
  'integrity',
  'package',
  'way-back',
]);

export const preflightSchema = z.strictObject({
  level: checkLevelSchema,
  checks: z.array(
    z.strictObject({
      id: preflightCheckIdSchema,
      level: checkLevelSchema,
      message: z.string(),
      advice: z.string(),
    }),
  ),
});
