import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The system's keychain under one service name. Rejects with an Error whose message names no secret. */
export interface Keychain {
  get(account: string): Promise<string | null>;
  set(account: string, secret: string): Promise<void>;
  /** Resolves also when there was nothing to delete. */
  delete(account: string): Promise<void>;
}

/** Why there is no keychain, as a sentence for the person. */
export class NoKeychain extends Error {
  override readonly name = 'NoKeychain';
}

type Method = 'getPassword' | 'setPassword' | 'deletePassword';

/**
 * The keychain through keytar, which is found only now. Each call ends after `limitMs` at the latest. Throws
 * {@link NoKeychain} when it is plain that there is none.
 *
 * On Linux keytar blocks inside libsecret for as long as D-Bus or a prompt leaves it waiting, and a process with a
 * blocked call cannot even exit. So each call runs in a small process of its own, which can be ended; secrets go to
 * it over a pipe, never as arguments or in its environment. Elsewhere keytar is called here.
 */
export function systemKeychain(service: string, limitMs: number, environment = process.env): Keychain {
  const keytar = findKeytar();
  if (process.platform === 'linux' && !hasSessionBus(environment)) {
    throw new NoKeychain('There is no desktop session here (no D-Bus session bus), and so no keyring.');
  }
  const call =
    process.platform === 'linux'
      ? (method: Method, words: readonly string[]) => inChild({ keytar, method, words, limitMs, environment })
      : (method: Method, words: readonly string[]) => limited(inProcess(keytar, method, words), limitMs);
  return {
    get: async (account) => {
      const found = await call('getPassword', [service, account]);
      return typeof found === 'string' ? found : null;
    },
    set: async (account, secret) => {
      await call('setPassword', [service, account, secret]);
    },
    delete: async (account) => {
      await call('deletePassword', [service, account]);
    },
  };
}

const require = createRequire(import.meta.url);

/** keytar is optional: a copy of the program can be without it. */
function findKeytar(): string {
  try {
    return require.resolve('keytar');
  } catch {
    throw new NoKeychain('This copy of the program cannot speak to the keychain (keytar is not installed).');
  }
}

/** Without one libsecret would start a bus of its own, on which nobody keeps anything. */
function hasSessionBus(environment: NodeJS.ProcessEnv): boolean {
  if (environment.DBUS_SESSION_BUS_ADDRESS) return true;
  const runtime = environment.XDG_RUNTIME_DIR;
  return Boolean(runtime) && existsSync(path.join(runtime ?? '', 'bus'));
}

async function inProcess(keytar: string, method: Method, words: readonly string[]): Promise<unknown> {
  const called: unknown = Reflect.get(Object(require(keytar)), method);
  if (typeof called !== 'function') throw new Error(`keytar has no ${method}`);
  return called(...words);
}

interface ChildCall {
  readonly keytar: string;
  readonly method: Method;
  readonly words: readonly string[];
  readonly limitMs: number;
  readonly environment: NodeJS.ProcessEnv;
}

/** Takes one call, answers `{ value }` or `{ error }`, and ends. */
const CHILD = `
process.once('message', ({ method, words }) => {
  const tell = (answer) => process.send(answer, () => process.exit(0));
  try {
    require(process.argv[1])[method](...words).then(
      (value) => tell({ value }),
      (error) => tell({ error: String(error && error.message) }),
    );
  } catch (error) {
    tell({ error: String(error && error.message) });
  }
});`;

function inChild({ keytar, method, words, limitMs, environment }: ChildCall): Promise<unknown> {
  const child = spawn(process.execPath, ['-e', CHILD, keytar], {
    env: { ...withoutPasswords(environment), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return limited(answerOf(child, { method, words }), limitMs).finally(() => child.kill('SIGKILL'));
}

function answerOf(child: ChildProcess, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Comes after every message; `exit` may come before the last one.
    child.once('disconnect', () => reject(new Error('it ended without an answer')));
    child.once('message', (answer: unknown) => {
      const error: unknown = Reflect.get(Object(answer), 'error');
      if (typeof error === 'string') reject(new Error(error));
      else resolve(Reflect.get(Object(answer), 'value'));
    });
    child.send(request);
  });
}

/** What the console itself is given in its environment is nobody else's business. */
function withoutPasswords(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(EDMS_PASSWORD|EDMS_TARGET|PGPASSWORD)/.test(name)),
  );
}

function limited<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it did not answer within ${Math.round(limitMs / 1000)} seconds`)),
      limitMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
