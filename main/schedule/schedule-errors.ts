import type { ProcessIdentity } from '../engine/database/process-identity.ts';
import { EngineError, type PlainError } from '../engine/errors.ts';

export function interrupted({ pid }: ProcessIdentity): PlainError {
  return {
    code: 'SCHEDULE_INTERRUPTED',
    message: `The run ended without saying how (process ${pid}): a crash, a kill or a power cut.`,
    consequence: 'What it had begun is not a finished backup.',
    advice: 'It is tried again by itself, as often as the schedule says.',
  };
}

export function running(name: string): EngineError {
  return new EngineError({
    code: 'SCHEDULE_RUNNING',
    message: `A run of the schedule ${name} is at work already.`,
    consequence: 'Nothing was begun.',
    advice: 'Wait for its end; edms-backup schedule show tells how it stands.',
  });
}

export function unknown(name: string, names: readonly string[]): EngineError {
  return new EngineError({
    code: 'SCHEDULE_UNKNOWN',
    message: `There is no schedule ${name.slice(0, 60)}.`,
    consequence: 'Nothing was done.',
    advice: names.length > 0 ? `There are: ${names.join(', ')}.` : 'edms-backup schedule add makes one.',
  });
}
