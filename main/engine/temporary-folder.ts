import { mkdir, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Makes a folder for what is needed for a while, in `EDMS_BACKUP_TEMP` where that is set. Whoever asks for it removes it. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const base = process.env.EDMS_BACKUP_TEMP ?? os.tmpdir();
  await mkdir(base, { recursive: true });
  return mkdtemp(path.join(base, prefix));
}
