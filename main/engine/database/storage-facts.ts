import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

/** What there is at the path of a storage folder. */
export type StorageFacts =
  /** No path was given. */
  | { readonly kind: 'none' }
  | { readonly kind: 'missing'; readonly root: string }
  /** The file system did not answer in time: a share whose server is gone. */
  | { readonly kind: 'silent'; readonly root: string }
  | {
      readonly kind: 'folder';
      readonly root: string;
      readonly writable: boolean;
      readonly freeBytes: number | null;
      readonly hasDocuments: boolean;
    };

/** Looks at a storage folder and writes nothing. Takes `limitMs` at the longest, and never rejects. */
export async function readStorageFacts(root: string | null, limitMs: number): Promise<StorageFacts> {
  if (root === null) return { kind: 'none' };
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<StorageFacts>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'silent', root }), limitMs);
  });
  return Promise.race([look(root), silent]).finally(() => clearTimeout(timer));
}

async function look(root: string): Promise<StorageFacts> {
  if (!(await isFolder(root))) return { kind: 'missing', root };
  const writable = await access(root, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const freeBytes = await statfs(root).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  return {
    kind: 'folder',
    root,
    writable,
    freeBytes,
    hasDocuments: await isFolder(path.join(root, 'documents')),
  };
}

function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
