import { z } from 'zod';

/** What an account of the EDMS may do in the console. */
export const accountRoleSchema = z.enum(['look', 'write']);

export const accountSchema = z.strictObject({
  /** Primary key in the EDMS's table of users. */
  id: z.number().int(),
  username: z.string(),
  /** First and last name; may be empty. */
  name: z.string(),
  role: accountRoleSchema,
});

/** What a person types. As long as a line at most: nothing larger is a password. */
export const credentialsSchema = z.strictObject({
  username: z.string().min(1).max(150),
  password: z.string().max(4096),
});
