import { CHANNEL_ACCESS } from '../../preload/contract/access.ts';
import type { AnswerOf, Channel, RequestOf } from '../../preload/contract/bridge.ts';
import { envelopeSchema, REQUESTS } from '../../preload/contract/channels.ts';
import type { PlainError } from '../../preload/contract/types.ts';
import type { TokenKeeper } from '../auth/token-keeper.ts';
import { EngineError, toPlainError } from '../engine/errors.ts';
import type { Entrance } from './entrance.ts';
import type { Call, Gate } from './gate.ts';

/** One function for each channel of the contract: none can be forgotten, none can be added beside it. */
export type Handlers = {
  readonly [C in Channel]: (request: RequestOf<C>, call: Call) => Promise<AnswerOf<C>>;
};

/** What goes back to the preload script. `token`: takes the place of the one that it has. */
export type Answer =
  | { readonly ok: true; readonly value: unknown; readonly token?: string }
  | { readonly ok: false; readonly error: PlainError; readonly token?: string };

/** What messages are answered with. */
export interface AnswerParts {
  readonly handlers: Handlers;
  readonly gate: Gate;
  readonly keeper: TokenKeeper;
  readonly entrance: Entrance;
}

/** Answers one message from our own page: its envelope and request parsed, its token checked, errors as values. */
export async function answerMessage<C extends Channel>(
  channel: C,
  message: unknown,
  { handlers, gate, keeper, entrance }: AnswerParts,
): Promise<Answer> {
  let sent: string | null = null;
  let granted: string | null = null;
  const outcome = async (): Promise<Answer> => {
    try {
      const envelope = envelopeSchema.safeParse(message);
      if (!envelope.success) throw refusedError('The message has no envelope.');
      const session = await gate.admit(channel, envelope.data.token);
      if (session !== null) sent = envelope.data.token;
      const parsed = REQUESTS[channel].input.safeParse(envelope.data.request);
      if (!parsed.success) throw refusedError(parsed.error.message);
      const grant = (token: string): void => {
        granted = token;
      };
      return { ok: true, value: await handlers[channel](parsed.data as RequestOf<C>, { session, grant }) };
    } catch (error) {
      return { ok: false, error: toPlainError(error) };
    }
  };
  // Nothing else is opened between the question whether it may and the end of what it does.
  const answer = await (worksOnTarget(channel) ? entrance.beside(outcome) : outcome());
  // A token that was good at the beginning is renewed at the end: long work is use, too.
  const token = granted ?? (sent === null ? null : keeper.renew(sent));
  return token === null ? answer : { ...answer, token };
}

function worksOnTarget(channel: Channel): boolean {
  const access = CHANNEL_ACCESS[channel];
  return access === 'look' || access === 'write';
}

/** The error for what does not belong to the program. */
export function refusedError(details: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: 'The program refused a message that does not belong to it.',
    consequence: 'Nothing was changed.',
    advice: 'If you did nothing unusual, send the details to support.',
    details: details.slice(0, 2000),
  });
}
