import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { WireReader, wireString } from './wire.ts';

/** Keys of the kind `ssh-ed25519`, as OpenSSH writes and names them. */

const KIND = 'ssh-ed25519';
/** What stands in front of the 32 bytes of a public key in DER (SubjectPublicKeyInfo). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** A private key of its own kind of text (PKCS#8, PEM). */
export function generateSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The public half of a private key, as SSH sends it. Throws for what is no Ed25519 key. */
export function publicKeyOf(privateKey: string): Buffer {
  const key = createPublicKey(privateKeyOf(privateKey));
  return publicBlob(key.export({ type: 'spki', format: 'der' }).subarray(SPKI.length));
}

/** What `ssh-keygen -l` prints of a key. */
export function fingerprintOf(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`;
}

/** The line of an `authorized_keys` or `allowed_signers` file, without whose key it is. */
export function publicLine(publicKey: Buffer): string {
  return `${KIND} ${publicKey.toString('base64')}`;
}

/** Signs bytes; the signature as SSH sends it. */
export function signBytes(bytes: Buffer, privateKey: string): Buffer {
  return Buffer.concat([wireString(KIND), wireString(sign(null, bytes, privateKeyOf(privateKey)))]);
}

/** Whether a signature of SSH is this key's under these bytes. Throws for what is neither key nor signature. */
export function verifyBytes(bytes: Buffer, publicKey: Buffer, signature: Buffer): boolean {
  const raw = rawOf(publicKey);
  if (raw.length !== KEY_BYTES) throw new RangeError('It is no Ed25519 key.');
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw]), type: 'spki', format: 'der' });
  return verify(null, bytes, key, rawOf(signature));
}

function privateKeyOf(text: string): KeyObject {
  const key = createPrivateKey(text);
  if (key.asymmetricKeyType !== 'ed25519') throw new RangeError('It is no Ed25519 key.');
  return key;
}

function publicBlob(raw: Buffer): Buffer {
  return Buffer.concat([wireString(KIND), wireString(raw)]);
}

/** What stands behind the name of the kind. */
function rawOf(bytes: Buffer): Buffer {
  const reader = new WireReader(bytes);
  if (reader.string().toString('latin1') !== KIND) throw new RangeError('It is of another kind.');
  const value = reader.string();
  if (!reader.ended) throw new RangeError('There is more than belongs to it.');
  return value;
}
