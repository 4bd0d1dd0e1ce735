import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A user's manager of systemd, begun for a test in a mount namespace of its own: there `/run/systemd` says that the machine was
 * booted by it, and the machine's own does not change.
 */
export interface SystemdUser {
  /** Runs a program that reaches the manager; returns its standard output. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const MANAGER = `
mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd && mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" || exit 1
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile &
exec /lib/systemd/systemd --user --log-target=null`;

/** Begins one for a user whose home is `home`. Null where there is none to be had: it takes systemd, and root. */
export async function startSystemdUser(home: string): Promise<SystemdUser | null> {
  if (process.getuid?.() !== 0) return null;
  const { XDG_CONFIG_HOME: _, ...inherited } = process.env;
  const runtime = path.join(home, 'runtime');
  const environment = {
    ...inherited,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(runtime, 'bus')}`,
  };
  const manager = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', MANAGER], {
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  manager.on('error', () => undefined);
  const inside = async (program: string, ...args: readonly string[]): Promise<string> => {
    const words = ['--target', String(manager.pid), '--mount', '--', program, ...args];
    return (await run('nsenter', words, { env: environment })).stdout;
  };
  const isRunning = () =>
    inside('systemctl', '--user', 'is-system-running').then(
      (state) => state.trim() === 'running',
      () => false,
    );
  while (!hasEnded(manager) && !(await isRunning())) await sleep(50);
  if (hasEnded(manager)) return null;
  return {
    run: inside,
    stop: async () => {
      await inside('systemctl', '--user', 'exit').catch(() => undefined);
      while (!hasEnded(manager)) await sleep(20);
      // The bus that it was reached through.
      if (manager.pid !== undefined) killGroup(manager.pid);
    },
  };
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader);
  } catch {
    // Nobody is left.
  }
}
