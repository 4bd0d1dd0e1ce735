import { createCipheriv, randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';

const BLOCK = 16;

/**
 * Keeps one temporary file from being read by anybody but this run: AES-256 in counter mode under a random key that is
 * nowhere but in memory. Bytes keep their places, so that any of them can be read. It hides and does not
 * authenticate; each file has a key of its own, and no place in it is written twice.
 */
export class RunCipher {
  readonly #key = randomBytes(32);

  /** The bytes that stand at `position` of the file: encrypted when they were plain, and plain when they were not. */
  apply(bytes: Buffer, position: number): Buffer {
    return this.#at(position).update(bytes);
  }

  /** The same for all bytes that pass from `position` on. */
  stream(position = 0): Transform {
    const cipher = this.#at(position);
    return new Transform({
      transform(chunk: Buffer, _encoding, next) {
        next(null, cipher.update(chunk));
      },
    });
  }

  #at(position: number) {
    const counter = Buffer.alloc(BLOCK);
    counter.writeBigUInt64BE(BigInt(Math.floor(position / BLOCK)), 8);
    const cipher = createCipheriv('aes-256-ctr', this.#key, counter);
    cipher.update(Buffer.alloc(position % BLOCK));
    return cipher;
  }
}
