import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EngineError, withoutSecrets } from '../../engine/errors.ts';
import type { Installation } from './installation.ts';

const run = promisify(execFile);

/** Runs a program of the system with its words; rejects when it refuses. */
export type RunProgram = (command: readonly string[]) => Promise<void>;

export const runProgram: RunProgram = async ([program = '', ...words]) => {
  await run(program, words, { timeout: 60_000, windowsHide: true });
};

/** Writes the files and begins. What was written goes again when the system refuses. Error: `SCHEDULE_NOT_INSTALLED`. */
export async function install(installation: Installation, program: RunProgram = runProgram): Promise<void> {
  const { files, begin, end } = installation;
  try {
    for (const file of files) {
      await mkdir(path.dirname(file.path), { recursive: true });
      const mark = file.encoding === 'utf16le' ? '\uFEFF' : '';
      await writeFile(file.path, mark + file.text, file.encoding);
      await chmod(file.path, 0o644);
    }
    for (const command of end.slice(0, isReplaced(end) ? 1 : 0))
      await program(command).catch(() => undefined);
    for (const command of begin) await program(command);
  } catch (error) {
    await uninstall(installation, program).catch(() => undefined);
    throw notInstalled('The timer could not be installed.', 'Nothing of it was left.', error);
  }
}

/** launchd refuses a job that it has already; the others replace it. */
function isReplaced([first]: Installation['end']): boolean {
  return first?.[0] === 'launchctl';
}

/** Ends the timer and removes its files; returns those that were there. Error: `SCHEDULE_NOT_INSTALLED`. */
export async function uninstall(
  { files, end, begin }: Installation,
  program: RunProgram = runProgram,
): Promise<void> {
  try {
    for (const command of end) await program(command).catch(() => undefined);
    for (const file of files) await rm(file.path, { force: true });
    // systemd remembers what it has read.
    const reload = begin.find((command) => command.includes('daemon-reload'));
    if (reload !== undefined) await program(reload).catch(() => undefined);
  } catch (error) {
    throw notInstalled('The timer could not be removed.', 'Its files may still be there.', error);
  }
}

function notInstalled(message: string, consequence: string, error: unknown): EngineError {
  const said: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'stderr') : null;
  const why = typeof said === 'string' && said.trim() !== '' ? said : String(error);
  return new EngineError(
    {
      code: 'SCHEDULE_NOT_INSTALLED',
      message,
      consequence,
      advice:
        'With --system it needs the rights of the machine’s administrator; --dry-run shows what would be written.',
      details: withoutSecrets(why).slice(0, 500),
    },
    error,
  );
}
