import { type ChildProcess, spawn } from 'node:child_process';

/** What a command came to. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export type OnStart = (child: ChildProcess) => void;

export interface RunOptions {
  readonly onStart?: OnStart | undefined;
  /** Standard input; without it there is none. */
  readonly input?: string;
}

/**
 * Runs the command line as a process of its own, without a terminal. `environment` is added to the present one; a
 * variable that is undefined is taken away.
 */
export function runProcess(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  { onStart, input }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'main/cli/index.ts', ...words], {
    env: { ...process.env, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  onStart?.(child);
  child.stdin?.end(input);
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve({ status, out, err }));
  });
}
