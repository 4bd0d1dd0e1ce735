// `npm run --silent cli -- COMMAND`: the command line of the built application. Standard output, standard
// input and the exit status are the command's own; what the set-up has to say goes to standard error.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { inProject, main } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(async () => {
  await setUp();
  // npm runs scripts in the project's folder; paths on the command line are the caller's.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const child = spawn(process.execPath, [inProject('dist', 'cli', 'index.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    cwd,
  });
  passSignalsTo(child);
  const [status, signal] = await once(child, 'close');
  return signal ? 128 + os.constants.signals[signal] : status;
});

/** We outlive the command, whose status is ours. A terminal sends Ctrl+C to the command by itself. */
function passSignalsTo(child) {
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
}
