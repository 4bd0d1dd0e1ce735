import { EngineError } from '../engine/errors.ts';

/** The error of words that cannot be understood. */
export function usage(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'Nothing was done.',
    advice: 'edms-backup --help shows how it is called.',
  });
}
