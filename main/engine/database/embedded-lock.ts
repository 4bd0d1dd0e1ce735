import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** Lets go of the lock. More than once does no harm. */
export type Release = () => void;

/**
 * Takes an embedded target for this process: a file `lock` in its folder that names the process. Throws
 * `TARGET_IN_USE` while another process (or this one) has it open. The lock of a process that is gone is taken
 * over, also when its number has been given to another one since.
 */
export function lockEmbedded(folder: string, label: string): Release {
  const file = path.join(folder, 'lock');
  const mine = JSON.stringify(ownIdentity());
  for (let attempt = 0; attempt < 20; attempt++) {
    if (written(file, mine)) return () => release(file, mine);
    const found = readLock(file);
    if (found === null) continue;
    const owner = ownerOf(found);
    if (owner !== null && isAlive(owner)) throw inUse(label, owner.pid);
    takeAway(file, found);
  }
  throw inUse(label, null);
}

/** Whether another process has the embedded target in this folder open. */
export function isLockedByOther(folder: string): boolean {
  const found = readLock(path.join(folder, 'lock'));
  const owner = found === null ? null : ownerOf(found);
  return owner !== null && owner.pid !== process.pid && isAlive(owner);
}

/** Written aside and linked: the lock appears with its content or not at all. */
function written(file: string, content: string): boolean {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, content);
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // File systems without hard links (exFAT).
    return writtenDirectly(file, content);
  } finally {
    rmSync(aside, { force: true });
  }
}

function writtenDirectly(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a dead process's lock, and only that: another process may have taken it over since. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readLock(aside) !== dead) written(file, readLock(aside) ?? '');
  rmSync(aside, { force: true });
}

function release(file: string, mine: string): void {
  if (readLock(file) === mine) rmSync(file, { force: true });
}

function readLock(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function ownerOf(content: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value))
      return null;
    if (typeof value.pid !== 'number' || !Number.isInteger(value.pid) || value.pid <= 0) return null;
    return { pid: value.pid, started: typeof value.started === 'string' ? value.started : null };
  } catch {
    return null;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function inUse(label: string, pid: number | null): EngineError {
  return new EngineError({
    code: 'TARGET_IN_USE',
    message: `Another window or command has ${label} open.`,
    consequence: 'Nothing was read or changed.',
    advice: `Close it there${pid === null ? '' : ` (process ${pid})`}, or take another name.`,
  });
}
