import path from 'node:path';
import { EngineError } from '../errors.ts';
import { type Cipher, createCipher, fits, unwrapIdentity, wrapIdentity } from './cipher.ts';
import type { RepositoryKeys } from './repository.ts';
import { damagedError, keyNeededError, keyWrongError } from './repository-errors.ts';
import { isObjectId, RepositoryFiles, sha256 } from './repository-files.ts';

/** A key file: the repository's identity, encrypted for one person. */
export interface RepositoryKey {
  readonly name: string;
  /** Below the root of the repository. */
  readonly file: string;
  /** SHA-256 that its bytes should have. */
  readonly sha256: string;
}

const FOLDER = 'keys';
const NAME = /^[a-z0-9][a-z0-9_-]{0,60}$/;

/** `<name>.<sha256>.age`: the hash makes a changed bit known also to those who cannot open the file. */
export async function listKeys(files: RepositoryFiles): Promise<readonly RepositoryKey[]> {
  return (await files.names(FOLDER)).map(keyOf).filter((key) => key !== null);
}

export function keyOf(file: string): RepositoryKey | null {
  const [name = '', hash, end, ...more] = file.split('.');
  if (!NAME.test(name) || !isObjectId(hash) || end !== 'age' || more.length > 0) return null;
  return { name, file: `${FOLDER}/${file}`, sha256: hash };
}

/** Adds a key, or puts it in the place of those of the same name; the old ones go only once it is there. */
export async function writeKey(
  files: RepositoryFiles,
  identity: string,
  name: string,
  by: { readonly passphrase: string } | { readonly recipient: string },
): Promise<RepositoryKey> {
  if (!NAME.test(name)) throw nameError(name);
  const before = (await listKeys(files)).filter((key) => key.name === name);
  const bytes = await wrapIdentity(identity, by);
  const key = { name, file: `${FOLDER}/${name}.${sha256(bytes)}.age`, sha256: sha256(bytes) };
  await files.writePlace(path.join(files.root, key.file), [bytes]);
  await files.sync();
  for (const { file } of before) await files.remove(path.join(files.root, file));
  await files.sync();
  return key;
}

/** The identity that `keys` open. Errors: `ENCRYPTION_KEY_NEEDED`, `ENCRYPTION_KEY_WRONG`, `REPOSITORY_DAMAGED`. */
export async function findIdentity(
  root: string,
  recipient: string,
  { passphrase, identities = [] }: RepositoryKeys,
): Promise<string> {
  if (passphrase === undefined && identities.length === 0) throw keyNeededError(root);
  for (const identity of identities) if (await fits(identity, recipient)) return identity;
  const files = new RepositoryFiles(root, null);
  const damaged: string[] = [];
  for (const { file, sha256: expected } of await listKeys(files)) {
    const bytes = await files.readPlace(path.join(root, file));
    if (sha256(bytes) !== expected) damaged.push(file);
    const identity = await unwrapIdentity(bytes, passphrase, identities);
    if (identity !== null && (await fits(identity, recipient))) return identity;
  }
  const [first] = damaged;
  if (first !== undefined)
    throw damagedError(
      first,
      'it may be why this key does not open it; another key or the recovery key does',
    );
  throw keyWrongError(root);
}

/** The cipher of a repository; null where it is not encrypted. */
export async function openCipher(
  root: string,
  recipient: string | null,
  keys: RepositoryKeys,
): Promise<{ readonly cipher: Cipher; readonly identity: string } | null> {
  if (recipient === null) return null;
  const identity = await findIdentity(root, recipient, keys);
  return { cipher: await createCipher(identity), identity };
}

function nameError(name: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `"${name}" cannot be the name of a key.`,
    consequence: 'No key was added.',
    advice: 'Use lower-case letters, digits, - and _.',
  });
}
