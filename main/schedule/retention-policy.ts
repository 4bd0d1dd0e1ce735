import { z } from 'zod';

const count = z.number().int().min(0).max(10_000);

/** `14d`, `2y5m7d3h`: years, months, days and hours, in this order. */
const durationSchema = z
  .string()
  .regex(/^(?=\d)(\d{1,3}y)?(\d{1,3}m)?(\d{1,4}d)?(\d{1,5}h)?$/, 'a duration is written as 2y5m7d3h');

/**
 * Which snapshots are kept; each rule keeps some, and what none keeps is removed. A count of 0 is no rule. A policy
 * without a rule keeps everything.
 */
export const retentionSchema = z
  .strictObject({
    /** The newest so many. */
    last: count.default(0),
    /** The newest of each of the newest so many hours (days, weeks …) that have one. */
    hourly: count.default(0),
    daily: count.default(0),
    weekly: count.default(0),
    monthly: count.default(0),
    yearly: count.default(0),
    /** All that are no older than this before the newest; null for no such rule. */
    within: durationSchema.nullable().default(null),
    /** All with one of these tags. */
    tags: z.array(z.string().min(1).max(100)).max(20).readonly().default([]),
    /** Never fewer than so many, whatever the other rules say. Does not count as a rule. */
    minimum: count.default(1),
  })
  .readonly();
export type RetentionPolicy = z.infer<typeof retentionSchema>;
