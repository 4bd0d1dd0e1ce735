const TABLE = table();

/** CRC-32 as zip has it. (Node has one of its own from version 20.15 on only.) */
export class Crc32 {
  #state = 0xffffffff;

  add(bytes: Uint8Array): void {
    let state = this.#state;
    for (let index = 0; index < bytes.length; index++) {
      state = (TABLE[(state ^ (bytes[index] as number)) & 0xff] as number) ^ (state >>> 8);
    }
    this.#state = state;
  }

  /** The checksum of what was added, as an unsigned number. */
  get value(): number {
    return (this.#state ^ 0xffffffff) >>> 0;
  }
}

function table(): Uint32Array {
  const result = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    result[byte] = value >>> 0;
  }
  return result;
}
