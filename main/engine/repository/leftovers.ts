import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../database/process-identity.ts';
import { processTag, type RepositoryFiles } from './repository-files.ts';

const DAY = 24 * 60 * 60_000;
const NAME = /^([0-9a-f]{8}-(\d+))-[0-9a-f]{16}$/;

/**
 * Files in `tmp` of processes that are gone: of this machine by their number, of others once they are a day old. What
 * somebody else put there is left alone.
 */
export async function leftoversOf(files: RepositoryFiles): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await files.names('tmp')) {
    const [, tag, pid = ''] = NAME.exec(name) ?? [];
    if (tag === undefined) continue;
    const place = path.join(files.root, 'tmp', name);
    const isOurs = tag === processTag(Number(pid));
    const isGone = isOurs && !isAlive({ pid: Number(pid), started: null });
    const age = Date.now() - ((await stat(place).catch(() => null))?.mtimeMs ?? Date.now());
    if (isGone || age > DAY) found.push(place);
  }
  return found;
}
