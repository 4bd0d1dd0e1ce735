import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openTarget } from '../engine/database/open-target.ts';
import type { Target } from '../engine/database/target.ts';
import { freshTarget } from '../engine/database/testing.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import { restoreOnce } from '../engine/testing/restore-once.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { connectionFromUrl } from '../settings/server-connection.ts';

/** What a command came to. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command line where the run has built it (`npm test`), which starts in a fifth of the time; else its source. */
const { EDMS_TEST_CLI: built } = process.env;
export const PROGRAM: readonly string[] = built ? [built] : ['--import', 'tsx', 'main/cli/index.ts'];

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
  const child = spawn(process.execPath, [...PROGRAM, ...words], {
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

/**
 * Restores a package into an embedded target of `home`, which is made when it is not there, in this process: for tests
 * that need what it holds and are not about restoring.
 */
export async function fillEmbedded(home: string, name: string, file: string): Promise<RestoreReport> {
  const storage = path.join(embeddedTargetFolder(name, home), 'storage');
  await mkdir(storage, { recursive: true });
  const target = await openTarget({ kind: 'embedded', name }, { home });
  try {
    return await restoreOnce(file, target, { storage });
  } finally {
    await target.close();
  }
}

/** An EDMS on the test server that commands know by the name of a profile. */
export interface KnownEdms {
  /** Open in this process. */
  readonly target: Target;
  /** The storage folder that its profile names. */
  readonly storage: string;
  /** For the environment of commands: a profile holds no password. */
  readonly password: string;
  /** Restores a package into it, in this process. */
  fill(file: string): Promise<RestoreReport>;
  remove(): Promise<void>;
}

/**
 * Makes an empty EDMS on the test server and a profile of it in `home`, for tests that are not about the kind of target:
 * a command opens it in a fraction of the time that an embedded one takes.
 */
export async function knownEdms(
  home: string,
  name: string,
  { demandSignIn = false }: { readonly demandSignIn?: boolean } = {},
): Promise<KnownEdms> {
  const { target, address, remove } = await freshTarget('server');
  if (address.kind !== 'server') throw new Error('A server was asked for');
  const storage = path.join(home, `storage of ${name}`);
  await mkdir(storage, { recursive: true });
  const { connection, password } = connectionFromUrl(address.url);
  const facts = { colour: 'blue', environment: 'test', demandSignIn } as const;
  new ProfileStore(home).add({ ...facts, name, connection, storageRoot: storage });
  const fill = (file: string) => restoreOnce(file, target, { storage });
  return { target, storage, password: password ?? '', fill, remove };
}
