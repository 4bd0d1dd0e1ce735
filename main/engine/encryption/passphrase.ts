import { randomBytes, scrypt } from 'node:crypto';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { chachaOpen, chachaSeal } from './chacha.ts';

/** What age itself takes: about a second of one core and 256 MiB. */
const WORK = 18;
/** More is refused, as age does: a header must not decide how much memory this process takes. */
const MOST_WORK = 20;
const LABEL = 'age-encryption.org/v1/scrypt';
const NO_NONCE = new Uint8Array(12);

/**
 * age's encryption by passphrase, with the scrypt of Node: that of the library takes more than ten times as long, and
 * keeps everything else waiting meanwhile.
 */
export class PassphraseRecipient implements Recipient {
  readonly #passphrase: string;
  readonly #work: number;

  constructor(passphrase: string, work = WORK) {
    this.#passphrase = passphrase;
    this.#work = work;
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(16);
    const key = await keyOf(this.#passphrase, salt, this.#work);
    const body = chachaSeal(key, NO_NONCE, fileKey);
    return [new Stanza(['scrypt', unpadded(salt), String(this.#work)], body)];
  }
}

export class PassphraseIdentity implements Identity {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async unwrapFileKey(stanzas: readonly Stanza[]): Promise<Uint8Array | null> {
    const [only, ...others] = stanzas;
    const [kind, salt = '', work = ''] = only?.args ?? [];
    // Beside a passphrase age allows nobody else.
    if (only === undefined || kind !== 'scrypt' || others.length > 0) return null;
    if (!/^[1-9][0-9]?$/.test(work) || Number(work) > MOST_WORK) return null;
    const key = await keyOf(this.#passphrase, Buffer.from(salt, 'base64'), Number(work));
    return chachaOpen(key, NO_NONCE, only.body);
  }
}

function keyOf(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const options = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** work * 1024 + 2 ** 24 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
