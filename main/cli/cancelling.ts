import type { EventEmitter } from 'node:events';
import { EngineError } from '../engine/errors.ts';

/** Signals that cancel a command: Ctrl+C, and being told to end. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** How long a command may take to end before it is said what to do. A restore that is being taken back needs a moment. */
const PATIENCE = 5000;
/** Signals that come twice are one: a terminal sends them to all that run in it, and a program like npm passes them on. */
const ONCE = 2000;

export interface CancelParts {
  /** Where the signals come from: the process. */
  readonly source: Pick<EventEmitter, 'on' | 'off'>;
  readonly now: () => number;
  /** Says something to the person. */
  readonly say: (sentence: string) => void;
  /** Ends the process at once. */
  readonly leave: (error: EngineError) => void;
}

export interface Cancelling {
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * The first signal cancels. Where that comes to no end (a server that is frozen, a share that is gone, a lock that somebody
 * holds), another one ends the process as a kill would, which every kind of work can take.
 */
export function cancelledBySignals({ source, now, say, leave }: CancelParts): Cancelling {
  const abort = new AbortController();
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    if (since === null) {
      since = now();
      timer = setTimeout(() => say(`It is being cancelled, and waits for an answer. ${AGAIN}`), PATIENCE);
      timer.unref();
      abort.abort();
    } else if (now() - since >= ONCE) leave(byForce());
  };
  for (const name of SIGNALS) source.on(name, cancel);
  return {
    signal: abort.signal,
    stop: () => {
      clearTimeout(timer);
      for (const name of SIGNALS) source.off(name, cancel);
    },
  };
}

const AGAIN =
  'Ctrl+C again ends it by force: then connect anew (or use recover), so that nothing is left half done.';

function byForce(): EngineError {
  return new EngineError({
    code: 'CANCELLED',
    message: 'The work was ended by force.',
    consequence: 'What had not been committed changed nothing.',
    advice: 'After a restore or an undo, use recover with the same target: it is then finished or undone.',
  });
}
