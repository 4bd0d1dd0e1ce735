import { randomUUID, webcrypto } from 'node:crypto';

/**
 * The age library takes random numbers and X25519 from the global `crypto` of browsers, which Node has from version 20
 * on; the oldest Electron that we run on has Node 18. Its own web crypto knows no X25519 everywhere: what the library
 * catches is `NotSupportedError`, upon which it computes by itself. Prisma takes names for its transactions from the
 * global `crypto` where there is one, so that what it calls there has to be there.
 */
export function provideWebCrypto(): void {
  if (globalThis.crypto !== undefined) return;
  const subtle = {
    importKey: () => Promise.reject(new DOMException('Not here', 'NotSupportedError')),
    digest: webcrypto.subtle.digest.bind(webcrypto.subtle),
  };
  const value = { getRandomValues: webcrypto.getRandomValues.bind(webcrypto), randomUUID, subtle };
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true });
}
