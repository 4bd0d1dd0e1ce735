import type { BrowserWindow } from 'electron';
import type { Channel, Language, PackageRef } from '../../../preload/contract/bridge.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import type { TokenKeeper } from '../../auth/token-keeper.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Program } from '../../schedule/install/installation.ts';
import type { PolicyStore } from '../../settings/policies.ts';
import type { Handlers } from '../answer.ts';
import type { Entrance } from '../entrance.ts';
import type { JobLog } from '../job-log.ts';
import type { Jobs } from '../jobs.ts';
import type { LongWorks } from '../long-work.ts';
import type { ShowNotice } from '../notices.ts';
import type { ScheduleRuns } from '../schedule-runs.ts';
import type { Schedules } from '../schedules.ts';
import type { Session } from '../session.ts';

/** What the handlers work with. */
export interface HandlerContext {
  readonly session: Session;
  /** What runs at the moment, to be followed and cancelled. */
  readonly jobs: Jobs;
  /** What is kept of it. */
  readonly log: JobLog;
  readonly schedules: Schedules;
  readonly scheduleRuns: ScheduleRuns;
  /** The command line's program, by which runs are called. */
  readonly program: Program;
  /** What the person has saved under names. */
  readonly policies: PolicyStore;
  readonly longWorks: LongWorks;
  /** Gives out the tokens with which the window comes to the target. */
  readonly keeper: TokenKeeper;
  readonly entrance: Entrance;
  /** Shows a notice on the desktop; null where the system shows none. */
  readonly showNotice: ShowNotice | null;
  readonly words: Words;
  readonly language: Language;
  readonly window: () => BrowserWindow | null;
  /** The sample package, or null when this copy of the program has none. */
  readonly samplePath: string | null;
  /** Gives out the package that the program was started with, once. */
  readonly takeArrived: () => PackageRef | null;
  readonly onRecentsChanged: () => void;
}

/** The handlers of one area of the contract: those whose channel begins with one of its names. */
export type AreaHandlers<Area extends string> = Pick<Handlers, Extract<Channel, `${Area}:${string}`>>;

/** The error for a step that comes too early. */
export function nothingThere(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'Nothing was changed.',
    advice: 'Go on with the step that comes before.',
  });
}
