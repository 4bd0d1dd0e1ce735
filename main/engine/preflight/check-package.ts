import { agree, counted } from '../figures.ts';
import { unacceptedDamage } from '../package/verdict.ts';
import type { Severity } from '../problems.ts';
import { ok, type PreflightCheck, type PreflightInput, stop, warn } from './preflight.ts';

/** What the inspection found wrong with the package. */
export async function checkPackage({ inspection, policy }: PreflightInput): Promise<PreflightCheck> {
  const damage = unacceptedDamage(inspection, policy);
  if (damage !== null)
    return stop('package', `The package cannot be restored: ${damage.message}`, damage.advice);
  if (inspection.readable === 'no') {
    return stop(
      'package',
      'There is nothing in the package that can be restored.',
      'Ask for the package again.',
    );
  }
  const count = (severity: Severity) =>
    inspection.problems.filter((problem) => problem.severity === severity).length;
  const told = `The package holds ${counted(inspection.records, 'record')} and ${counted(inspection.files.count, 'file')}`;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors > 0) {
    const first = inspection.problems.find(({ severity }) => severity === 'error');
    return warn(
      'package',
      `${told}; ${counted(errors, 'thing')} in it ${agree(errors, 'is', 'are')} wrong: ${first?.message ?? ''}`,
      first?.advice ?? 'Look at the inspection before you go on.',
    );
  }
  return ok(
    'package',
    warnings === 0
      ? `${told}, and is sound.`
      : `${told}; ${counted(warnings, 'warning')} of its inspection ${agree(warnings, 'is', 'are')} worth a look.`,
  );
}
