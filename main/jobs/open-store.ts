import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { EngineError } from '../engine/errors.ts';
import { MIGRATIONS, type Migration, migrate } from './migrations.ts';
import { isDamage, told } from './store-errors.ts';

/** An open store, in the newest version. */
export interface OpenStore {
  readonly database: Database.Database;
  /** Where the file that could not be read has been put, when there was one. */
  readonly putAside: string | null;
}

/** How long one process waits for another one's write, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Opens the SQLite file, making it (0600, in a folder of 0700) when there is none. A file that is damaged is put
 * aside under a name that tells when, and a new one is begun. Throws `JOBS_STORE_NEWER`, `JOBS_STORE_UNUSABLE`.
 */
export function openStore(file: string, migrations: readonly Migration[] = MIGRATIONS): OpenStore {
  let putAside: string | null = null;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    let inode = 0n;
    try {
      makePrivate(file);
      inode = inodeOf(file);
      return { database: connect(file, migrations), putAside };
    } catch (error) {
      if (!isDamage(error)) throw told(error, file);
      putAside = moveAside(file, inode) ?? putAside;
    }
  }
  throw told(new Error('It is damaged again as soon as it is made.'), file);
}

function makePrivate(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  makeFile(file);
  // A file that was copied here may have come with wider rights. SQLite gives its other files the same.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}

/**
 * A file that is there is not opened: closing it again would take the locks that SQLite has on it for another connection
 * of this process (they are POSIX's), and another process would take the log away from under it.
 */
function makeFile(file: string): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    // Another process has made it just now.
    if (!existsSync(file)) throw error;
  }
}

function connect(file: string, migrations: readonly Migration[]): Database.Database {
  const database = new Database(file, { timeout: BUSY_TIMEOUT });
  try {
    check(database);
    database.exec('pragma journal_mode = wal');
    // A job that is said to be done has to be there after a power cut too: its undo record hangs on it.
    database.exec('pragma synchronous = full');
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Reads the whole file, which is small, so that damage shows now and not in the middle of a restore. Without a
 * prepared statement, for those hold the file open until they are collected, and Windows renames no open file:
 * `json` fails on what is not JSON.
 */
function check(database: Database.Database): void {
  try {
    database.exec(
      `select case when quick_check <> 'ok' then json(quick_check) end from pragma_quick_check(1)`,
    );
  } catch (error) {
    const isFinding = error instanceof Error && error.message === 'malformed JSON';
    throw isFinding ? new Database.SqliteError('quick_check found damage', 'SQLITE_CORRUPT') : error;
  }
}

function inodeOf(file: string): bigint {
  return statSync(file, { bigint: true }).ino;
}

/**
 * Renames a damaged store with the files that belong to it, unless another process has done so already (then the
 * file of that name is a new one). The log goes first: left behind, it would be replayed into the new store.
 */
function moveAside(file: string, inode: bigint): string | null {
  try {
    if (inodeOf(file) !== inode) return null;
    const aside = `${file}.damaged-${new Date().toISOString().replace(/[-:.]/g, '')}`;
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    }
    return aside;
  } catch (error) {
    // Windows does not rename what another process has open.
    throw new EngineError(
      {
        code: 'JOBS_STORE_UNUSABLE',
        message: `The list of jobs is damaged and could not be put aside: ${file}.`,
        consequence: 'It was left as it is; no job can be written.',
        advice: 'Close every window and command of the console, then move the file away by hand.',
      },
      error,
    );
  }
}
