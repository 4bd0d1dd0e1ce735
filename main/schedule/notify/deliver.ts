import { toPlainError, withoutSecrets } from '../../engine/errors.ts';
import type { Instant } from '../zone.ts';
import type { Channel } from './channel.ts';
import type { Notice } from './notice.ts';
import type { Outbox } from './outbox.ts';

/**
 * Sends a notice on one kind of channel. Rejects when it certainly did not arrive, with a `NOTICE_NOT_SENT` that says
 * why.
 */
export type Sender<Kind extends Channel['kind']> = (
  channel: Extract<Channel, { readonly kind: Kind }>,
  notice: Notice,
) => Promise<void>;

/** The channels that this process can send on: others' letters stay for who can. */
export type Senders = { readonly [kind in Channel['kind']]?: Sender<kind> };

/** What came of a letter. */
export interface Delivered {
  readonly channel: Channel['kind'];
  readonly event: string;
  /** Null when it was sent; else why not, as a sentence. */
  readonly failure: string | null;
}

/** Sends every letter that waits, one after the other; what cannot be sent now is tried again later. */
export async function deliver(
  outbox: Outbox,
  senders: Senders,
  now: () => Instant,
  signal: AbortSignal,
): Promise<readonly Delivered[]> {
  outbox.sweep();
  const kinds = (['system', 'edms', 'mail', 'command'] as const).filter(
    (kind) => senders[kind] !== undefined,
  );
  const delivered: Delivered[] = [];
  // A letter that fails waits for a while, so that this comes to an end.
  for (let letter = outbox.take(kinds, now()); letter !== null; letter = outbox.take(kinds, now())) {
    const { channel, notice } = letter;
    try {
      await send(senders, channel, notice);
      outbox.sent(letter);
      delivered.push({ channel: channel.kind, event: notice.event, failure: null });
    } catch (error) {
      const { message, details } = toPlainError(error);
      const failure = withoutSecrets(details === undefined ? message : `${message} ${details}`).slice(
        0,
        1000,
      );
      outbox.failed(letter, failure, now());
      delivered.push({ channel: channel.kind, event: notice.event, failure });
    }
    if (signal.aborted) break;
  }
  return delivered;
}

async function send(senders: Senders, channel: Channel, notice: Notice): Promise<void> {
  switch (channel.kind) {
    case 'system':
      return senders.system?.(channel, notice);
    case 'edms':
      return senders.edms?.(channel, notice);
    case 'mail':
      return senders.mail?.(channel, notice);
    case 'command':
      return senders.command?.(channel, notice);
  }
}
