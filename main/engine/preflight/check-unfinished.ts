import path from 'node:path';
import { agree, counted, listText } from '../figures.ts';
import { journalHome, type LeftJournal, leftJournals } from '../restore/journal.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';

/** Whether a restore or undo of this target was interrupted and has not been recovered yet. */
export async function checkUnfinished({
  home,
  storageRoot,
  target,
}: PreflightInput): Promise<PreflightCheck> {
  // Journals of work without files are kept together, of all targets.
  const withoutFiles = (await leftJournals(journalHome(home))).filter(
    (left) => left.kind === 'journal' && left.content.target === target.label,
  );
  const left = [...(storageRoot === null ? [] : await leftJournals(storageRoot)), ...withoutFiles];
  if (left.length === 0) return ok('unfinished', 'No restore into this target was left unfinished.');
  return warn(
    'unfinished',
    `${counted(left.length, 'restore')} ${agree(left.length, 'was', 'were')} left unfinished: ${listText(left.map(describe))}.`,
    'The restore recovers first by itself: it finishes what was committed and takes back the rest. `recover` does only that.',
  );
}

function describe(left: LeftJournal): string {
  const place = path.dirname(left.folder);
  if (left.kind !== 'journal') return `${path.basename(left.folder)} in ${place}`;
  const { job, operation, state } = left.content;
  return `${operation} ${job} (${state === 'staging' ? 'nothing was committed' : state}) in ${place}`;
}
