import { z } from 'zod';
import { EngineError } from '../errors.ts';
import { RESTORE_MODES, type RestorePolicy, SAFE_POLICY } from './policy.ts';

const decision = z.enum(['keep', 'take', 'beside', 'skip']);

/** The members of a policy; what a JSON text leaves out is as in `SAFE_POLICY`. */
export const policySchema = z.strictObject({
  mode: z.enum(RESTORE_MODES).default(SAFE_POLICY.mode),
  selection: z
    .strictObject({
      roots: z.array(z.string().max(1000)).max(10_000).default([]),
      span: z
        .strictObject({ from: z.string().max(40).nullable(), to: z.string().max(40).nullable() })
        .nullable()
        .default(null),
      search: z.string().max(500).default(''),
    })
    .default({ roots: [], span: null, search: '' }),
  fills: z.record(z.string().max(200), z.string().max(10_000)).default({}),
  removeBeyond: z.array(z.string().max(200)).max(500).default([]),
  classes: z
    .strictObject({
      'uuid-other-key': decision.optional(),
      'key-other-uuid': decision.optional(),
      'unique-taken': decision.optional(),
      'protected-differs': decision.optional(),
      'file-differs': decision.optional(),
    })
    .default({}),
  models: z.record(z.string().max(200), decision).default({}),
  records: z.record(z.string().regex(/^\d{1,9}$/), decision).default({}),
  changedRecords: z.enum(['take', 'keep']).default(SAFE_POLICY.changedRecords),
  missingUsers: z.enum(['impossible', 'create-inactive']).default(SAFE_POLICY.missingUsers),
  acceptDamaged: z.boolean().default(SAFE_POLICY.acceptDamaged),
});

/**
 * Reads a policy from JSON text; what it leaves out is as in `SAFE_POLICY`. Error: `POLICY_INVALID`, which
 * names the first member that is wrong.
 */
export function parsePolicy(text: string): RestorePolicy {
  const parsed = policySchema.safeParse(parseJson(text));
  if (parsed.success) return asPolicy(parsed.data);
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join('.') || 'the policy'}: ${issue?.message ?? 'not understood'}`);
}

/** What the schema has read, as a policy: a class without a decision is not in it at all. */
export function asPolicy({ classes, ...rest }: z.infer<typeof policySchema>): RestorePolicy {
  const decided = Object.entries(classes).filter(([, value]) => value !== undefined);
  return { ...rest, classes: Object.fromEntries(decided) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'no JSON');
  }
}

function invalid(because: string): EngineError {
  return new EngineError({
    code: 'POLICY_INVALID',
    message: `The policy cannot be used: ${because}.`,
    consequence: 'Nothing was changed.',
    advice: 'Correct the policy file; the README shows what it may hold.',
  });
}
