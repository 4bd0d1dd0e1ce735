import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import { fingerprintOf, generateSigningKey, publicKeyOf, publicLine } from '../engine/signature/ed25519.ts';
import { replaceFile } from './json-file.ts';
import { KnownSigners } from './known-signers.ts';
import { openSecrets, type Secrets } from './secrets.ts';

/** Where the private half of the console's own key is. */
export type SigningKeyPlace =
  | { readonly kind: 'keychain' }
  | { readonly kind: 'file'; readonly path: string };

/** The key that this console signs with. */
export interface OwnKey {
  readonly fingerprint: string;
  /** The line of an `authorized_keys` or `allowed_signers` file, without whose key it is. */
  readonly publicLine: string;
  readonly where: SigningKeyPlace;
}

/** With its private half (PKCS#8, PEM), which is written nowhere else. */
export interface PrivateKey extends OwnKey {
  readonly privateKey: string;
}

/** The account of the keychain's entry. */
const ENTRY = 'signing-key';

/**
 * The console's own key, made when it is first asked for: its private half is kept in the system's keychain or, where
 * there is none, in a file of the console's home that only its owner may read. The public half lies in the home.
 *
 * Rejects with `KEYCHAIN_REFUSED` when the key is in a keychain that cannot be reached here.
 */
export async function ownSigningKey(
  home = consoleHome(),
  open: () => Promise<Secrets> = openSecrets,
): Promise<PrivateKey> {
  const file = path.join(home, 'settings', 'signing-key.pem');
  // Before the keychain: a key that was once made without one stays the console's.
  if (existsSync(file)) return keyFrom(readFileSync(file, 'utf8'), { kind: 'file', path: file });
  const secrets = await open();
  const there = publicSigningKey(home);
  if (secrets.where.kind === 'session') {
    if (there !== null) throw unreachable(there, secrets.where.because);
    return keep(generateSigningKey(), { kind: 'file', path: file }, home, (key) => replaceFile(file, key));
  }
  const kept = await secrets.get(ENTRY);
  if (kept !== null) return keyFrom(kept, { kind: 'keychain' });
  return keep(generateSigningKey(), { kind: 'keychain' }, home, (key) => secrets.set(ENTRY, key));
}

/** The fingerprint of the console's own key, without asking the keychain; null before it has one. */
export function publicSigningKey(home = consoleHome()): string | null {
  try {
    const [, base64 = ''] = readFileSync(publicFile(home), 'utf8').trim().split(' ');
    return base64 === '' ? null : fingerprintOf(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}

/** The fingerprints of the keys whose signatures are known: the console's own, and those that were trusted. */
export function knownSigners(home = consoleHome()): readonly string[] {
  const own = publicSigningKey(home);
  return [...(own === null ? [] : [own]), ...new KnownSigners(home).list()];
}

async function keep(
  privateKey: string,
  where: SigningKeyPlace,
  home: string,
  write: (key: string) => Promise<void> | void,
): Promise<PrivateKey> {
  mkdirSync(path.join(home, 'settings'), { recursive: true });
  await write(privateKey);
  const key = keyFrom(privateKey, where);
  replaceFile(publicFile(home), `${key.publicLine} edms-backup\n`);
  return key;
}

function keyFrom(privateKey: string, where: SigningKeyPlace): PrivateKey {
  try {
    const publicKey = publicKeyOf(privateKey);
    return { privateKey, where, fingerprint: fingerprintOf(publicKey), publicLine: publicLine(publicKey) };
  } catch (error) {
    throw new EngineError(
      {
        code: 'SETTINGS_NOT_READABLE',
        message: "What is kept as the console's own key is no Ed25519 key.",
        consequence: 'Nothing was signed.',
        advice:
          where.kind === 'file'
            ? `Bring ${where.path} back from a backup, or take it away: then a new key is made.`
            : `Take the entry ${ENTRY} of EDMS Backup Console out of the keychain: then a new key is made.`,
      },
      error,
    );
  }
}

function publicFile(home: string): string {
  return path.join(home, 'settings', 'signing-key.pub');
}

function unreachable(fingerprint: string, because: string): EngineError {
  return new EngineError({
    code: 'KEYCHAIN_REFUSED',
    message: `The console's own key (${fingerprint}) is in a keychain that is not there. ${because}`,
    consequence: 'Nothing was signed, and nothing was written.',
    advice:
      'Unlock that keychain, work in the desktop session in which the key was made, or go on without signing.',
  });
}
