import { version } from '../../package.json';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { cancelledBySignals } from './cancelling.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { Command } from './options.ts';
import { note, print, tellError } from './output.ts';
import { ProgressLine } from './progress-line.ts';

/**
 * Runs a command that has been understood. Each is loaded when it is asked for, and the engine for those alone that need
 * it: what is quickly done starts quickly. Rejects with an `EngineError`.
 */
export async function runCommand(command: Command): Promise<ExitStatus> {
  switch (command.command) {
    case 'completion': {
      const { completionText } = await import('./completion.ts');
      return print(completionText(command));
    }
    case 'man': {
      const { manPage } = await import('./man-page.ts');
      return print(manPage(version));
    }
    case 'keys': {
      const { runKeys } = await import('./keys-command.ts');
      return runKeys(command);
    }
    case 'jobs': {
      const { runJobs } = await import('./jobs-command.ts');
      return print(await runJobs(command));
    }
    case 'logout': {
      const { runLogout } = await import('./login-command.ts');
      return runLogout(command);
    }
    case 'schedule': {
      const { runSchedule } = await import('./schedule-command.ts');
      return cancellable(command, ({ signal }) => runSchedule(command, signal));
    }
    case 'profiles': {
      const { keepProfiles, testProfile } = await import('./profiles-command.ts');
      if (command.action !== 'test') return keepProfiles(command);
      return withEngine(command, (engine, work) => testProfile(command, engine, work));
    }
    default: {
      const { runWithEngine } = await import('./engine-commands.ts');
      return withEngine(command, (engine, work) => runWithEngine(command, engine, work));
    }
  }
}

/** Gives the command an engine, progress and a way to be cancelled. */
async function withEngine(
  options: CommonOptions,
  run: (engine: Engine, work: WorkOptions) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { createEngine } = await import('../engine/create-engine.ts');
  return cancellable(options, async (work) => {
    const engine = createEngine();
    try {
      return await run(engine, work);
    } finally {
      await engine.close();
    }
  });
}

/** Lets the command be cancelled (Ctrl+C, or being told to end), and shows its progress. */
async function cancellable(
  options: CommonOptions,
  run: (work: WorkOptions & { readonly signal: AbortSignal }) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const line = new ProgressLine(process.stderr);
  const cancelling = cancelledBySignals({
    source: process,
    now: Date.now,
    say: (sentence) => note(options, sentence),
    leave: (error) => {
      line.end();
      tellError(error.plain, options.json);
      process.exit(EXIT.cancelled);
    },
  });
  try {
    return await run({
      signal: cancelling.signal,
      ...(options.quiet ? {} : { onProgress: line.listener }),
    });
  } finally {
    line.end();
    cancelling.stop();
  }
}
