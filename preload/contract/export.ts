import { z } from 'zod';
import { problemSchema } from './package.ts';

/** What an export came to, as the engine's process tells it. */

const count = z.number().int().nonnegative();

export const exportReportSchema = z.strictObject({
  path: z.string(),
  format: z.enum(['package', 'fixture', 'ndjson', 'csv', 'sqlite', 'pgdump']),
  keys: z.enum(['natural', 'primary']),
  canonical: z.boolean(),
  target: z.string(),
  records: count,
  byModel: z.record(z.string(), count),
  files: count,
  encryption: z.enum(['none', 'recipients', 'passphrase']),
  signature: z.strictObject({ path: z.string(), fingerprint: z.string() }).nullable(),
  bytes: count,
  sha256: z.string(),
  durationMs: z.number().nonnegative(),
  problems: z.array(problemSchema),
  limits: z.array(z.strictObject({ id: z.string(), text: z.string() })),
});
