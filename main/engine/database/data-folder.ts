import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from './target.ts';

/**
 * The folder on this machine that holds a target's files; null when it is elsewhere or cannot be told. A server's
 * folder counts only when the server that runs in it proves to be the same (`postmaster.pid` names when it was
 * started): a path may mean another folder in a container. Only superusers are told the path.
 */
export async function dataFolderOf(target: Target): Promise<string | null> {
  if (target.dataFolder !== null || target.kind === 'embedded') return target.dataFolder;
  const [server] = await target.read((sql) =>
    sql.query<{ readonly folder: string | null; readonly started: string }>(
      `select (select setting from pg_settings where name = 'data_directory') as folder,
              floor(extract(epoch from pg_postmaster_start_time()))::int8::text as started`,
    ),
  );
  if (server?.folder == null) return null;
  const lines = await readFile(path.join(server.folder, 'postmaster.pid'), 'utf8').catch(() => '');
  // The third line: seconds since 1970 (PostgreSQL's source, miscinit.c).
  return lines.split('\n')[2]?.trim() === server.started ? server.folder : null;
}
