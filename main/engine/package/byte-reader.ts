/** Takes bytes off a source in the lengths that are asked for. */
export class ByteReader {
  offset = 0;
  readonly #source: () => Promise<Buffer | null>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: () => Promise<Buffer | null>) {
    this.#source = source;
  }

  /** Some bytes, at most `most`; null at the end. */
  async piece(most: number): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const more = await this.#source();
      if (more === null) return null;
      this.#rest = more;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    this.offset += piece.length;
    return piece;
  }

  /** Just `length` bytes, fewer only at the end. */
  async take(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let left = length;
    while (left > 0) {
      const piece = await this.piece(left);
      if (piece === null) break;
      pieces.push(piece);
      left -= piece.length;
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  /** Puts the end of what was taken back, to be taken again. */
  giveBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest]);
    this.offset -= bytes.length;
  }
}
