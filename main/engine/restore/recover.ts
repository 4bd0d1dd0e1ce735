import { hostname } from 'node:os';
import { isAlive } from '../database/process-identity.ts';
import type { Target } from '../database/target.ts';
import { isSameTarget } from '../database/target-label.ts';
import { consoleHome, jobFolder } from '../home.ts';
import type { Problem } from '../problems.ts';
import { removeUndoRecord } from '../undo/undo-record.ts';
import {
  type JournalContent,
  journalHome,
  type LeftJournal,
  leftJournals,
  removeJournal,
} from './journal.ts';
import { removeMarker } from './marker.ts';
import { isCommitted } from './one-operation.ts';
import { carryOutMoves } from './place-files.ts';
import { retried } from './retry.ts';
import { openRoot } from './stage-files.ts';

/** What became of a restore or undo that did not come to its end. */
export interface Recovered {
  readonly job: string;
  readonly operation: 'restore' | 'undo';
  /** `finished`: it had been committed, and its files are in place now. `undone`: nothing of it remains. */
  readonly state: 'finished' | 'undone';
}

export interface Recovery {
  /** `nothing`: there was nothing to recover. `finished` when at least one was finished. */
  readonly state: 'nothing' | 'finished' | 'undone';
  /** The job, when there was one; the last one when there were several. */
  readonly job: string | null;
  readonly recovered: readonly Recovered[];
  readonly problems: readonly Problem[];
}

/**
 * Finishes or undoes what was left behind by a process that was killed, a connection that was lost or a machine that
 * fell: journals in the storage root and in the console's home. The caller has occupied the target, so nobody
 * who works on it is alive. Errors: `TARGET_IN_USE` while the server still runs a transaction of a console that
 * is gone, `TARGET_…`, `STORAGE_NOT_FOUND`.
 */
export async function recoverLeft(target: Target, storageRoot: string | null): Promise<Recovery> {
  const root = storageRoot === null ? null : await openRoot(storageRoot);
  const left = [
    ...(root === null ? [] : await leftJournals(root)),
    ...(await leftJournals(journalHome(consoleHome()))),
  ];
  const recovered: Recovered[] = [];
  const problems: Problem[] = [];
  for (const journal of left) {
    const one = await recoverOne(journal, target, root);
    if (one === null) continue;
    if (one.result) recovered.push(one.result);
    problems.push(...one.problems);
  }
  const last = recovered.filter(({ state }) => state === 'finished').at(-1) ?? recovered.at(-1);
  return { state: last?.state ?? 'nothing', job: last?.job ?? null, recovered, problems };
}

interface One {
  readonly result: Recovered | null;
  readonly problems: readonly Problem[];
}

async function recoverOne(left: LeftJournal, target: Target, root: string | null): Promise<One | null> {
  if (left.kind === 'foreign') return { result: null, problems: [foreignJournal(left.folder)] };
  if (left.kind === 'absent') {
    await removeJournal(left.folder);
    return null;
  }
  const { folder, content } = left;
  if (isAtWork(content)) return null;
  // Of another database: only what needs no word of it can be decided here, and only on the machine that did it.
  if (!isOurs(content, target) && (content.state === 'committing' || content.host !== hostname()))
    return null;
  const { job, operation } = content;
  if (!(await hasCommitted(content, target))) {
    if (operation === 'restore') await removeUndoRecord(jobFolder(job));
    await removeJournal(folder);
    return { result: { job, operation, state: 'undone' }, problems: [] };
  }
  const problems = root === null ? [] : await carryOutMoves(root, folder, content.moves);
  if (problems.length === 0) {
    await removeJournal(folder);
    await target.write((sql) => removeMarker(sql, target.schema, job));
  }
  return { result: { job, operation, state: 'finished' }, problems };
}

async function hasCommitted({ state, job, marker }: JournalContent, target: Target): Promise<boolean> {
  if (state !== 'committing' || marker === null) return state === 'committed';
  return retried(
    () => isCommitted(target, job, marker),
    () => true,
  );
}

/** Whether the journal is about this database. One that names none is of the console's first release. */
function isOurs({ target: label }: JournalContent, target: Target): boolean {
  return label === '' || isSameTarget(label, target.label);
}

/** Whether another process of this machine is still at it. (On another machine nobody is: the target is occupied.) */
function isAtWork({ host, owner }: JournalContent): boolean {
  return host === hostname() && owner.pid !== process.pid && isAlive(owner);
}

function foreignJournal(folder: string): Problem {
  return {
    code: 'JOURNAL_NOT_READABLE',
    severity: 'warning',
    message: `There is an unfinished restore that this version of the console cannot read: ${folder}.`,
    advice: 'Finish it with the version that began it; the folder is left as it is.',
  };
}
