import type { PlainError } from '../engine/errors.ts';
import type { Phase } from '../engine/progress.ts';
import type { EngineCall } from './engine-protocol.ts';

/** From these phases on, the transaction may have been committed when the process ended. */
const COMMIT_PHASES: ReadonlySet<Phase> = new Set(['committing', 'placing files']);

/** What may remain of methods that write, but for a restore. */
const LEFT_BEHIND: { readonly [method in EngineCall['method']]?: string } = {
  exportTarget:
    'There is no export. What was begun of it may lie where it was to be, under a name with .partial in it; the EDMS was only read.',
  initTarget: 'The new database may be incomplete; no other data was touched.',
  repair: 'Files that were put in place stay there, whole; a sequence is either repaired or as it was.',
  createFirstAdministrator: 'The account was either made or not; nothing else was touched.',
  'snapshots.init': 'The folder may hold the beginning of a repository; no other data was touched.',
  'snapshots.take': 'No snapshot was made. What was begun of it stays in the repository until it is pruned.',
  'snapshots.forget': 'Some of the snapshots may be forgotten, others not; each is either there or not.',
  'snapshots.prune': 'Every snapshot can still be read. What was begun is finished by pruning again.',
  'snapshots.repair':
    'What could be read before can be read still. What was begun is finished by repairing again.',
  recordHealth: 'The health check is either noted in the EDMS or not; nothing else was touched.',
};

/** What a person is told when the engine's process has ended in the middle of `method`. */
export function stoppedError(method: EngineCall['method'], phase: Phase | null, code: number): PlainError {
  const details = `engine process ended with code ${code} in ${method}${phase ? `, phase "${phase}"` : ''}`;
  if (method !== 'restore' && method !== 'undo') {
    return {
      code: 'ENGINE_STOPPED',
      message: 'The engine stopped unexpectedly and was started again.',
      consequence: LEFT_BEHIND[method] ?? 'Nothing was changed.',
      advice: 'Try again. If it happens again, send the details to support.',
      details,
    };
  }
  const work = method === 'restore' ? 'restore' : 'undo';
  if (phase && COMMIT_PHASES.has(phase)) {
    return {
      code: 'ENGINE_STOPPED',
      message: `The ${work} was interrupted while it was being completed.`,
      consequence:
        'The target has either all of the records or none of them. It is finished or undone as soon as the target is open again.',
      advice: 'Wait for the notice that says which, then look at it again.',
      details,
    };
  }
  return {
    code: 'ENGINE_STOPPED',
    message: `The ${work} was interrupted. The target is as it was.`,
    consequence: 'Nothing was committed: the database rolls the unfinished transaction back.',
    advice: `Look at it again and start the ${work} once more.`,
    details,
  };
}
