import './prisma-log-off.ts';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { EngineError, withoutSecrets } from '../errors.ts';
import { consoleHome, embeddedTargetFolder } from '../home.ts';
import { checkEmbeddedName } from './address.ts';
import { unpackEmbeddedImage } from './embedded-image.ts';
import { lockEmbedded, type Release } from './embedded-lock.ts';
import { PrismaClient } from './generated/client.ts';
import { occupyEmbedded } from './occupation.ts';
import { syncFolder } from './sync-folder.ts';
import { type Connection, NO_PLAN_CACHE } from './transaction.ts';

/**
 * Opens the embedded database of this name in this process; the first use of a name makes it, out of the image
 * of an empty EDMS database. The database works on the thread that calls: the engine has a process of its own.
 * Rejects with `TARGET_IN_USE` while another process has it open. One that is thrown away is not synced.
 */
export async function connectEmbedded(
  name: string,
  home = consoleHome(),
  isThrownAway = false,
): Promise<Connection> {
  checkEmbeddedName(name);
  const label = `embedded:${name}`;
  const folder = embeddedTargetFolder(name, home);
  const data = path.join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  const release = await lockPatiently(folder, label);
  try {
    if (!existsSync(data)) await unpackEmbeddedImage(data, { lasts: !isThrownAway });
    const database = await opened(data, label);
    const client = new PrismaClient({
      adapter: new PrismaPGlite(database),
      queryPlanCacheMaxSize: NO_PLAN_CACHE,
    });
    const close = async () => {
      await client.$disconnect();
      if (!database.closed) await database.close();
      release();
    };
    let synced = Date.now();
    const sync = async () => {
      // Clocks of file systems can be a little coarse and behind.
      const since = synced - 10_000;
      synced = Date.now();
      await syncFolder(data, since);
    };
    const occupy = async () => occupyEmbedded(data);
    const connection = { label, client, dataFolder: data, searchPath: undefined, occupy, close } as const;
    return { kind: 'embedded', ...connection, ...(isThrownAway ? {} : { sync }) };
  } catch (error) {
    release();
    throw error;
  }
}

/** How long an embedded target may take to be let go by a process that is just ending, in milliseconds. */
const PATIENCE = 3000;

/** Takes the lock; a window that was closed a moment ago still has it until its engine has ended. */
async function lockPatiently(folder: string, label: string): Promise<Release> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return lockEmbedded(folder, label);
    } catch (error) {
      if (!(error instanceof EngineError) || Date.now() >= until) throw error;
      await setTimeout(100);
    }
  }
}

/**
 * PostgreSQL's usual 128 MB of buffers are cleared at every start, which takes as long as half of all else; the files
 * behind them are in the system's own memory anyway.
 */
const LESS_MEMORY = ['-c', 'shared_buffers=64MB'] as const;

async function opened(data: string, label: string): Promise<PGlite> {
  // WebAssembly is left at V8's quick compiler: opening takes half the time and 100 MB less, at the price of
  // a fifth of the speed. Compiling 9 MB twice is not worth it for one restore.
  v8.setFlagsFromString('--liftoff-only');
  v8.setFlagsFromString('--wasm-lazy-compilation');
  try {
    return await PGlite.create({
      dataDir: data,
      startParams: [...PGlite.defaultStartParams, ...LESS_MEMORY],
    });
  } catch (error) {
    throw new EngineError(
      {
        code: 'TARGET_UNREACHABLE',
        message: `The embedded database cannot be opened: ${label}.`,
        consequence: 'Nothing was read or changed.',
        advice: 'Its folder may be damaged or on a full disk. Take another name, or restore that folder.',
        details: withoutSecrets(error instanceof Error ? error.message : String(error)),
      },
      error,
    );
  }
}
