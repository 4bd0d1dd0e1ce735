import type { PlainError } from '../errors.ts';
import type { RestorePolicy } from '../plan/policy.ts';
import type { Problem, ProblemList } from '../problems.ts';
import type { ContentFindings } from './inspect-contents.ts';
import type { Inspection } from './inspection.ts';
import type { Package } from './package.ts';
import { packageError } from './package-errors.ts';
import type { Walk } from './walk-package.ts';

/**
 * Problems by which something in the package is not what was exported. A document file that is not there at all
 * is none of them: the EDMS exports such packages itself when its storage lacks the file.
 */
const DAMAGE = new Set(['CHECKSUM_WRONG', 'RECORD_COUNT_DIFFERS', 'FILE_WRONG_SIZE', 'FILE_WRONG_CHECKSUM']);
const DAMAGED_RECORD = /^RECORD_(?!DUPLICATE)/;
const REFUSED_ENTRY = /^ENTRY_/;

/** Whether there is something to restore, and the failure or the first damage that a person should know. */
export function judge(
  walk: Walk,
  contents: ContentFindings,
  problems: ProblemList,
  { path, bytes }: Pick<Package, 'path' | 'bytes'>,
  seal: Problem | null,
): Pick<Inspection, 'readable' | 'failure'> {
  const failure =
    // All else that was met follows from it.
    bytes?.failure ??
    (seal?.code === 'SIGNATURE_BROKEN' ? asFailure(seal) : null) ??
    (contents.filesAlone ? null : walk.fixtureFailure) ??
    walk.failure ??
    (walk.spool === null ? noFixture(walk, path) : null) ??
    walk.damage;
  const usable = walk.spool !== null && (contents.filesAlone || hasRecords(walk));
  if (failure !== null) return { readable: usable ? 'partly' : 'no', failure };
  const damage = problems.toArray().find(isDamage);
  if (damage !== undefined) return { readable: usable ? 'partly' : 'no', failure: asFailure(damage) };
  const failed = contents.checks.some((check) => check.result === 'failed');
  return { readable: failed ? 'partly' : 'whole', failure: null };
}

/** Why a package may not be restored as long as nobody has accepted its damage; null when it may. */
export function unacceptedDamage(
  { readable, failure }: Inspection,
  policy: Pick<RestorePolicy, 'acceptDamaged'>,
): PlainError | null {
  return readable === 'whole' || (readable === 'partly' && policy.acceptDamaged) ? null : failure;
}

function hasRecords({ spool }: Walk): boolean {
  for (let record = 0; record < (spool?.count ?? 0); record++) {
    if (spool?.brokenBecause(record) === null) return true;
  }
  return false;
}

function isDamage(problem: Problem): boolean {
  if (problem.severity !== 'error') return false;
  return DAMAGE.has(problem.code) || DAMAGED_RECORD.test(problem.code) || REFUSED_ENTRY.test(problem.code);
}

function asFailure({ code, message, advice, where }: Problem): PlainError {
  return {
    code: code === 'SIGNATURE_BROKEN' ? code : 'PACKAGE_DAMAGED',
    message,
    consequence: 'Everything else in the package can be read; nothing was changed.',
    advice: advice ?? 'Ask for the package again.',
    ...(where === undefined ? {} : { where }),
  };
}

function noFixture(walk: Walk, path: string): PlainError {
  const where = { entry: path };
  if (walk.others.some((entry) => /(?:^|\/)database\.dump$/.test(entry))) {
    const message =
      'This is a hybrid backup (a pg_dump archive with the storage beside it), not a migration package.';
    const advice =
      'It cannot be read here yet. Restore its database.dump with pg_restore, or export a migration package.';
    return packageError('PACKAGE_UNKNOWN_FORMAT', message, advice, where).plain;
  }
  const message = 'There is no database/database_backup.json in it: it is no migration package.';
  const advice = 'Open the package that the EDMS exported, or the fixture itself.';
  return packageError('PACKAGE_NO_FIXTURE', message, advice, where).plain;
}
