import fs from 'node:fs';
import path from 'node:path';

/** The folders in which the program's own resources can be: the project's, and a packaged application's. */
export function resourceRoots(): readonly string[] {
  return [path.join(__dirname, '..', '..', 'resources'), path.join(process.resourcesPath, 'resources')];
}

/** The sample package: beside the program when it is packaged, in `resources/` of the project otherwise. */
export function findSample(): string | null {
  const places = resourceRoots().flatMap((root) => [path.join(root, 'sample'), root]);
  for (const folder of places) {
    const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
    const name = names.find((candidate) => /\.(tar\.gz|tgz|zip)$/.test(candidate));
    if (name) return path.join(folder, name);
  }
  return null;
}

/** The program's icon in a size (16, 24, 32 … 512), or null when this copy has none. */
export function findIcon(size: number): string | null {
  const files = resourceRoots().map((root) => path.join(root, 'icons', `${size}x${size}.png`));
  return files.find((file) => fs.existsSync(file)) ?? null;
}
