import { Decrypter, Encrypter, generateIdentity as generate, identityToRecipient } from 'age-encryption';
import { EngineError } from '../errors.ts';
import { ageFacts, type EncryptionFacts, takeHeader, unarmored } from './age-header.ts';
import { encryptionDamaged, encryptionUsage, keyNeeded, keyWrong } from './encryption-errors.ts';
import { PassphraseIdentity, PassphraseRecipient } from './passphrase.ts';
import { provideWebCrypto } from './web-crypto.ts';

/** For whom something is encrypted: the owners of recipients (`age1…`), or whoever knows a passphrase. */
export type EncryptFor = { readonly recipients: readonly string[] } | { readonly passphrase: string };

/** What something encrypted is opened with: any of these that fits. */
export interface OpenWith {
  /** `AGE-SECRET-KEY-1…`, as {@link parseIdentities} reads them from a file. */
  readonly identities: readonly string[];
  readonly passphrase: string | null;
}

/** Something encrypted whose header has been opened: the key of this one file, and how it is encrypted. */
export interface Unlocked {
  readonly facts: EncryptionFacts;
  readonly fileKey: Uint8Array;
}

/** Something that takes bytes, one piece after the other. */
interface Sink {
  write(bytes: Buffer): Promise<void>;
}

/** A sink whose bytes arrive encrypted. `end` sends what is left; after `destroy` nothing arrives any more. */
export interface EncryptingSink extends Sink {
  end(): Promise<void>;
  destroy(): void;
}

/** Makes a key pair; the identity is the secret half. */
export function generateIdentity(): Promise<string> {
  provideWebCrypto();
  return generate();
}

/** The public half of an identity. Errors: `USAGE`. */
export async function recipientOf(identity: string): Promise<string> {
  provideWebCrypto();
  try {
    return await identityToRecipient(identity);
  } catch {
    throw notAnIdentity();
  }
}

/**
 * The identities in the text of an identity file of age: one a line, comments begin with `#`. Errors: `USAGE` (no
 * identity in it, or something else); what is in the text is never repeated.
 */
export function parseIdentities(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw notAnIdentity();
  for (const identity of identities) withIdentity(new Decrypter(), identity);
  return identities;
}

/** Refuses recipients and passphrases that nothing can be encrypted for. Errors: `USAGE`. */
export function checkEncryptFor(to: EncryptFor): void {
  encrypterFor(to);
}

/** Encrypts what is held in memory. */
export async function encryptBuffer(bytes: Buffer, to: EncryptFor): Promise<Buffer> {
  return asBuffer(await encrypterFor(to).encrypt(bytes));
}

/** Decrypts what is held in memory. Errors: as {@link decrypted}. */
export async function decryptBuffer(bytes: Buffer, keys: OpenWith): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of decrypted(once(bytes), keys)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A sink that encrypts on the way to another one, in memory that does not grow. Errors: `USAGE`, those of `sink`. */
export async function encryptingSink(sink: Sink, to: EncryptFor): Promise<EncryptingSink> {
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const writer = input.writable.getWriter();
  const output = (await encrypterFor(to).encrypt(input.readable)).getReader();
  const pumping = (async () => {
    try {
      for (let next = await output.read(); !next.done; next = await output.read())
        await sink.write(asBuffer(next.value));
    } catch (error) {
      void writer.abort(error).catch(() => undefined);
      throw error;
    }
  })();
  pumping.catch(() => undefined);
  writer.closed.catch(() => undefined);
  return {
    write: async (bytes) => {
      // A copy: who wrote it may use its memory again before it is encrypted.
      const written = writer.ready.then(() => writer.write(Uint8Array.from(bytes)));
      written.catch(() => undefined);
      await Promise.race([written, pumping]);
    },
    end: async () => {
      writer.close().catch(() => undefined);
      await pumping;
    },
    destroy: () => {
      void writer.abort(new Error('Given up')).catch(() => undefined);
    },
  };
}

/**
 * What is inside something encrypted, piece by piece, armored or not; every piece is authenticated before it comes.
 *
 * Errors: `ENCRYPTION_KEY_NEEDED` (no key of its kind was given), `ENCRYPTION_KEY_WRONG`, `ENCRYPTION_DAMAGED` (changed,
 * or it ends too early).
 */
export async function* decrypted(
  input: AsyncIterable<Buffer>,
  keys: OpenWith | Unlocked,
): AsyncGenerator<Buffer> {
  const { header, rest, armored, next, close } = await begin(input);
  try {
    const facts = ageFacts(header, armored);
    const decrypter = 'fileKey' in keys ? new Decrypter() : decrypterFor(facts, keys);
    if ('fileKey' in keys) decrypter.addIdentity({ unwrapFileKey: () => keys.fileKey });
    const source = new Source([header, rest], next);
    const output = (await inHeader(decrypter.decrypt(source.stream), facts)).getReader();
    let out = 0;
    for (;;) {
      const piece = await output.read().catch((error: unknown) => {
        throw source.failure ?? bodyDamaged(error, out);
      });
      if (piece.done) break;
      out += piece.value.length;
      if (piece.value.length > 0) yield asBuffer(piece.value);
    }
  } finally {
    await close();
  }
}

/**
 * Opens the header alone, so that a passphrase, which takes a second to check, is checked once. Errors: as
 * {@link decrypted}.
 */
export async function unlock(input: AsyncIterable<Buffer>, keys: OpenWith): Promise<Unlocked> {
  const { header, armored, close } = await begin(input);
  await close();
  const facts = ageFacts(header, armored);
  const fileKey = await inHeader(decrypterFor(facts, keys).decryptHeader(header), facts);
  return { facts, fileKey };
}

/** Takes the header off something encrypted. */
async function begin(input: AsyncIterable<Buffer>) {
  let armored = false;
  const pieces = unarmored(input, (is) => {
    armored = is;
  });
  const next = async (): Promise<Buffer | null> => {
    const piece = await pieces.next();
    return piece.done === true ? null : piece.value;
  };
  const close = async (): Promise<void> => void (await pieces.return(undefined));
  try {
    return { ...(await takeHeader(next)), armored, next, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How something is encrypted. Errors: `ENCRYPTION_DAMAGED`. */
export async function encryptionFacts(input: AsyncIterable<Buffer>): Promise<EncryptionFacts> {
  const { header, armored, close } = await begin(input);
  await close();
  return ageFacts(header, armored);
}

function decrypterFor(facts: EncryptionFacts, keys: OpenWith): Decrypter {
  const given = facts.by === 'passphrase' ? keys.passphrase !== null : keys.identities.length > 0;
  if (!given) throw keyNeeded(facts);
  provideWebCrypto();
  const decrypter = new Decrypter();
  if (facts.by === 'passphrase' && keys.passphrase !== null)
    decrypter.addIdentity(new PassphraseIdentity(keys.passphrase));
  else for (const identity of keys.identities) withIdentity(decrypter, identity);
  return decrypter;
}

/** What the library says of a header, in words. */
function inHeader<T>(work: Promise<T>, facts: EncryptionFacts): Promise<T> {
  return work.catch((error: unknown) => {
    const message = error instanceof Error ? error.message : '';
    if (/no identity matched/.test(message)) throw keyWrong(facts);
    if (error instanceof EngineError) throw error;
    if (/work factor is too high/.test(message))
      throw encryptionDamaged('Its passphrase takes more memory to check than any that age makes.', error);
    throw encryptionDamaged('The header of its encryption was changed.', error, 0);
  });
}

function bodyDamaged(error: unknown, out: number): EngineError {
  return encryptionDamaged(
    `It was changed, or it ends too early: behind byte ${out.toLocaleString('en-US')} of its content it cannot be decrypted.`,
    error,
  );
}

function encrypterFor(to: EncryptFor): Encrypter {
  provideWebCrypto();
  const encrypter = new Encrypter();
  if ('passphrase' in to) {
    if (to.passphrase === '')
      throw encryptionUsage('The passphrase is empty.', 'Give one of several words, or a recipient.');
    encrypter.addRecipient(new PassphraseRecipient(to.passphrase));
    return encrypter;
  }
  if (to.recipients.length === 0)
    throw encryptionUsage('There is nobody to encrypt for.', 'Name a recipient (age1…).');
  for (const recipient of to.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      // What opens files is repeated nowhere: this is shown, and kept with the job.
      if (/age-(?:secret-key|plugin)-/i.test(recipient))
        throw encryptionUsage(
          'What was given as a recipient is an identity: the secret half, which opens what is encrypted.',
          'Give the half that begins with age1; age-keygen -y prints it.',
        );
      throw encryptionUsage(
        `"${recipient.slice(0, 100)}" is no recipient of age.`,
        'A recipient begins with age1 and is printed by age-keygen; copy it whole.',
      );
    }
  }
  return encrypter;
}

function withIdentity(decrypter: Decrypter, identity: string): void {
  provideWebCrypto();
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw notAnIdentity();
  }
}

function notAnIdentity(): EngineError {
  return encryptionUsage(
    'What was given as an identity is none of age.',
    'An identity file is what age-keygen writes: lines with AGE-SECRET-KEY-…, not encrypted itself.',
  );
}

/** Bytes as a stream of the web, one piece whenever one is asked for. */
class Source {
  /** What the input itself failed with. */
  failure: unknown = null;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(first: readonly Buffer[], next: () => Promise<Buffer | null>) {
    const ahead = [...first];
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const piece = ahead.shift() ?? (await next());
            if (piece === null) controller.close();
            else controller.enqueue(piece);
          } catch (error) {
            this.failure = error;
            controller.error(error);
          }
        },
      },
      { highWaterMark: 0 },
    );
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
