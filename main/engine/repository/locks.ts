import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAlive, ownIdentity } from '../database/process-identity.ts';
import { EngineError } from '../errors.ts';
import type { LockHolder, RepositoryLock } from './repository.ts';
import { codeOf } from './repository-errors.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { openSealed, sealText } from './self-checked.ts';

const FOLDER = 'locks';
const NAME = /^[0-9a-f]{32}\.json$/;
const RENEWED_EVERY = 5 * 60_000;
/** A lock that was not renewed for so long was left behind; its holder gives up on it a little earlier. */
const LEFT_BEHIND_AFTER = 30 * 60_000;
const GIVEN_UP_AFTER = 25 * 60_000;

/** The claims of this process on one repository, and the sight of those of others. */
export class Locks {
  readonly #files: RepositoryFiles;
  readonly #held = new Set<OwnLock>();
  #cleared = 0;

  constructor(files: RepositoryFiles) {
    this.#files = files;
  }

  /**
   * Takes a lock: writes its own, then looks at the others, and withdraws where one stands against it. Of two that
   * come at the same moment at most one stays.
   */
  async take(mode: LockHolder['mode'], purpose: string): Promise<RepositoryLock> {
    const own = await OwnLock.write(this.#files, mode, purpose);
    try {
      const others = await this.refuseAgainst(mode, own.id);
      // Whoever comes back after so long must find that it has lost its claim.
      if (mode === 'exclusive') {
        await this.#remove(others);
        this.#cleared = others.length;
      }
    } catch (error) {
      await own.release();
      throw error;
    }
    this.#held.add(own);
    own.keepRenewed();
    return {
      release: async () => {
        this.#held.delete(own);
        await own.release();
      },
    };
  }

  /** The locks of others. Error: `REPOSITORY_LOCKED`, where one stands against work of this kind. */
  async refuseAgainst(mode: LockHolder['mode'], own?: string): Promise<readonly LockHolder[]> {
    const others = (await this.list()).filter(({ id }) => id !== own);
    const against = others.find(
      (lock) => !lock.leftBehind && (mode === 'exclusive' || lock.mode === 'exclusive'),
    );
    if (against !== undefined) throw lockedError(this.#files.root, against);
    return others;
  }

  /** How many locks that were left behind made way for the last exclusive one. */
  get cleared(): number {
    return this.#cleared;
  }

  /** All locks that there are. */
  async list(): Promise<readonly LockHolder[]> {
    const names = (await this.#files.names(FOLDER)).filter((name) => NAME.test(name));
    // The clock of the disk, not of this machine: on a share they differ.
    let now = Date.now();
    for (const { place } of this.#held) now = Math.max(now, (await renewedAt(place)) ?? 0);
    const locks = await Promise.all(names.map((name) => this.#read(name, now)));
    return locks.filter((lock) => lock !== null);
  }

  /** Takes away the locks that were left behind; returns them. */
  async clear(): Promise<readonly LockHolder[]> {
    const stale = (await this.list()).filter(({ leftBehind }) => leftBehind);
    await this.#remove(stale);
    return stale;
  }

  /** Throws where a claim of this process was given up or taken away since: others may be at work. */
  async confirm(): Promise<void> {
    for (const lock of this.#held) if (!(await lock.isHeld())) throw lostError(this.#files.root);
  }

  async releaseAll(): Promise<void> {
    for (const lock of this.#held) await lock.release();
    this.#held.clear();
  }

  async #remove(locks: readonly LockHolder[]): Promise<void> {
    for (const { id } of locks) await this.#files.remove(placeOf(this.#files, id));
  }

  async #read(name: string, now: number): Promise<LockHolder | null> {
    const place = path.join(this.#files.root, FOLDER, name);
    const renewed = await renewedAt(place);
    if (renewed === null) return null;
    const unreadable: LockHolder = {
      id: name.slice(0, 32),
      // Nobody knows what it was: it stands against everything.
      mode: 'exclusive',
      purpose: '',
      host: '',
      user: '',
      pid: 0,
      since: new Date(renewed).toISOString(),
      readable: false,
      leftBehind: now - renewed > LEFT_BEHIND_AFTER,
    };
    let bytes: Buffer;
    try {
      bytes = await this.#files.readPlace(place);
    } catch (error) {
      if (error instanceof EngineError && error.code === 'STORAGE_NOT_FOUND') return null;
      return unreadable;
    }
    const fields = openSealed(bytes);
    if (fields === null) return unreadable;
    const text = (key: string) => (typeof fields[key] === 'string' ? fields[key] : '');
    const pid = typeof fields.pid === 'number' ? fields.pid : 0;
    const started = typeof fields.started === 'string' ? fields.started : null;
    const isGone = fields.machine === machine() && !isAlive({ pid, started });
    return {
      ...unreadable,
      mode: fields.mode === 'shared' ? 'shared' : 'exclusive',
      purpose: text('purpose'),
      host: text('host'),
      user: text('user'),
      pid,
      since: text('since'),
      readable: true,
      leftBehind: unreadable.leftBehind || isGone,
    };
  }
}

/** A lock of this process: a file that is renewed while it is held. */
class OwnLock {
  readonly id = randomBytes(16).toString('hex');
  readonly place: string;
  readonly #files: RepositoryFiles;
  readonly #fields: Readonly<Record<string, unknown>>;
  #renewed = Date.now();
  #timer: NodeJS.Timeout | undefined;

  private constructor(files: RepositoryFiles, fields: Readonly<Record<string, unknown>>) {
    this.#files = files;
    this.#fields = fields;
    this.place = placeOf(files, this.id);
  }

  static async write(files: RepositoryFiles, mode: LockHolder['mode'], purpose: string): Promise<OwnLock> {
    const lock = new OwnLock(files, {
      version: 1,
      mode,
      purpose,
      host: os.hostname(),
      machine: machine(),
      user: os.userInfo().username,
      ...ownIdentity(),
      since: new Date().toISOString(),
    });
    await lock.#write();
    return lock;
  }

  keepRenewed(): void {
    this.#timer = setInterval(() => void this.#renew(), RENEWED_EVERY);
    this.#timer.unref();
  }

  async isHeld(): Promise<boolean> {
    return Date.now() - this.#renewed < GIVEN_UP_AFTER && (await renewedAt(this.place)) !== null;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    // What cannot be taken away counts as left behind once this process has ended.
    await this.#files.remove(this.place).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    // A machine that slept may not come back into what others have taken over.
    if (!(await this.isHeld().catch(() => false))) return;
    await this.#write().catch(() => undefined);
  }

  async #write(): Promise<void> {
    const at = Date.now();
    await this.#files.writePlace(this.place, [
      sealText({ ...this.#fields, renewed: new Date(at).toISOString() }),
    ]);
    this.#renewed = at;
  }
}

function placeOf(files: RepositoryFiles, id: string): string {
  return path.join(files.root, FOLDER, `${id}.json`);
}

/** When a lock was written last, by the clock of its disk; null where it is gone. */
async function renewedAt(place: string): Promise<number | null> {
  try {
    return (await stat(place)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Where a process number means the same: the host, and on Linux the space of its numbers (containers have their own). */
function machine(): string {
  try {
    return `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return os.hostname();
  }
}

function lockedError(root: string, by: LockHolder): EngineError {
  const who = by.readable
    ? `${by.user} on ${by.host} (process ${by.pid}) has it for "${by.purpose}" since ${by.since}`
    : `somebody whose lock (locks/${by.id}.json) cannot be read has it since ${by.since}`;
  return new EngineError({
    code: 'REPOSITORY_LOCKED',
    message: `${root} is in use: ${who}.`,
    consequence: 'Nothing was changed.',
    advice: 'Wait until that is done. A lock that nobody renewed for thirty minutes no longer counts.',
  });
}

function lostError(root: string): EngineError {
  return new EngineError({
    code: 'REPOSITORY_LOCKED',
    message: `The claim of this process on ${root} was lost: it was not renewed in time, or somebody took it away.`,
    consequence: 'The work was stopped. The snapshots that are in the repository stay as they are.',
    advice: 'Start again. If the machine was asleep, keep it awake while it works.',
  });
}
