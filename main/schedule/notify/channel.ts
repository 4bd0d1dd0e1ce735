import path from 'node:path';
import { z } from 'zod';

const text = (most: number) => z.string().min(1).max(most);
/** What a mail server takes: one address, without a name around it, and nothing that begins a header of its own. */
const address = z
  .string()
  .max(254)
  .regex(/^[^\s<>,;:"\p{C}]+@[^\s<>,;:"\p{C}]+$/u, 'a mail address');

/** How a mail server is spoken to. The password is not here: see `mail-password.ts`. */
export const mailServerSchema = z
  .strictObject({
    host: text(255),
    port: z.number().int().min(1).max(65_535),
    /** `tls` from the first byte, `starttls` before anything is said, `none` for a server on this machine. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** Null where the server asks for no sign-in. */
    user: text(255).nullable(),
  })
  .refine(({ security, user }) => security !== 'none' || user === null, {
    message: 'a password is not sent without encryption',
    path: ['user'],
  })
  .readonly();
export type MailServer = z.infer<typeof mailServerSchema>;

/** What of a schedule somebody can be told of. `recovered` is the first success after trouble, `succeeded` every one. */
export const TOLD_EVENTS = ['failed', 'recovered', 'overdue', 'succeeded'] as const;
export type ToldEvent = (typeof TOLD_EVENTS)[number];

/** Of what a channel tells; where it is not said, of all that the schedule tells. */
const about = z
  .array(z.enum(TOLD_EVENTS))
  .min(1)
  .refine((events) => new Set(events).size === events.length, 'each event once')
  .readonly()
  .exactOptional();

/** Where somebody is told of a schedule's runs. */
export const channelSchema = z.discriminatedUnion('kind', [
  /** A notification of the desktop. */
  z.strictObject({ kind: z.literal('system'), about }).readonly(),
  /** A row of the EDMS's own `notification_queue`, which the EDMS then sends. */
  z
    .strictObject({ kind: z.literal('edms'), about, to: z.array(address).min(1).max(20).readonly() })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('mail'),
      about,
      server: mailServerSchema,
      /** A file of certificates (PEM): the server's has to be of one of these, and not of one that this machine knows. */
      ca: z
        .string()
        .max(4096)
        .refine((file) => path.isAbsolute(file), 'an absolute path')
        .exactOptional(),
      from: address,
      to: z.array(address).min(1).max(20).readonly(),
    })
    .refine(({ server, ca }) => server.security !== 'none' || ca === undefined, {
      message: 'there is no certificate without encryption',
      path: ['ca'],
    })
    .readonly(),
  /** A program with its arguments, run without a shell; the facts are on its standard input and in its environment. */
  z
    .strictObject({
      kind: z.literal('command'),
      about,
      command: z
        .array(
          z
            .string()
            .max(4096)
            .refine((word) => !word.includes('\0')),
        )
        .min(1)
        .max(50)
        .readonly(),
      timeLimitSeconds: z.number().int().min(1).max(600),
    })
    .readonly(),
]);
export type Channel = z.infer<typeof channelSchema>;
export type MailChannel = Extract<Channel, { readonly kind: 'mail' }>;
export type CommandChannel = Extract<Channel, { readonly kind: 'command' }>;

/** Whether a channel tells of an event. A success after trouble is one of the successes. */
export function tellsOf({ about: events }: Channel, kind: ToldEvent): boolean {
  if (events === undefined) return true;
  return events.includes(kind) || (kind === 'recovered' && events.includes('succeeded'));
}

/** Of what a channel tells of which it is not said. */
export function usualAbout(everySuccess: boolean): readonly ToldEvent[] {
  return TOLD_EVENTS.filter((event) => everySuccess || event !== 'succeeded');
}
