import { spawn } from 'node:child_process';
import type { CommandChannel } from './channel.ts';
import { notSent } from './mail.ts';
import type { Notice } from './notice.ts';

/** What of the program's own words is told when it fails. */
const KEPT = 500;

/**
 * Runs a program that tells somebody: without a shell, with the notice as JSON on its standard input and its facts in
 * `EDMS_NOTICE_…`. The console's own passwords are not in its environment. Rejects with `NOTICE_NOT_SENT` when it cannot
 * be started, ends with another status than 0, or takes too long (then it is killed, on POSIX with what it started).
 */
export async function runCommand(
  { command, timeLimitSeconds }: CommandChannel,
  notice: Notice,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const [program = '', ...words] = command;
  const ownGroup = process.platform !== 'win32';
  const child = spawn(program, words, {
    shell: false,
    detached: ownGroup,
    windowsHide: true,
    env: { ...withoutSecretsOf(environment), ...factsOf(notice) },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT);
  });
  // A program that does not read closes the pipe.
  child.stdin.on('error', () => undefined).end(`${JSON.stringify(notice)}\n`);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill(child.pid, ownGroup);
  }, timeLimitSeconds * 1000);
  try {
    const status = await new Promise<number | string | null>((resolve, reject) => {
      // Not `close`: what the program has left running may hold the pipe open.
      child.once('error', reject).once('exit', (code, signal) => resolve(code ?? signal));
    });
    if (isLate)
      throw notSent(`${program} took longer than ${timeLimitSeconds} seconds and was ended.`, ADVICE);
    if (status !== 0) throw notSent(`${program} ended with ${status}.`, ADVICE, said.trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error)
      throw notSent(`${program} could not be started (${error.code}).`, ADVICE);
    throw error;
  } finally {
    clearTimeout(timer);
    child.stderr.destroy();
  }
}

const ADVICE = 'Run it by hand with the same words; it gets the notice as JSON on its standard input.';

function kill(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended just now.
  }
}

function factsOf({ kind, schedule, target, at, due, subject, error }: Notice): NodeJS.ProcessEnv {
  return {
    EDMS_NOTICE_KIND: kind,
    EDMS_NOTICE_SCHEDULE: schedule.name,
    EDMS_NOTICE_TARGET: target,
    EDMS_NOTICE_AT: at,
    EDMS_NOTICE_DUE: due ?? '',
    EDMS_NOTICE_SUBJECT: subject,
    EDMS_NOTICE_ERROR: error?.code ?? '',
  };
}

function withoutSecretsOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(EDMS_TARGET|PGPASSWORD|EDMS_.*(?:PASSWORD|PASSPHRASE).*)$/i.test(name),
    ),
  );
}
