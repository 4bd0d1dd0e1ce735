import path from 'node:path';
import type { Problem } from '../problems.ts';
import { CONFIG_FILES, README_FILE, readConfigFile, readmeText } from './config.ts';
import { entriesIn, type MaintenanceContext } from './context.ts';
import { keyOf } from './keys.ts';
import { isObjectId, sha256 } from './repository-files.ts';
import { signatureOf } from './signatures.ts';

export type Report = (problem: Problem) => void;

const FOLDERS = ['keys', 'snapshots', 'seals', 'signatures', 'index', 'packs', 'trash', 'locks', 'tmp'];
const LOCK_FILE = /^[0-9a-f]{32}\.json$/;

/** Looks at what is no object and no pack: configuration, keys, locks, and files that are not the console's. */
export async function checkFolder(context: MaintenanceContext, report: Report): Promise<void> {
  await checkConfig(context, report);
  await checkKeys(context, report);
  await checkLocks(context, report);
  await checkNames(context, report);
}

async function checkConfig({ files, config }: MaintenanceContext, report: Report): Promise<void> {
  for (const name of CONFIG_FILES) {
    const found = await readConfigFile(path.join(files.root, name));
    if (found !== null && found !== 'missing') continue;
    report({
      code: 'CONFIG_DAMAGED',
      severity: 'error',
      message: `${name} is ${found === null ? 'not as it was written' : 'missing'}. Its copy is whole, and is used.`,
      advice: 'Repair the repository: that writes it again.',
      where: { entry: name },
    });
  }
  const readme = await files.readPlace(path.join(files.root, README_FILE)).catch(() => null);
  if (readme?.equals(readmeText(config))) return;
  report({
    code: 'README_CHANGED',
    severity: 'warning',
    message: `${README_FILE} is ${readme === null ? 'missing' : 'not as it was written'}. Nothing depends on it.`,
    advice: 'Repair the repository: that writes it again.',
    where: { entry: README_FILE },
  });
}

async function checkKeys({ files }: MaintenanceContext, report: Report): Promise<void> {
  for (const name of await files.names('keys')) {
    const key = keyOf(name);
    if (key === null) continue;
    const bytes = await files.readPlace(path.join(files.root, key.file)).catch(() => null);
    if (bytes !== null && sha256(bytes) === key.sha256) continue;
    report({
      code: 'KEY_DAMAGED',
      severity: 'error',
      message: `${key.file} is damaged: whoever opens the repository with the key "${key.name}" may be kept out.`,
      advice: 'Open the repository with another key or the recovery key, and set this one again.',
      where: { entry: key.file },
    });
  }
}

async function checkLocks({ locks }: MaintenanceContext, report: Report): Promise<void> {
  for (const lock of await locks.list()) {
    const entry = `locks/${lock.id}.json`;
    if (!lock.readable)
      report({
        code: 'LOCK_DAMAGED',
        severity: 'warning',
        message: `${entry} is damaged. It keeps others out until thirty minutes after it was written.`,
        advice: 'Nothing has to be done: prune takes it away then.',
        where: { entry },
      });
    else if (lock.leftBehind)
      report({
        code: 'LOCK_LEFT_BEHIND',
        severity: 'note',
        message: `${entry} was left behind by process ${lock.pid} on ${lock.host} ("${lock.purpose}").`,
        advice: 'Nothing has to be done: it no longer counts, and prune takes it away.',
        where: { entry },
      });
  }
}

async function checkNames({ files }: MaintenanceContext, report: Report): Promise<void> {
  const known = new Set<string>([...FOLDERS, ...CONFIG_FILES, README_FILE]);
  await reportUnknown(files.root, '', (name) => known.has(name), report);
  for (const folder of ['snapshots', 'seals', 'index'])
    await reportUnknown(files.root, folder, isObjectId, report);
  await reportUnknown(files.root, 'signatures', (name) => signatureOf(name) !== null, report);
  await reportUnknown(files.root, 'keys', (name) => keyOf(name) !== null, report);
  await reportUnknown(files.root, 'locks', (name) => LOCK_FILE.test(name), report);
  const isPart = (name: string) => /^[0-9a-f]{2}$/.test(name);
  await reportUnknown(files.root, 'packs', isPart, report);
  for (const part of (await files.names('packs')).filter(isPart))
    await reportUnknown(
      files.root,
      `packs/${part}`,
      (name) => isObjectId(name) && name.startsWith(part),
      report,
    );
  const begun = (await files.names('tmp')).length;
  if (begun > 0)
    report({
      code: 'LEFTOVERS',
      severity: 'note',
      message: `${begun} files in tmp are being written, or were left behind by a process that ended.`,
      advice: 'Nothing has to be done: prune takes away what was left behind.',
      where: { entry: 'tmp' },
    });
}

async function reportUnknown(
  root: string,
  folder: string,
  isKnown: (name: string) => boolean,
  report: Report,
): Promise<void> {
  for (const { name } of await entriesIn(path.join(root, folder))) {
    if (isKnown(name)) continue;
    const entry = folder === '' ? name : `${folder}/${name}`;
    report({
      code: 'UNKNOWN_FILE',
      severity: 'warning',
      message: `${entry} is no file of this repository.`,
      advice: 'Look at what it is. Nothing needs it, and nothing takes it away.',
      where: { entry },
    });
  }
}
