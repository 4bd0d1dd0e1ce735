import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { embeddedTargetFolder } from '../../main/engine/home.ts';
import type { OpenConsole } from './launch.ts';
import { realPackage, samplePackage } from './packages.ts';
import type { Person } from './person.ts';

/** With files and a state that cannot be known; the sample stands in where there are no real packages. */
export const source = realPackage('edms_migration_package_20251212_164044.tar.gz') ?? samplePackage;

/** A console with an embedded EDMS in it, made of a package. */
export async function office(person: Person): Promise<void> {
  await person.opensForRestore(source);
  await person.connectsToEmbedded('office');
  await person.previews();
  await person.restores();
}

/** Puts files into the storage folder of the embedded EDMS that nothing makes smaller. */
export async function filledStorage({ home }: OpenConsole): Promise<string> {
  const before = process.env.EDMS_BACKUP_HOME;
  process.env.EDMS_BACKUP_HOME = home;
  const storage = path.join(embeddedTargetFolder('office'), 'storage', 'large');
  if (before === undefined) delete process.env.EDMS_BACKUP_HOME;
  else process.env.EDMS_BACKUP_HOME = before;
  await mkdir(storage, { recursive: true });
  const noise = randomBytes(64 * 1024 * 1024);
  for (let file = 0; file < 8; file += 1) await writeFile(path.join(storage, `scan-${file}.bin`), noise);
  return storage;
}
