/**
 * Buffers of one size that are used over and over: new ones by the thousand would cost more time than what is done with
 * them. As many are kept as were lent at once.
 */
export class BufferPool {
  readonly #size: number;
  readonly #free: Buffer[] = [];

  /** @param size bytes of each buffer. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Lends a buffer, with whatever bytes are in it, for as long as `work` takes. */
  async lend<T>(work: (buffer: Buffer) => Promise<T>): Promise<T> {
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
    try {
      return await work(buffer);
    } finally {
      this.#free.push(buffer);
    }
  }
}
