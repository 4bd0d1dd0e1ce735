import { EngineError } from '../errors.ts';
import type { EncryptionFacts } from './age-header.ts';

const NOTHING_CHANGED = 'Nothing was changed.';

/** Nothing was given that could open it. */
export function keyNeeded(facts: EncryptionFacts): EngineError {
  const byPassphrase = facts.by === 'passphrase';
  return new EngineError({
    code: 'ENCRYPTION_KEY_NEEDED',
    message: byPassphrase ? 'It is encrypted with a passphrase.' : `It is encrypted for ${owners(facts)}.`,
    consequence: 'Without it nothing can be read. Nothing was changed.',
    advice: byPassphrase
      ? 'Give the passphrase.'
      : 'Give an identity file (AGE-SECRET-KEY-…) of one of them.',
  });
}

/** What was given does not open it. A header that was changed in its secret part cannot be told from that. */
export function keyWrong(facts: EncryptionFacts): EngineError {
  const byPassphrase = facts.by === 'passphrase';
  return new EngineError({
    code: 'ENCRYPTION_KEY_WRONG',
    message: byPassphrase
      ? 'The passphrase does not open it.'
      : `It is encrypted for ${owners(facts)}, and no identity that was given is one of them.`,
    consequence: NOTHING_CHANGED,
    advice: byPassphrase
      ? 'Try again: upper and lower case count. If the passphrase is certainly right, the file is damaged at its beginning.'
      : 'Give the identity file that belongs to one of the recipients.',
  });
}

/** It is not what was encrypted. */
export function encryptionDamaged(message: string, cause?: unknown, byte?: number): EngineError {
  return new EngineError(
    {
      code: 'ENCRYPTION_DAMAGED',
      message,
      consequence: 'What follows that place cannot be decrypted, and is not used. Nothing was changed.',
      advice: 'Copy or download it again and compare its size and checksum with the original.',
      ...(byte === undefined ? {} : { where: { byte } }),
      ...(cause instanceof Error ? { details: cause.message } : {}),
    },
    cause,
  );
}

export function encryptionUsage(message: string, advice: string): EngineError {
  return new EngineError({ code: 'USAGE', message, consequence: NOTHING_CHANGED, advice });
}

function owners({ recipients }: EncryptionFacts): string {
  return recipients === 1 ? 'one recipient' : `${recipients} recipients`;
}
