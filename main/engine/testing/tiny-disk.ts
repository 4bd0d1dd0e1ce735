import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A real, small file system (tmpfs) of this many MiB, for as long as `work` runs. Needs {@link canMount}. */
export async function withTinyDisk<T>(mebibytes: number, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-tiny-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  try {
    return await work(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives a disk of {@link withTinyDisk} another size, in MiB; what is on it stays. */
export function resizeDisk(folder: string, mebibytes: number): void {
  execFileSync('mount', ['-o', `remount,size=${mebibytes}m`, folder]);
}

/** Takes away, or gives back, what lets anybody write to a disk of {@link withTinyDisk}. */
export function writeProtect(folder: string, isProtected: boolean): void {
  execFileSync('mount', ['-o', `remount,${isProtected ? 'ro' : 'rw'}`, folder]);
}

/** Whether this process may mount file systems: root on Linux, outside of most containers. */
export const canMount = mayMount();

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'edms-tiny-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
