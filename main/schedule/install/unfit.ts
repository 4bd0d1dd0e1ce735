import { EngineError } from '../../engine/errors.ts';

/** The error for a path that a timer of the system cannot call. */
export function unfit(what: string): EngineError {
  return new EngineError({
    code: 'SCHEDULE_NOT_INSTALLED',
    message: `The path of the program or of the console's folder holds ${what}.`,
    consequence: 'Nothing was installed.',
    advice: 'Move it to another path.',
  });
}

/** Throws where a word holds what neither a unit nor XML can say: it would be another path, or another line. */
export function refuseControls(word: string): void {
  if (/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(word)) throw unfit('a line break or another control character');
}
