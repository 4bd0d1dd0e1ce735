import { randomBytes } from 'node:crypto';
import { armor } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import {
  checkEncryptFor,
  decryptBuffer,
  decrypted,
  encryptBuffer,
  encryptingSink,
  encryptionFacts,
  generateIdentity,
  type OpenWith,
  parseIdentities,
  recipientOf,
} from './age.ts';

const identity = await generateIdentity();
const recipient = await recipientOf(identity);
const mine: OpenWith = { identities: [identity], passphrase: null };
const nothing: OpenWith = { identities: [], passphrase: null };
const content = randomBytes(200_000);
const sealed = await encryptBuffer(content, { recipients: [recipient] });

/** The code that the work is refused with, or what it gave. */
async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => value,
    (error: unknown) => (error instanceof EngineError ? error.code : error),
  );
}

function changedAt(at: number): Buffer {
  const bytes = Buffer.from(sealed);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe('age', () => {
  it('gives back what it encrypted, for recipients and with a passphrase', async () => {
    expect(await decryptBuffer(sealed, mine)).toEqual(content);
    const words = await encryptBuffer(content, { passphrase: 'four words and more' });
    expect(await decryptBuffer(words, { identities: [], passphrase: 'four words and more' })).toEqual(
      content,
    );
    expect(await codeOf(decryptBuffer(words, { identities: [], passphrase: 'wrong' }))).toBe(
      'ENCRYPTION_KEY_WRONG',
    );
    expect(await codeOf(decryptBuffer(words, mine))).toBe('ENCRYPTION_KEY_NEEDED');
  }, 60_000);

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072])('takes %d bytes', async (length) => {
    const bytes = randomBytes(length);
    expect(await decryptBuffer(await encryptBuffer(bytes, { recipients: [recipient] }), mine)).toEqual(bytes);
  });

  it('tells a missing, a foreign and a fitting key apart', async () => {
    const foreign = await generateIdentity();
    expect(await codeOf(decryptBuffer(sealed, nothing))).toBe('ENCRYPTION_KEY_NEEDED');
    expect(await codeOf(decryptBuffer(sealed, { ...mine, identities: [foreign] }))).toBe(
      'ENCRYPTION_KEY_WRONG',
    );
    expect(await decryptBuffer(sealed, { ...mine, identities: [foreign, identity] })).toEqual(content);
  });

  it('tells a changed byte wherever it is', async () => {
    const macAt = sealed.indexOf('\n--- ') + 6;
    const body = sealed.indexOf('\n', macAt) + 1;
    for (const at of [macAt, body, body + 16, body + 70_000, sealed.length - 20, sealed.length - 1])
      expect(await codeOf(decryptBuffer(changedAt(at), mine)), `byte ${at}`).toBe('ENCRYPTION_DAMAGED');
    // What only the owner's key can read of the header is to everybody else as if it were another's.
    const stanza = sealed.indexOf('\n', sealed.indexOf('-> X25519')) + 1;
    const other = Buffer.from(sealed);
    // Another letter of base64, so that it still is a header.
    other.write(sealed.toString('latin1', stanza, stanza + 1) === 'A' ? 'B' : 'A', stanza);
    expect(await codeOf(decryptBuffer(other, mine))).toBe('ENCRYPTION_KEY_WRONG');
  });

  it('tells that it ends too early, wherever it does', async () => {
    const body = sealed.indexOf('\n', sealed.indexOf('\n--- ') + 1) + 1;
    // Between two pieces as well: the last one is marked.
    for (const length of [30, body, body + 10, body + 16, body + 16 + 65_552, sealed.length - 1])
      expect(await codeOf(decryptBuffer(sealed.subarray(0, length), mine)), `${length} bytes`).toBe(
        'ENCRYPTION_DAMAGED',
      );
    expect(await codeOf(decryptBuffer(Buffer.concat([sealed, Buffer.from('x')]), mine))).toBe(
      'ENCRYPTION_DAMAGED',
    );
  });

  it('reads what is armored, and refuses armor without its end', async () => {
    const text = armor.encode(sealed);
    expect(await decryptBuffer(Buffer.from(text), mine)).toEqual(content);
    expect(await decryptBuffer(Buffer.from(text.replaceAll('\n', '\r\n')), mine)).toEqual(content);
    const cut = Buffer.from(text.slice(0, text.indexOf('-----END')));
    expect(await codeOf(decryptBuffer(cut, mine))).toBe('ENCRYPTION_DAMAGED');
    expect(await encryptionFacts(one(Buffer.from(text)))).toEqual({
      by: 'recipients',
      recipients: 1,
      armored: true,
    });
  });

  it('streams in both directions without holding what passes', async () => {
    const encrypted: Buffer[] = [];
    const sink = await encryptingSink(
      { write: async (bytes) => void encrypted.push(bytes) },
      { recipients: [recipient] },
    );
    const piece = Buffer.alloc(50_000);
    for (let i = 0; i < 40; i++) {
      // The memory is used again, as those who read files do.
      piece.fill(i);
      await sink.write(piece);
    }
    await sink.end();
    let at = 0;
    async function* pieces() {
      for (const bytes of encrypted) yield bytes;
    }
    for await (const bytes of decrypted(pieces(), mine)) {
      for (const byte of [bytes[0], bytes.at(-1)]) expect(byte).toBeTypeOf('number');
      expect(bytes[0]).toBe(Math.floor(at / 50_000));
      at += bytes.length;
    }
    expect(at).toBe(2_000_000);
  });

  it('fails where its sink does', async () => {
    const full = new Error('full');
    const sink = await encryptingSink({ write: () => Promise.reject(full) }, { recipients: [recipient] });
    const writing = (async () => {
      for (let i = 0; i < 100; i++) await sink.write(Buffer.alloc(65_536));
      await sink.end();
    })();
    await expect(writing).rejects.toBe(full);
  });

  it('does not repeat the secret half of a key that is given as a recipient', () => {
    const refused = (given: string): unknown => {
      try {
        return checkEncryptFor({ recipients: [given] });
      } catch (error) {
        return error;
      }
    };
    for (const given of [identity, identity.toLowerCase(), `# ${identity}`]) {
      const error = refused(given);
      if (!(error instanceof EngineError)) throw new Error('It was taken.');
      expect(error.plain.message).toContain('secret half');
      expect(JSON.stringify(error.plain).toLowerCase()).not.toContain(identity.slice(16).toLowerCase());
    }
    expect(refused('age1nokey')).toMatchObject({ message: '"age1nokey" is no recipient of age.' });
  });

  it('reads identity files and refuses what is none', async () => {
    expect(parseIdentities(`# created: today\n# public key: ${recipient}\n${identity}\n`)).toEqual([
      identity,
    ]);
    for (const text of ['', '# nothing', 'ssh-ed25519 AAAA', identity.slice(0, -1)])
      expect(() => parseIdentities(text)).toThrow(EngineError);
    for (const to of [{ recipients: [] }, { recipients: ['age1abc'] }, { passphrase: '' }])
      expect(await codeOf(encryptBuffer(content, to))).toBe('USAGE');
  });
});

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
