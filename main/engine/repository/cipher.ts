import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** How the files of an encrypted repository are put on the disk and read again. */
export interface Cipher {
  readonly recipient: string;
  encrypt(plain: Buffer): Promise<Buffer>;
  /** Throws where the file was changed or is for somebody else. */
  decrypt(encrypted: Buffer): Promise<Buffer>;
  /** As much from the front as can still be decrypted, of a file that was changed. */
  decryptFront(encrypted: Buffer): Promise<Buffer>;
}

/** Files for the recipient of an age identity, by X25519. */
export async function createCipher(identity: string): Promise<Cipher> {
  const recipient = await identityToRecipient(identity);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    recipient,
    encrypt: async (plain) => bufferOf(await encrypter.encrypt(plain)),
    decrypt: async (encrypted) => bufferOf(await decrypter.decrypt(encrypted)),
    decryptFront: (encrypted) => decryptFront(decrypter, encrypted),
  };
}

async function decryptFront(decrypter: Decrypter, encrypted: Buffer): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  try {
    const source = new Response(new Uint8Array(encrypted)).body;
    if (source === null) return Buffer.alloc(0);
    const reader = (await decrypter.decrypt(source)).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) pieces.push(step.value);
  } catch {
    // The piece that was changed ends it; what came before was authenticated.
  }
  return Buffer.concat(pieces);
}

export function newIdentity(): Promise<string> {
  return generateX25519Identity();
}

/** An identity, encrypted for one person. */
export async function wrapIdentity(
  identity: string,
  by: { readonly passphrase: string } | { readonly recipient: string },
): Promise<Buffer> {
  const encrypter = new Encrypter();
  if ('passphrase' in by) encrypter.setPassphrase(by.passphrase);
  else encrypter.addRecipient(by.recipient);
  return bufferOf(await encrypter.encrypt(identity));
}

/** The identity in a key file; null where neither passphrase nor identities open it. */
export async function unwrapIdentity(
  file: Buffer,
  passphrase: string | undefined,
  identities: readonly string[],
): Promise<string | null> {
  const decrypter = new Decrypter();
  if (passphrase !== undefined) decrypter.addPassphrase(passphrase);
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return (await decrypter.decrypt(file, 'text')).trim();
  } catch {
    return null;
  }
}

/** The recipient of an identity; null where it is none. */
export async function recipientOf(identity: string): Promise<string | null> {
  try {
    return await identityToRecipient(identity);
  } catch {
    return null;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
