import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { initTarget, openTarget } from '../main/engine/database/open-target.ts';
import type { TargetAddress } from '../main/engine/database/target.ts';
import { hashTables, readDatabase, withRanksForKeys } from '../main/engine/testing/database-rows.ts';
import { treeOf } from '../main/engine/testing/file-tree.ts';

/**
 * Everything that a restore may change: the hash of each table, and of each file. `ranked` is the same but for the
 * numbers that sequences give out: work that lost its connection and was done again has drawn new ones, since
 * PostgreSQL sets no sequence back.
 */
export interface State {
  readonly exact: string;
  readonly ranked: string;
}

/**
 * A target that can be put back into a state that was kept, as often as there are kills: the database, the storage
 * folder and the console's own folder together.
 */
export interface Stage {
  readonly kind: 'server' | 'embedded';
  readonly address: TargetAddress;
  readonly storage: string;
  readonly home: string;
  /** Makes an empty EDMS there. */
  create(serverUrl: string | null): Promise<void>;
  /** Keeps the present state under a name. */
  keep(name: string): Promise<void>;
  /** Puts everything back as it was kept. */
  set(name: string): Promise<void>;
  state(): Promise<State>;
  run(statement: string): Promise<void>;
}

async function stateOf(address: TargetAddress, home: string, storage: string): Promise<State> {
  const target = await openTarget(address, { home });
  try {
    const rows = await readDatabase(target);
    const files = await treeOf(storage);
    const text = (hashes: ReadonlyMap<string, string>): string => {
      // A kill between the end of the work and the removal of its marker leaves this table, which says nothing any more.
      const tables = [...hashes].filter(([name]) => name !== 'edms_console_commits').sort();
      return JSON.stringify([tables, files]);
    };
    return { exact: text(hashTables(rows)), ranked: text(hashTables(await withRanksForKeys(target, rows))) };
  } finally {
    await target.close();
  }
}

async function runIn(address: TargetAddress, home: string, statement: string): Promise<void> {
  const target = await openTarget(address, { home });
  try {
    await target.write((sql) => sql.execute(statement));
  } finally {
    await target.close();
  }
}

/** A stage with an embedded database: all of it are folders. */
export async function embeddedStage(folder: string): Promise<Stage> {
  const home = path.join(folder, 'home');
  const storage = path.join(folder, 'storage');
  await mkdir(home, { recursive: true });
  await mkdir(storage);
  const address: TargetAddress = { kind: 'embedded', name: 'crash' };
  const kept = (name: string, part: string) => path.join(folder, 'kept', name, part);
  return {
    kind: 'embedded',
    address,
    home,
    storage,
    create: async () => (await openTarget(address, { home })).close(),
    keep: async (name) => {
      await cp(home, kept(name, 'home'), { recursive: true });
      await cp(storage, kept(name, 'storage'), { recursive: true });
    },
    set: async (name) => {
      await replaceFolder(kept(name, 'home'), home);
      await replaceFolder(kept(name, 'storage'), storage);
    },
    state: () => stateOf(address, home, storage),
    run: (statement) => runIn(address, home, statement),
  };
}

/** A stage on a server: states of the database are kept as templates. */
export async function serverStage(folder: string, serverUrl: string): Promise<Stage> {
  const home = path.join(folder, 'home');
  const storage = path.join(folder, 'storage');
  await mkdir(home, { recursive: true });
  await mkdir(storage);
  const url = new URL(serverUrl);
  url.pathname = '/edms_crash';
  const address: TargetAddress = { kind: 'server', url: url.href };
  const kept = (name: string, part: string) => path.join(folder, 'kept', name, part);
  return {
    kind: 'server',
    address,
    home,
    storage,
    create: async () => {
      await administer(serverUrl, ['create database edms_crash template template0']);
      await (await initTarget(address)).close();
    },
    keep: async (name) => {
      await administer(serverUrl, [`create database edms_kept_${name} template edms_crash`]);
      await cp(home, kept(name, 'home'), { recursive: true });
      await cp(storage, kept(name, 'storage'), { recursive: true });
    },
    set: async (name) => {
      await administer(serverUrl, [
        'drop database if exists edms_crash with (force)',
        `create database edms_crash template edms_kept_${name}`,
      ]);
      await replaceFolder(kept(name, 'home'), home);
      await replaceFolder(kept(name, 'storage'), storage);
    },
    state: () => stateOf(address, home, storage),
    run: (statement) => runIn(address, home, statement),
  };
}

/** A server that is just coming back, and a database that somebody is just leaving. */
const PASSING: ReadonlySet<unknown> = new Set(['57P03', '55006', 'ECONNREFUSED']);
const PATIENCE = 60_000;

/** Runs statements on the server's own database, with patience for one that is just coming back. */
export async function administer(serverUrl: string, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    for (const until = Date.now() + PATIENCE; ; ) {
      try {
        await runOn(serverUrl, statement);
        break;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (!PASSING.has(code) || Date.now() >= until) throw error;
        await setTimeout(250);
      }
    }
  }
}

async function runOn(serverUrl: string, statement: string): Promise<void> {
  const client = await connected(serverUrl);
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connected(serverUrl: string): Promise<pg.Client> {
  const client = new pg.Client(serverUrl);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * Kills, like the system would, the server's process that does the console's work; the server then breaks all
 * connections and restarts itself. Returns when it has begun to: whoever comes then cannot take it for one that is whole.
 */
export async function killBackend(serverUrl: string): Promise<void> {
  const client = await connected(serverUrl);
  const broken = once(client, 'end', { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = 'edms_crash' and application_name like 'EDMS Backup Console%'
      order by xact_start nulls last limit 1`,
  );
  const pid = rows[0]?.pid;
  if (pid !== undefined && killNow(pid)) await broken;
  await client.end().catch(() => undefined);
}

/** False where it has ended by itself in the meantime. */
function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Breaks the connections of the console, as a network that fails does. */
export async function breakConnections(serverUrl: string): Promise<void> {
  await administer(serverUrl, [
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'edms_crash' and application_name like 'EDMS Backup Console%'`,
  ]);
}

/** Makes documents older and files other than the package's, so that a restore creates, changes and replaces. */
export async function makeDifferent(stage: Stage): Promise<void> {
  await stage.run(
    `update documents set title = title || ' (before)', metadata = '{"n": 1.50}' where id % 3 = 0`,
  );
  await stage.run(`delete from document_comments where id % 2 = 0`);
  await stage.run(`delete from users_groups where id % 2 = 0`);
  const documents = path.join(stage.storage, 'documents');
  const files = (await readdir(documents)).sort();
  for (const [i, name] of files.entries()) {
    const file = path.join(documents, name);
    if (i % 3 === 0) await rm(file);
    else if (i % 3 === 1) await writeFile(file, `before ${(await readFile(file)).length}`);
  }
}

async function replaceFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}
