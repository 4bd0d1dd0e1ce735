import path from 'node:path';
import { z } from 'zod';
import { SSL_MODES, type SslMode } from '../engine/database/server-url.ts';
import { EngineError } from '../engine/errors.ts';

/** What a system is for. Production is marked on every screen, and its name is typed before it is changed. */
export const ENVIRONMENTS = ['production', 'test', 'embedded'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** The colours that a profile can be told by. The window knows what each looks like on light and on dark. */
export const PROFILE_COLOURS = ['red', 'amber', 'green', 'teal', 'blue', 'violet', 'pink', 'grey'] as const;
export type ProfileColour = (typeof PROFILE_COLOURS)[number];

/** A PostgreSQL server and how it is spoken to, all but the password. */
export interface ServerConnection {
  readonly kind: 'server';
  /** A name, an IPv4 or IPv6 address (without brackets), or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly sslMode: SslMode;
  /** Paths of PEM files; `system` as the root certificate means those of the system. */
  readonly sslRootCert: string | null;
  readonly sslCert: string | null;
  readonly sslKey: string | null;
  /** The search path with which the EDMS's tables are found (`"edms"`, `edms,public`); null is the role's own. */
  readonly searchPath: string | null;
}

/** An embedded database by its name. */
export interface EmbeddedConnection {
  readonly kind: 'embedded';
  readonly name: string;
}

/** A system that the console knows by name. It holds no secret: passwords are kept by `Secrets`, under `id`. */
export interface Profile {
  /** `profile-` and 16 hexadecimal digits; never given to another profile. */
  readonly id: string;
  /** Unique without regard to case. */
  readonly name: string;
  readonly colour: ProfileColour;
  readonly environment: Environment;
  readonly connection: EmbeddedConnection | ServerConnection;
  /** Absolute path of the folder that `documents/` lies in, or null when no files are restored. */
  readonly storageRoot: string | null;
  /** True when an account of the EDMS has to sign in before the target is touched. */
  readonly demandSignIn: boolean;
}

/** A profile before it has an id. */
export type ProfileDraft = Omit<Profile, 'id'>;

const text = (most: number) => z.string().min(1).max(most);
const file = text(4096).nullable();

const serverConnectionSchema = z.object({
  kind: z.literal('server'),
  host: text(255),
  port: z.number().int().min(1).max(65535),
  database: text(255),
  user: text(255),
  sslMode: z.enum(SSL_MODES),
  sslRootCert: file,
  sslCert: file,
  sslKey: file,
  searchPath: text(1000).nullable().default(null),
}) satisfies z.ZodType<ServerConnection>;

const embeddedConnectionSchema = z.object({
  kind: z.literal('embedded'),
  // What `embedded:NAME` takes (see `checkEmbeddedName`).
  name: z.string().regex(/^(?!\.+$)[A-Za-z0-9._-]{1,64}$/),
}) satisfies z.ZodType<EmbeddedConnection>;

/**
 * A name that can stand on a command line: `profile:NAME`, or the bare name. So it cannot be taken for an option,
 * a path, a URL or `embedded:NAME`.
 */
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(
    /^[^-\p{C}:/\\][^\p{C}:/\\]*$/u,
    'a name holds no colon and no slash, and does not begin with a dash',
  );

/** Fields that are not a profile's are left out, a password above all: what is read or kept holds none. */
export const profileSchema = z
  .object({
    id: z.string().regex(/^profile-[0-9a-f]{16}$/),
    name: nameSchema,
    colour: z.enum(PROFILE_COLOURS),
    environment: z.enum(ENVIRONMENTS),
    connection: z.discriminatedUnion('kind', [embeddedConnectionSchema, serverConnectionSchema]),
    storageRoot: text(4096)
      .refine((folder) => path.isAbsolute(folder), 'the storage folder is an absolute path')
      .nullable(),
    demandSignIn: z.boolean(),
  })
  .refine(({ connection, environment }) => connection.kind === 'embedded' || environment !== 'embedded', {
    message: 'a server is production or test',
    path: ['environment'],
  }) satisfies z.ZodType<Profile>;

/** Throws `PROFILE_INVALID`, naming the first field that is not as it has to be, and never its value. */
export function checkedProfile(profile: Profile): Profile {
  const checked = profileSchema.safeParse(profile);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw invalidProfile(
    `The profile is not complete or not right${issue ? ` (${issue.path.join('.')}: ${issue.message})` : ''}.`,
    'Correct that field and save it again.',
  );
}

export function invalidProfile(message: string, advice: string): EngineError {
  return new EngineError({ code: 'PROFILE_INVALID', message, consequence: 'Nothing was changed.', advice });
}

/** Two names are the same when they differ in nothing but case or the way that accents are coded. */
export function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.trim().normalize('NFKC').toLowerCase();
  return plain(a) === plain(b);
}

/** The entry of the keychain that holds the command line's sign-in to a profile, beside the one with its password. */
export function signInEntry(profileId: string): string {
  return `sign-in-${profileId}`;
}
