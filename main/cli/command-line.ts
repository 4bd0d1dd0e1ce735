import path from 'node:path';
import { version } from '../../package.json';
import { toPlainError } from '../engine/errors.ts';
import { type ExitStatus, statusOfError } from './exit-status.ts';
import { helpText } from './help.ts';
import { parseInvocation } from './options.ts';
import { print, tellError } from './output.ts';

/**
 * Runs a command, `['restore', 'package.tar.gz', '--target', 'embedded:demo']`, on the same engine as the
 * window. Results go to standard output, progress and questions to standard error. Never rejects: errors are
 * printed, and told by the exit status.
 */
export async function runCommandLine(words: readonly string[]): Promise<ExitStatus> {
  const json = words.includes('--json');
  try {
    const invocation = parseInvocation(words, process.env);
    if (invocation.command === 'help') return print(helpText(invocation.topic));
    if (invocation.command === 'version') return print(`${version}\n`);
    // Before anything asks where the console keeps what is its own.
    if (invocation.home !== null) process.env.EDMS_BACKUP_HOME = path.resolve(invocation.home);
    // Not before it is known what is wanted: help and wrong usage are told at once.
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(invocation);
  } catch (error) {
    const plain = toPlainError(error);
    tellError(plain, json);
    return statusOfError(plain.code);
  }
}
