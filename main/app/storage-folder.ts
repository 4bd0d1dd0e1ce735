import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { StorageFolder } from '../../preload/contract/bridge.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import { idFor } from './server-address.ts';

/** A folder for document files as the window shows it, tested where it stands. */
export async function describeStorage(folder: string): Promise<StorageFolder> {
  return {
    id: idFor('storage', folder),
    path: folder,
    writable: await isWritable(folder),
    freeBytes: await freeBytes(folder),
  };
}

/** The folder that an embedded target keeps document files in, unless a profile names another one. */
export function embeddedStorageFolder(name: string): string {
  return path.join(embeddedTargetFolder(name), 'storage');
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await fs.access(folder, constants.W_OK | constants.X_OK);
    return (await fs.stat(folder)).isDirectory();
  } catch {
    return false;
  }
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const space = await fs.statfs(folder);
    return space.bavail * space.bsize;
  } catch {
    return null;
  }
}
