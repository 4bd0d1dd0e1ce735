import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Schedule } from './schedule.ts';

/** What the machine says of itself. */
export interface Machine {
  /** True while it runs on its battery; false where the system does not tell. */
  onBattery(): Promise<boolean>;
  /** Whether a folder is there and can be read. */
  isReachable(folder: string): Promise<boolean>;
  /** Whether another process has an embedded target open, which one process alone can have. Not asked where it is absent. */
  isTaken?(target: string): Promise<boolean>;
}

/** The first condition of a schedule that does not hold, as a sentence; null when all do. */
export async function unmetCondition(
  { conditions, action }: Schedule,
  machine: Machine,
): Promise<string | null> {
  if (await machine.isTaken?.(action.target))
    return `It waits for ${action.target}, which another window or command has open.`;
  if (conditions.mainsPower && (await machine.onBattery())) return 'It waits for mains power.';
  for (const folder of conditions.reachable) {
    if (!(await machine.isReachable(folder))) return `It waits for ${folder}, which cannot be reached.`;
  }
  return null;
}

/** How long a folder may take to answer: a share whose server is gone keeps whoever asks waiting. */
const PATIENCE = 10_000;

export const thisMachine: Machine = {
  onBattery: async () => {
    try {
      return (await batteryOf[process.platform]?.()) ?? false;
    } catch {
      return false;
    }
  },
  isReachable: (folder) => {
    const found = stat(folder)
      .then((stats) => stats.isDirectory())
      .catch(() => false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE);
      timer.unref();
      found.then((is) => {
        clearTimeout(timer);
        resolve(is);
      });
    });
  },
};

const run = promisify(execFile);

const batteryOf: { readonly [platform in NodeJS.Platform]?: () => Promise<boolean> } = {
  linux: () => linuxOnBattery('/sys/class/power_supply'),
  darwin: async () =>
    (await run('pmset', ['-g', 'batt'], { timeout: PATIENCE })).stdout.includes("'Battery Power'"),
  win32: async () => {
    const script = '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus';
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
      timeout: PATIENCE,
      windowsHide: true,
    });
    // 1: discharging, 4 and 5: low and critical.
    return ['1', '4', '5'].includes(stdout.trim().split(/\s+/)[0] ?? '');
  },
};

/** A supply from the mains that is there and off, none that is on, and a battery that discharges. */
export async function linuxOnBattery(folder: string): Promise<boolean> {
  const supplies = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      type: await line(path.join(folder, name, 'type')),
      online: await line(path.join(folder, name, 'online')),
      status: await line(path.join(folder, name, 'status')),
      // A mouse or a headset has a battery too.
      scope: await line(path.join(folder, name, 'scope')),
    })),
  );
  if (supplies.some(({ type, online }) => type !== 'Battery' && online === '1')) return false;
  return supplies.some(
    ({ type, status, scope }) => type === 'Battery' && scope !== 'Device' && status === 'Discharging',
  );
}

async function line(file: string): Promise<string> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
