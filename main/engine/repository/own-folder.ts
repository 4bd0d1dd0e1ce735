import { realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * Tells what belongs to a repository, which may lie in the storage and is no part of it, by whatever links one came to
 * either of them. Takes real paths, as a storage is listed.
 */
export async function ownFolder(repository: string): Promise<{ owns(file: string): boolean }> {
  const inside = await realpath(repository);
  return { owns: (file) => file === inside || file.startsWith(inside + path.sep) };
}
