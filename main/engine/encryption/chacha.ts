import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

const NAME = 'chacha20-poly1305';
const TAG = 16;

/** Node has it, some fifty times as fast as JavaScript can be; not every Electron does. */
const isNative = getCiphers().includes(NAME);

/** ChaCha20-Poly1305: what is encrypted, and its tag behind it. */
export function chachaSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  if (!isNative) return chacha20poly1305(key, nonce).encrypt(plain);
  const cipher = createCipheriv(NAME, key, nonce, { authTagLength: TAG });
  const encrypted = cipher.update(plain);
  cipher.final();
  return Buffer.concat([encrypted, cipher.getAuthTag()]);
}

/** What {@link chachaSeal} encrypted; null where it was changed, or the key is another. */
export function chachaOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < TAG) return null;
  try {
    if (!isNative) return chacha20poly1305(key, nonce).decrypt(sealed);
    const end = sealed.length - TAG;
    const decipher = createDecipheriv(NAME, key, nonce, { authTagLength: TAG });
    decipher.setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(0, end));
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}
