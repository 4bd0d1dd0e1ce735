import { z } from 'zod';
import { profileIdSchema } from './profiles.ts';

/** A target that lasts: servers that were only typed in are known to this run of the window alone. */
export const lastingTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('profile'), id: profileIdSchema }),
  z.strictObject({ kind: z.literal('embedded'), name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/) }),
]);
