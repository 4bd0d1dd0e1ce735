import { hkdfSync, randomBytes } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { generateIdentity, recipientOf } from '../encryption/age.ts';
import { chachaOpen, chachaSeal } from '../encryption/chacha.ts';
import { PassphraseIdentity, PassphraseRecipient } from '../encryption/passphrase.ts';
import { provideWebCrypto } from '../encryption/web-crypto.ts';

/** How the files of an encrypted repository are put on the disk and read again. */
export interface Cipher {
  readonly recipient: string;
  encrypt(plain: Buffer): Promise<Buffer>;
  /** Throws where the file was changed or is for somebody else. */
  decrypt(encrypted: Buffer): Promise<Buffer>;
  /** What can be decrypted of a file that was changed, with zeros for the pieces that cannot. */
  salvage(encrypted: Buffer): Promise<Buffer>;
}

/** What age encrypts at a time: each piece for itself, with a tag of sixteen bytes behind it. */
const PIECE = 64 * 1024;
const TAG = 16;
const SEED = 16;

/**
 * Files for the recipient of an age identity. The library makes and opens the headers; the bodies are done here, for
 * speed and so that a changed byte costs one piece of 64 KiB and not all that follows.
 */
export async function createCipher(identity: string): Promise<Cipher> {
  provideWebCrypto();
  const recipient = await recipientOf(identity);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    recipient,
    encrypt: (plain) => encrypt(recipient, plain),
    decrypt: (encrypted) => decrypt(decrypter, encrypted, true),
    salvage: (encrypted) => decrypt(decrypter, encrypted, false),
  };
}

async function encrypt(recipient: string, plain: Buffer): Promise<Buffer> {
  let fileKey: Uint8Array | undefined;
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  encrypter.addRecipient({
    // Adds nobody: it only looks at the key, which is a new one for each file.
    wrapFileKey: (key) => {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  const empty = Buffer.from(await encrypter.encrypt(new Uint8Array(0)));
  if (fileKey === undefined) throw new Error('The header was made without a key');
  const header = empty.subarray(0, headerLength(empty));
  const seed = randomBytes(SEED);
  const key = bodyKey(fileKey, seed);
  const out: Uint8Array[] = [header, seed];
  const pieces = Math.max(1, Math.ceil(plain.length / PIECE));
  for (let number = 0; number < pieces; number += 1) {
    const piece = plain.subarray(number * PIECE, (number + 1) * PIECE);
    out.push(chachaSeal(key, nonceOf(number, number === pieces - 1), piece));
  }
  return Buffer.concat(out);
}

async function decrypt(decrypter: Decrypter, encrypted: Buffer, strict: boolean): Promise<Buffer> {
  const start = headerLength(encrypted);
  const fileKey = await decrypter.decryptHeader(encrypted.subarray(0, start));
  const body = encrypted.subarray(start + SEED);
  const key = bodyKey(fileKey, encrypted.subarray(start, start + SEED));
  const pieces = Math.ceil(body.length / (PIECE + TAG));
  const out: Uint8Array[] = [];
  for (let number = 0; number < pieces; number += 1) {
    const piece = body.subarray(number * (PIECE + TAG), (number + 1) * (PIECE + TAG));
    const isLast = number === pieces - 1;
    const plain = chachaOpen(key, nonceOf(number, isLast), piece);
    if (plain === null && strict) throw new Error(`Piece ${number} was changed`);
    // Of a file that was cut off, the last piece is none that was written as the last.
    const rest = plain ?? (isLast ? chachaOpen(key, nonceOf(number, false), piece) : null);
    out.push(rest ?? Buffer.alloc(Math.max(0, piece.length - TAG)));
  }
  if (pieces === 0) throw new Error('There is nothing behind the header');
  return Buffer.concat(out);
}

function bodyKey(fileKey: Uint8Array, seed: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, seed, 'payload', 32));
}

/** Eleven bytes of its number, and one that says whether it is the last. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Up to and with the line that begins with `--- `. */
function headerLength(file: Buffer): number {
  const last = file.indexOf('\n--- ');
  const end = last < 0 ? -1 : file.indexOf('\n', last + 1);
  if (end < 0) throw new Error('There is no header');
  return end + 1;
}

export function newIdentity(): Promise<string> {
  return generateIdentity();
}

/** An identity, encrypted for one person. */
export async function wrapIdentity(
  identity: string,
  by: { readonly passphrase: string } | { readonly recipient: string },
): Promise<Buffer> {
  provideWebCrypto();
  const encrypter = new Encrypter();
  encrypter.addRecipient('passphrase' in by ? new PassphraseRecipient(by.passphrase) : by.recipient);
  return Buffer.from(await encrypter.encrypt(identity));
}

/** The identity in a key file; null where neither passphrase nor identities open it. */
export async function unwrapIdentity(
  file: Buffer,
  passphrase: string | undefined,
  identities: readonly string[],
): Promise<string | null> {
  provideWebCrypto();
  const decrypter = new Decrypter();
  try {
    if (passphrase !== undefined) decrypter.addIdentity(new PassphraseIdentity(passphrase));
    for (const identity of identities) decrypter.addIdentity(identity);
    return (await decrypter.decrypt(file, 'text')).trim();
  } catch {
    return null;
  }
}

/** Whether an identity is the one that a recipient belongs to. */
export async function fits(identity: string, recipient: string): Promise<boolean> {
  try {
    return (await recipientOf(identity)) === recipient;
  } catch {
    return false;
  }
}
