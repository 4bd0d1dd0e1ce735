import type { Problem, TakenSnapshot } from '../../../preload/contract/types.ts';

/** What can be said of a snapshot that was taken just now. */
export type TakenVerdict = 'good' | 'untested' | 'findings' | 'findingsUntested' | 'stopped' | 'bad';

/** `bad` before all else: a test that found something wrong. Only one that was restored and compared is good. */
export function verdictOf({ snapshot, proof, testError }: TakenSnapshot): TakenVerdict {
  if (testError !== null) return 'stopped';
  if (proof !== null && proof.seal === null) return 'bad';
  const hasFindings = [...snapshot.problems, ...(proof?.problems ?? [])].some(needsLook);
  if (proof === null) return hasFindings ? 'findingsUntested' : 'untested';
  return hasFindings ? 'findings' : 'good';
}

function needsLook({ severity }: Problem): boolean {
  return severity !== 'note';
}
