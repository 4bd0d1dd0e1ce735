import { EngineError } from './errors.ts';

/** What has to be open for a piece of work, `a package` for one. Error: `USAGE` where it is not. */
export function needed<T>(value: T | null, what: string): T {
  if (value !== null) return value;
  throw new EngineError({
    code: 'USAGE',
    message: `There is no open ${what.replace(/^an? /, '')}.`,
    consequence: 'Nothing was changed.',
    advice: `Open ${what} first.`,
  });
}
