import { webcrypto } from 'node:crypto';

/**
 * The age library takes random numbers and X25519 from the global `crypto` of browsers, which Node has from version 20
 * on; the oldest Electron that we run on has Node 18. It gets all of it: other libraries look for it too, and use what
 * they find.
 */
export function provideWebCrypto(): void {
  if (globalThis.crypto !== undefined) return;
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true, writable: true });
}
