import { z } from 'zod';
import { lastingTargetSchema } from './lasting-target.ts';
import { chosenIdSchema } from './profiles.ts';

/**
 * Who is told of a schedule's runs, as the form of the window has it. The password of a mail server goes in and never comes
 * out; a program is known by the id of what the person has chosen.
 */

export const toldEventSchema = z.enum(['failed', 'recovered', 'overdue', 'succeeded']);
const aboutSchema = z.array(toldEventSchema).min(1).max(4);
const mailAddressSchema = z.string().min(3).max(254);
const addressesSchema = z.array(mailAddressSchema).min(1).max(20);
const programIdSchema = z.string().regex(/^program-[0-9a-f]{16}$/);

export const mailServerSchema = z.strictObject({
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  /** Null where the server asks for no sign-in. */
  user: z.string().min(1).max(255).nullable(),
});

export const toldByMailSchema = z.strictObject({
  server: mailServerSchema,
  /** A file of certificates by which the server is trusted; null for those that the system knows. */
  certificate: chosenIdSchema.nullable(),
  from: mailAddressSchema,
  to: addressesSchema,
  about: aboutSchema,
});

export const toldByCommandSchema = z.strictObject({
  program: programIdSchema,
  /** What comes after the program, word by word: no shell reads them. */
  words: z.array(z.string().max(4096)).max(49),
  timeLimitSeconds: z.number().int().min(1).max(600),
  about: aboutSchema,
});

export const tellSchema = z.strictObject({
  /** A notification of the desktop. */
  system: z.strictObject({ about: aboutSchema }).nullable(),
  /** Addresses to which the EDMS itself sends a notification. */
  edms: z.strictObject({ to: addressesSchema, about: aboutSchema }).nullable(),
  mail: toldByMailSchema.nullable(),
  command: toldByCommandSchema.nullable(),
  overdueAfterHours: z.number().min(0.25).max(2160),
});

/** What was written into an EDMS about the console's own work, and what could not be. */
export const ownRowsSchema = z.strictObject({
  tables: z.array(z.strictObject({ table: z.string(), rows: z.number(), keys: z.array(z.string()) })),
  leftOut: z.array(z.string()),
});

/** What was sent, and what became of it. */
export const sentTestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mail'),
    /** What the server said when it had taken it. */
    answer: z.string(),
    refused: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('command'), milliseconds: z.number().nonnegative() }),
  /** Given to the system, which need not show it. */
  z.strictObject({ kind: z.literal('system') }),
  /** A row of the EDMS's queue, by its key. */
  z.strictObject({ kind: z.literal('edms'), target: z.string(), row: z.string() }),
]);

export const NOTICE_REQUESTS = {
  /** Keeps the password of a mail server (null: keeps none) and says where there is one now. */
  'notices:password': {
    input: z.strictObject({
      server: z.strictObject({ ...mailServerSchema.shape, user: z.string().min(1).max(255) }),
      password: z.string().min(1).max(4000).nullable(),
    }),
    output: z.strictObject({
      /** `this run`: in this window's memory, which the runs of schedules have not. */
      kept: z.enum(['keychain', 'this run', 'environment', 'none']),
      /** Why the keychain does not hold it; a sentence. */
      because: z.string().nullable(),
    }),
  },
  /** Lets the person choose a program that tells somebody. */
  'notices:program': {
    input: z.null(),
    output: z.strictObject({ id: programIdSchema, path: z.string() }).nullable(),
  },
  /** Really sends a message, as a run of the schedule would. */
  'notices:test': {
    input: z.strictObject({
      schedule: z.string().trim().min(1).max(60),
      channel: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('mail'), ...toldByMailSchema.omit({ about: true }).shape }),
        z.strictObject({ kind: z.literal('command'), ...toldByCommandSchema.omit({ about: true }).shape }),
        z.strictObject({ kind: z.literal('system') }),
        z.strictObject({ kind: z.literal('edms'), to: addressesSchema, target: lastingTargetSchema }),
      ]),
    }),
    output: sentTestSchema,
  },
} as const;
