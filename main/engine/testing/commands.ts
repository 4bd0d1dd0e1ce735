import { spawn, spawnSync } from 'node:child_process';

/** What a program of the system came to. */
export interface CommandResult {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Whether a program of this name can be started here. */
export function hasCommand(name: string): boolean {
  return spawnSync(name, ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** Runs a program of the system with `input` on its standard input. */
export function runCommand(
  command: string,
  words: readonly string[],
  input: Buffer | string = '',
): Promise<CommandResult> {
  const child = spawn(command, words, { stdio: 'pipe' });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  // A program that refuses its arguments does not read.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve({ status, out: Buffer.concat(out), err }));
  });
}
