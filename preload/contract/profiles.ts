import { z } from 'zod';

/**
 * Profiles as they cross between window and main process. What goes out holds no secret, only whether there is one;
 * files and folders go in as ids that the main process has given, and go out with their path to be shown.
 */

export const profileIdSchema = z.string().regex(/^profile-[0-9a-f]{16}$/);
export const environmentSchema = z.enum(['production', 'test', 'embedded']);
export const profileColourSchema = z.enum([
  'red',
  'amber',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
  'grey',
]);
export const sslModeSchema = z.enum(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']);

export const chosenIdSchema = z.string().regex(/^[a-z]+-[0-9a-f]{16}$/);
const text = (most: number) => z.string().max(most);

/** A file or folder that the person has chosen. */
export const chosenPathSchema = z.strictObject({ id: chosenIdSchema, path: z.string() });

const embeddedSchema = z.strictObject({ kind: z.literal('embedded'), name: text(64) });

/** A server but for its certificates. */
const serverFields = {
  kind: z.literal('server'),
  host: text(255),
  port: z.number().int(),
  database: text(255),
  user: text(255),
  sslMode: sslModeSchema,
  searchPath: text(1000).nullable(),
};

/** A connection as it is shown; `system` means the root certificates of the system. */
export const shownConnectionSchema = z.discriminatedUnion('kind', [
  embeddedSchema,
  z.strictObject({
    ...serverFields,
    sslRootCert: z.union([z.literal('system'), chosenPathSchema]).nullable(),
    sslCert: chosenPathSchema.nullable(),
    sslKey: chosenPathSchema.nullable(),
  }),
]);

const draftConnectionSchema = z.discriminatedUnion('kind', [
  embeddedSchema,
  z.strictObject({
    ...serverFields,
    sslRootCert: z.union([z.literal('system'), chosenIdSchema]).nullable(),
    sslCert: chosenIdSchema.nullable(),
    sslKey: chosenIdSchema.nullable(),
  }),
]);

/** A profile as the person has entered it; the main process checks its values. */
export const profileDraftSchema = z.strictObject({
  name: text(200),
  colour: profileColourSchema,
  environment: environmentSchema,
  connection: draftConnectionSchema,
  storage: chosenIdSchema.nullable(),
  demandSignIn: z.boolean(),
});

/** What of an open target's profile is shown on every screen. */
export const openProfileSchema = z.strictObject({
  id: profileIdSchema,
  name: z.string(),
  colour: profileColourSchema,
  environment: environmentSchema,
});

export const shownProfileSchema = z.strictObject({
  ...openProfileSchema.shape,
  connection: shownConnectionSchema,
  /** The target without its password. */
  label: z.string(),
  storage: chosenPathSchema.nullable(),
  demandSignIn: z.boolean(),
  /** Null until the keychain has been asked, and when it did not answer. */
  hasSecret: z.boolean().nullable(),
  /** How the last test of this run came out; null when there was none since it was changed. */
  tested: z.strictObject({ level: z.enum(['ok', 'warn', 'stop']), at: z.string() }).nullable(),
});

/** Where passwords can be kept. `because` says in a sentence why there is no keychain. */
export const keyringSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain') }),
  z.strictObject({ kind: z.literal('session'), because: z.string() }),
]);

export const profileListSchema = z.strictObject({
  profiles: z.array(shownProfileSchema),
  /** Null until the keychain has been asked. */
  keyring: keyringSchema.nullable(),
  /** Sentences about the file of the profiles. */
  notices: z.array(z.string()),
});

/** A password on its one way in. `kept`: the one that is kept for this profile, for the same server only. */
export const givenPasswordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kept') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('given'), password: z.string().min(1).max(4000) }),
  /** The one that came with an import, which the main process has never given out. */
  z.strictObject({ kind: z.literal('imported'), id: chosenIdSchema }),
]);

/** `id`: the profile that is changed; null for a new one. `remember`: in the keychain, not for this run only. */
export const saveProfileSchema = z.strictObject({
  id: profileIdSchema.nullable(),
  draft: profileDraftSchema,
  password: givenPasswordSchema,
  remember: z.boolean(),
});

/**
 * What became of the open target: `ended` where it was opened by what the profile said before, and has to be opened anew.
 * `profile` is the one by which it goes now; null for none, and where it has ended.
 */
export const stillOpenSchema = z.strictObject({ ended: z.boolean(), profile: openProfileSchema.nullable() });

export const savedProfileSchema = z.strictObject({
  /** Another one than before, when the profile names another server now. */
  id: profileIdSchema,
  password: z.enum(['keychain', 'this run', 'none', 'kept']),
  /** Why the keychain does not hold what it was to hold; a sentence. */
  because: z.string().nullable(),
  open: stillOpenSchema,
});

export const testedProfileSchema = z.strictObject({
  id: profileIdSchema.nullable(),
  draft: profileDraftSchema,
  password: givenPasswordSchema,
});

export const removedProfileSchema = z.strictObject({ secretDeleted: z.boolean() });

export const importSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('url'), url: text(4000) }),
  /** The person chooses the file in a dialog. */
  z.strictObject({ kind: z.literal('dotenv') }),
]);

export const importedProfileSchema = z.strictObject({
  connection: shownConnectionSchema,
  storage: chosenPathSchema.nullable(),
  /** Stands for the password that came with it; null when there was none. */
  password: chosenIdSchema.nullable(),
  /** Sentences about what was assumed. */
  notes: z.array(z.string()),
});

/** Whether a person has typed the name of a system: every letter of it, however accents are coded. */
export function isTypedName(typed: string | null, name: string): boolean {
  return typed !== null && typed.trim().normalize('NFC') === name.trim().normalize('NFC');
}
