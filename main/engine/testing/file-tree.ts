import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from './build-package.ts';

/** All files and folders below a folder, each a line with its path and the hash of its content. */
export async function treeOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const place = path.join(folder, entry.name);
      if (!entry.isDirectory()) return [`${entry.name} ${sha256(await readFile(place))}`];
      const below = await treeOf(place);
      return [`${entry.name}/`, ...below.map((line) => `${entry.name}/${line}`)];
    }),
  );
  return lines.flat().sort();
}
