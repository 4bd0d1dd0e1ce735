import { z } from 'zod';
import { policySchema } from './plan.ts';

/** Policies that a person has saved under a name, as they cross to the window. */

/** Decisions for single records belong to one package alone and are not kept. */
export const lastingPolicySchema = policySchema.omit({ records: true });

export const policyNameSchema = z.string().trim().min(1).max(100);

export const savedPoliciesSchema = z.strictObject({
  policies: z.array(z.strictObject({ name: z.string(), policy: lastingPolicySchema })),
  /** Names of files that could not be understood and were put aside. */
  damaged: z.array(z.string()),
});
