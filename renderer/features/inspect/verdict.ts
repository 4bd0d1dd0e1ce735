import type { Inspection } from '../../../preload/contract/types.ts';

/**
 * What is to be thought of a package at first sight. `whole`: all of it can be read, and all that it says of itself holds.
 * `lacking`: the same, but for what its checksums are about and is not in it. `findings`: all can be read, and somebody
 * should look. `partly` and `no`: what cannot be read.
 */
export type PackageVerdict = 'no' | 'partly' | 'findings' | 'lacking' | 'whole';

export function verdictOf({
  readable,
  problems,
  checks,
}: Pick<Inspection, 'readable' | 'problems' | 'checks'>): PackageVerdict {
  if (readable !== 'whole') return readable;
  if (problems.some(({ severity }) => severity !== 'note')) return 'findings';
  return checks.every(({ result }) => result === 'ok') ? 'whole' : 'lacking';
}

/** The findings, the gravest first, and before all others of their kind those that the verdict speaks of. */
export function inTellingOrder(
  inspection: Pick<Inspection, 'readable' | 'problems' | 'checks'>,
): Inspection['problems'] {
  if (verdictOf(inspection) !== 'lacking') return inspection.problems;
  const isMeant = ({ code }: Inspection['problems'][number]): boolean => code === 'CHECKSUM_FILE_ABSENT';
  return [
    ...inspection.problems.filter(isMeant),
    ...inspection.problems.filter((problem) => !isMeant(problem)),
  ];
}
