import { setTimeout } from 'node:timers/promises';
import { EngineError } from '../errors.ts';

/** Waits before each further attempt, in milliseconds: a server that restarts is back within them. */
const PAUSES = [500, 2000, 5000, 10_000] as const;

/**
 * Does `attempt` again while it fails in a way that another time may not: a connection that broke, a
 * serialisation failure, a deadlock. Only for work that changes nothing unless it succeeds.
 * @param isSafe asked before each repetition
 */
export async function retried<T>(
  attempt: () => Promise<T>,
  isSafe: () => boolean,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pause = PAUSES[failures];
      if (pause === undefined || !isPassing(error) || !isSafe() || signal?.aborted) throw error;
      await setTimeout(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }
}

/** Errors of the moment. A lock that others held for all of its time limit is not one: that wait was long enough. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'TARGET_LOST' || error.code === 'TARGET_UNREACHABLE' || error.code === 'TARGET_BUSY';
}
