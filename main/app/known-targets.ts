import fs from 'node:fs/promises';
import path from 'node:path';
import type { ServerAddress } from '../../preload/contract/bridge.ts';
import { consoleHome } from '../engine/home.ts';
import { type ServerAddresses, splitUrl } from './server-address.ts';

/** The targets that the console has seen, but for profiles. */
export interface KnownTargets {
  readonly embedded: readonly string[];
  readonly servers: readonly ServerAddress[];
}

/** `recentServers`: URLs without passwords, the latest first; those that cannot be read are left out. */
export async function knownTargets(
  recentServers: readonly string[],
  servers: ServerAddresses,
): Promise<KnownTargets> {
  const folders = await fs
    .readdir(path.join(consoleHome(), 'targets'), { withFileTypes: true })
    .catch(() => []);
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    embedded: names.filter((name) => /^[a-z0-9][a-z0-9_-]{0,39}$/.test(name)).sort(),
    servers: recentServers.flatMap((label) => {
      try {
        return [servers.take(splitUrl(label).label, null)];
      } catch {
        return [];
      }
    }),
  };
}
