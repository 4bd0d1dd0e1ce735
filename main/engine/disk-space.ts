import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** The space of a file system, in bytes, as far as this process may use it. */
export interface DiskSpace {
  readonly freeBytes: number;
  /** What is used and what is free; without what is kept back for the superuser, as `df` counts. */
  readonly totalBytes: number;
}

/** Asks for the space of the file system that holds a folder; null when it cannot be told. */
export type DiskSpaceOf = (folder: string) => Promise<DiskSpace | null>;

/** The space where `folder` is, or where it would be made: then the nearest folder that exists is asked. */
export const diskSpace: DiskSpaceOf = async (folder) => {
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: (blocks - bfree + bavail) * bsize };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const parent = path.dirname(folder);
    return missing && parent !== folder ? diskSpace(parent) : null;
  }
};
