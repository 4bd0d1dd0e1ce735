import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process told apart from a later one with the same number. `started` is an opaque text that stays the same
 * while the process lives and across processes that ask; null where the system does not tell.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string | null;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) };
}

/**
 * Whether the process that wrote `identity` still runs. When the system cannot tell, it counts as running. One that has
 * ended and keeps its number until its parent takes notice (in a container perhaps never) does not run.
 */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (process.platform === 'linux' && isZombie(pid)) return false;
  if (started === null) return true;
  const now = startOf(pid);
  return now === null || now === started;
}

function startOf(pid: number): string | null {
  try {
    switch (process.platform) {
      case 'linux':
        return linuxStart(pid);
      case 'win32': {
        const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
        return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
      }
      default:
        return output('ps', ['-o', 'lstart=', '-p', String(pid)]);
    }
  } catch {
    return null;
  }
}

/** Clock ticks since the boot (field 22 of proc(5)), with the boot they count from. */
function linuxStart(pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return `${boot} ${linuxStat(pid)[19]}`;
}

/** Not while a thread of it is left (field 20), which may still be writing. */
function isZombie(pid: number): boolean {
  try {
    const fields = linuxStat(pid);
    return fields[0] === 'Z' && Number(fields[17]) <= 1;
  } catch {
    return false;
  }
}

/** The fields of proc(5) from the third one on. */
function linuxStat(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the command in parentheses, which may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function output(command: string, args: readonly string[]): string | null {
  const text = execFileSync(command, args, { encoding: 'utf8', windowsHide: true, timeout: 5000 }).trim();
  return text === '' ? null : text;
}
