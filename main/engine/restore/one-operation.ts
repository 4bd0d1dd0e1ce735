import type { Sql, Target } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { consoleHome } from '../home.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { type JournalFacts, journalHome, RestoreJournal } from './journal.ts';
import { leaveMarker, type Marker, removeMarker, wasMarkerCommitted } from './marker.ts';
import { carryOutMoves, type FileMoves } from './place-files.ts';
import { retried } from './retry.ts';
import { lockOurselves } from './target-locks.ts';

/** Work on database and files that is done as a whole or not at all. */
export interface Operation<T> {
  readonly facts: JournalFacts;
  readonly target: Target;
  /** The storage root, its links resolved; null when no file is touched. */
  readonly root: string | null;
  /** What happens to files after the commit. */
  readonly moves: FileMoves;
  /** Lays the files of `moves.places` into this folder, synced. */
  readonly stage: (folder: string) => Promise<void>;
  /** Does the work of the database. It may run again, from the start, when the connection breaks. */
  readonly write: (sql: Sql) => Promise<T>;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal | undefined;
}

/**
 * Carries an operation out: files are staged, the database's part is done in one transaction, then the files are
 * put in place. A journal leads through it, with a marker inside the transaction, so that after any end of this
 * process, of the connection or of the server it can be finished or undone (`recover.ts`). Rejects with what its
 * parts reject with, `STORAGE_FULL` and `STORAGE_NOT_WRITABLE`; nothing is changed then, unless the error is a
 * `TARGET_LOST` that says so.
 *
 * @returns what `write` gave, and what could not be done to files after the commit
 */
export async function asOneOperation<T>(
  operation: Operation<T>,
): Promise<{ readonly result: T; readonly problems: readonly Problem[] }> {
  const { moves, facts } = operation;
  const withFiles = moves.places.length + moves.removals.length > 0;
  const parent = (withFiles ? operation.root : null) ?? journalHome(consoleHome());
  try {
    const journal = await RestoreJournal.begin(parent, facts);
    let result: T;
    try {
      await journal.plan(moves);
      if (moves.places.length > 0) await operation.stage(journal.folder);
      result = await commit(operation, journal);
    } catch (error) {
      if (error instanceof UnknownOutcome) journal.leave();
      else await journal.end().catch(() => undefined);
      throw error;
    }
    return { result, problems: await finishFiles(operation, journal) };
  } catch (error) {
    throw storageError(error, parent);
  }
}

async function finishFiles<T>(
  { target, facts, root, moves, meter }: Operation<T>,
  journal: RestoreJournal,
): Promise<readonly Problem[]> {
  // The moves are tried even when the journal cannot say so any more (a full disk): the marker still can.
  const noted = await succeeds(journal.committed());
  meter.start('placing files', moves.places.length + moves.removals.length, 'files');
  const problems =
    root === null ? [] : await carryOutMoves(root, journal.folder, moves, () => meter.advance(1));
  meter.finish();
  const ended = problems.length === 0 && (await succeeds(journal.end()));
  if (!ended) journal.leave();
  // While the journal does not know of the commit, the marker has to stay.
  if (noted || ended) await succeeds(target.write((sql) => removeMarker(sql, target.schema, facts.job)));
  return problems;
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Runs the transaction, again where that is safe, until it is known what became of it. */
function commit<T>(operation: Operation<T>, journal: RestoreJournal): Promise<T> {
  let unknown = false;
  const attempt = async (): Promise<T> => {
    let sent: { readonly result: T; readonly marker: Marker } | undefined;
    try {
      return await operation.target.write(async (sql) => {
        await lockOurselves(sql);
        const result = await operation.write(sql);
        const marker = await leaveMarker(sql, operation.target, operation.facts.job);
        operation.meter.start('committing', 1, 'steps');
        await journal.committing(marker);
        sent = { result, marker };
        return result;
      });
    } catch (error) {
      if (sent === undefined) throw error;
      unknown = true;
      const committed = await outcomeOf(operation, sent.marker);
      unknown = false;
      if (committed) return sent.result;
      throw error;
    }
  };
  return retried(attempt, () => !unknown, operation.signal);
}

/** What became of a commit whose answer did not arrive. */
async function outcomeOf<T>({ target, facts }: Operation<T>, marker: Marker): Promise<boolean> {
  try {
    return await retried(
      () => isCommitted(target, facts.job, marker),
      () => true,
    );
  } catch (error) {
    throw new UnknownOutcome(target.label, error);
  }
}

/**
 * Whether the marked transaction was committed; waits for nobody: `TARGET_IN_USE` while it still runs. In two transactions,
 * since one sees the moment in which it began: a commit that ended between that and its lock would be none to it. The
 * caller has occupied the target, so that no further transaction of a console begins between the two.
 */
export async function isCommitted(
  target: Pick<Target, 'read' | 'schema'>,
  job: string,
  marker: Marker,
): Promise<boolean> {
  await target.read(lockOurselves);
  return target.read((sql) => wasMarkerCommitted(sql, target.schema, job, marker));
}

/** The server has not said whether it committed: journal and staged files stay until it has. */
export class UnknownOutcome extends EngineError {
  constructor(label: string, cause: unknown) {
    super(
      {
        code: 'TARGET_LOST',
        message: `The connection to ${label} was lost while the changes were being committed.`,
        consequence: 'Either all of them were made or none: which one is found out at the next connection.',
        advice:
          'When the server answers again, connect (or use `recover`): the rest is then finished or undone.',
      },
      cause,
    );
  }
}

/** The file system's refusal in the words for a person: `STORAGE_FULL`, `STORAGE_NOT_WRITABLE`; other errors as they are. */
export function storageError(error: unknown, root: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EngineError(
      {
        code: 'STORAGE_FULL',
        message: `There is no space left in ${root}.`,
        consequence: 'Nothing was changed; what had been copied was removed.',
        advice: 'Make room, or choose another storage folder.',
      },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EngineError(
      {
        code: 'STORAGE_NOT_WRITABLE',
        message: `The storage folder ${root} cannot be written to.`,
        consequence: 'Nothing was changed.',
        advice: 'Start the console as a user who may write there, or choose another folder.',
      },
      error,
    );
  }
  return error;
}
