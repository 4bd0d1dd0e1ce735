import type { ConnectionStep, ConnectionTest } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';

/**
 * What to do about a step of a connection's test: as the engine says, but for an empty database. In the command line a
 * command makes an EDMS in it; here a button does, once somebody connects to it.
 */
export function stepAdvice(
  { id, level, advice }: ConnectionStep,
  test: Pick<ConnectionTest, 'edms'> | null,
  { profiles }: Words,
): string {
  // A database without an EDMS that is no more than a warning is empty: any other is in the way.
  const isEmpty = id === 'edms' && level === 'warn' && test !== null && test.edms === null;
  return isEmpty ? profiles.emptyDatabase : advice;
}
