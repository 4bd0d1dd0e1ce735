import { spawn } from 'node:child_process';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import { type Machine, thisMachine } from '../schedule/conditions.ts';
import type { Call } from '../schedule/install/installation.ts';
import { deliver } from '../schedule/notify/deliver.ts';
import type { Notice } from '../schedule/notify/notice.ts';
import { ScheduleRunner } from '../schedule/runner.ts';
import { running } from '../schedule/schedule-errors.ts';
import type { ScheduleStore } from '../schedule/schedule-store.ts';
import { MINUTE } from '../schedule/zone.ts';
import { isTakenTarget } from '../settings/taken-target.ts';

/** Lends the window's embedded target to a run: one process alone can have it open. */
export interface LentTarget {
  /** Whether this is the target of the window, which can be lent now. */
  isOurs(target: string): boolean;
  /** Whether nothing is under way in the window. */
  isIdle(): boolean;
  /** Whether the window is put away, so that nobody sees it. */
  isAway(): boolean;
  release(): Promise<void>;
  reopen(): Promise<void>;
}

interface RunsParts {
  readonly store: () => ScheduleStore;
  /** How the command line is called: a run is a process of its own, which can fail without the window. */
  readonly call: Call;
  readonly lent: LentTarget;
  /** Does work that can be cancelled, and is told of beside the clock. */
  readonly during: (work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly show: ((notice: Notice) => void) | null;
  readonly onChange: () => void;
  readonly now?: () => number;
}

const EVERY = 20_000;

/** Runs come due with a minute: then is looked, too, and not up to twenty seconds later. In milliseconds. */
export function untilNextLook(now: number): number {
  return Math.min(EVERY, MINUTE - (now % MINUTE) + 200);
}

/** Does the runs of schedules while the console is open, its window put away or not; and shows their notices. */
export class ScheduleRuns {
  readonly #parts: RunsParts;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => this.start(), untilNextLook(Date.now()));
    void this.look();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Looks once. One look at a time; never rejects: a store that cannot be read is told where schedules are shown. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#look();
      await this.#tell();
    } catch (error) {
      console.error('The schedules could not be looked at.', error);
    } finally {
      this.#looking = false;
    }
  }

  /**
   * Begins a run that a person asks for; what it resolves to ends with the run. Throws `SCHEDULE_UNKNOWN`,
   * `SCHEDULE_RUNNING`, and `TARGET_IN_USE` while the window works on the target itself.
   */
  runNow(id: string): { readonly ended: Promise<void> } {
    const { store, lent } = this.#parts;
    const { schedule, running: other } = store().require(id);
    if (other !== null) throw running(schedule.name);
    const isOurs = lent.isOurs(schedule.action.target);
    if (isOurs && !lent.isIdle()) throw inUse(schedule.action.target);
    return { ended: this.#call([id], isOurs).then(() => this.look()) };
  }

  async #look(): Promise<void> {
    const { store, lent, now = Date.now } = this.#parts;
    const canLend = () => lent.isAway() && lent.isIdle();
    const machine: Machine = {
      ...thisMachine,
      isTaken: async (target) => (lent.isOurs(target) ? !canLend() : isTakenTarget(target)),
    };
    const runner = new ScheduleRunner({
      store: store(),
      machine,
      now,
      backup: () => Promise.reject(new Error('A run is a process of its own.')),
    });
    if (!(await runner.isSomethingReady())) return;
    const needsOurs = runner.dueRuns().some(({ schedule }) => lent.isOurs(schedule.action.target));
    await this.#call(['--due'], needsOurs && canLend());
  }

  async #call(words: readonly string[], lend: boolean): Promise<void> {
    const { lent, during, onChange, call } = this.#parts;
    if (lend) await lent.release();
    try {
      await during(async (signal) => {
        const command = [...call.command, 'schedule', 'run', ...words, '--quiet', '--json'];
        const ended = run({ ...call, command }, signal);
        // The run is claimed soon after its process has begun.
        const soon = setTimeout(onChange, 1500);
        await ended.finally(() => clearTimeout(soon));
      });
    } finally {
      if (lend) await lent.reopen();
      onChange();
    }
  }

  async #tell(): Promise<void> {
    const { show, store, now = Date.now } = this.#parts;
    if (show === null) return;
    const senders = { system: async (_: unknown, notice: Notice) => show(notice) };
    const sent = await deliver(store().outbox, senders, now, new AbortController().signal);
    if (sent.length > 0) this.#parts.onChange();
  }
}

/** Runs the command line to its end; what came of it is in the store. Cancelling lets it take back what it does. */
function run({ command: [program = '', ...words], environment }: Call, signal: AbortSignal): Promise<void> {
  const { ELECTRON_RUN_AS_NODE: _, ...own } = process.env;
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      env: { ...own, ...environment, EDMS_BACKUP_HOME: consoleHome() },
      stdio: 'ignore',
      windowsHide: true,
    });
    const cancel = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', cancel, { once: true });
    const end = (): void => {
      signal.removeEventListener('abort', cancel);
      resolve();
    };
    child.on('error', end).on('exit', end);
    if (signal.aborted) cancel();
  });
}

function inUse(target: string): EngineError {
  return new EngineError({
    code: 'TARGET_IN_USE',
    message: `This window works on ${target} at the moment, which one alone can have open.`,
    consequence: 'No run was begun.',
    advice: 'Wait until that has ended, or cancel it.',
  });
}
