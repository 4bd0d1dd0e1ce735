import { PACKAGE_PATHS } from '../package/package.ts';
import type { PackageFile } from '../plan/file-plan.ts';
import type { Line } from './lines.ts';
import { encodeFacts } from './stored-file.ts';

/** Files of a package as lines of a snapshot, sorted by their paths; the package's times are those of its making. */
export function fileLines(files: readonly PackageFile[]): readonly Line[] {
  return files
    .map((file) => ({ ...file, path: file.path.slice(PACKAGE_PATHS.storage.length) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({ path, size, sha256 }) => ({
      key: JSON.stringify(path),
      text: encodeFacts({ size, sha256, modified: null }),
    }));
}
