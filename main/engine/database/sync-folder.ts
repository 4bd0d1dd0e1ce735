import { statSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes sure that every file below `folder` that changed since `since` (milliseconds of the clock) is on the
 * disk and not only in the system's memory.
 */
export async function syncFolder(folder: string, since = 0): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return syncFolder(file, since);
      // More than a thousand are looked at, of which a few have changed: asking another thread for each costs several times
      // as much.
      if (since === 0 || statSync(file).mtimeMs >= since) await syncFile(file);
    }),
  );
  await syncDirectory(folder);
}

async function syncFile(file: string): Promise<void> {
  // Windows syncs only what is open for writing.
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Makes the names in a folder last, where the system lets a folder be synced (Windows does not). */
export async function syncDirectory(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
