import { randomBytes } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { Decrypter, Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { chachaOpen, chachaSeal } from './chacha.ts';
import { PassphraseIdentity, PassphraseRecipient } from './passphrase.ts';

describe('a passphrase', () => {
  it('opens what the library encrypted with it, and the other way round', async () => {
    const library = new Encrypter();
    library.setPassphrase('two words');
    library.setScryptWorkFactor(10);
    const opener = new Decrypter();
    opener.addIdentity(new PassphraseIdentity('two words'));
    expect(await opener.decrypt(await library.encrypt('content'), 'text')).toBe('content');

    const ours = new Encrypter();
    ours.addRecipient(new PassphraseRecipient('two words', 10));
    const file = await ours.encrypt('content');
    const other = new Decrypter();
    other.addPassphrase('two words');
    expect(await other.decrypt(file, 'text')).toBe('content');
    const wrong = new Decrypter();
    wrong.addIdentity(new PassphraseIdentity('two word'));
    await expect(wrong.decrypt(file)).rejects.toThrow();
  });

  it('is not tried where a header asks for more memory than age allows', async () => {
    const ours = new Encrypter();
    ours.addRecipient(new PassphraseRecipient('x', 10));
    const [header = ''] = Buffer.from(await ours.encrypt('y'))
      .toString('latin1')
      .split('\n---');
    const [, line = '', body = ''] = header.split('\n');
    const args = line.slice(3).split(' ');
    const identity = new PassphraseIdentity('x');
    const stanza = (work: string) => ({
      args: [...args.slice(0, 2), work],
      body: Buffer.from(body, 'base64'),
    });
    expect(await identity.unwrapFileKey([stanza('10')])).not.toBeNull();
    expect(await identity.unwrapFileKey([stanza('21')])).toBeNull();
    expect(await identity.unwrapFileKey([stanza('10'), stanza('10')])).toBeNull();
  });
});

describe('ChaCha20-Poly1305', () => {
  it.each([0, 1, 63, 64 * 1024])('is that of the library for %i bytes', (length) => {
    const [key, nonce, plain] = [randomBytes(32), randomBytes(12), randomBytes(length)];
    const sealed = chachaSeal(key, nonce, plain);
    expect(Buffer.from(sealed)).toEqual(Buffer.from(chacha20poly1305(key, nonce).encrypt(plain)));
    expect(Buffer.from(chachaOpen(key, nonce, sealed) ?? [])).toEqual(plain);
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(length) ^ 1, length);
    expect(chachaOpen(key, nonce, changed)).toBeNull();
    expect(chachaOpen(key, nonce, Buffer.alloc(3))).toBeNull();
  });
});
