import { existsSync } from 'node:fs';
import path from 'node:path';
import { consoleHome, embeddedTargetFolder } from '../home.ts';
import { checkEmbeddedName } from './address.ts';

/** Whether an embedded target of this name has been made already. */
export function embeddedExists(name: string, home = consoleHome()): boolean {
  checkEmbeddedName(name);
  return existsSync(path.join(embeddedTargetFolder(name, home), 'data'));
}
