import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** The folder with the real packages, which are not part of the repository. */
const folder = path.resolve(root, process.env.EDMS_PACKAGES ?? '../shared/packages');

/** A real package, or null where this machine has none; tests then say that they are skipped. */
export function realPackage(name: string): string | null {
  const file = path.join(folder, name);
  return existsSync(file) ? file : null;
}

export const NO_REAL_PACKAGES = 'EDMS_PACKAGES names no folder with the real packages';

export const samplePackage = path.join(root, 'resources', 'sample', 'sample_migration_package.tar.gz');
