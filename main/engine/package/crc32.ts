import zlib from 'node:zlib';

const TABLE = table();
/** Node's own, from version 20.15 on, is ten times as fast. */
const native: unknown = Reflect.get(zlib, 'crc32');

/** CRC-32 as zip and gzip have it. */
export class Crc32 {
  #value = 0;

  add(bytes: Uint8Array): void {
    this.#value =
      typeof native === 'function' ? Number(native(bytes, this.#value)) : crc32(bytes, this.#value);
  }

  /** The checksum of what was added, as an unsigned number. */
  get value(): number {
    return this.#value;
  }
}

/** The checksum of `bytes` behind something whose checksum is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let state = before ^ 0xffffffff;
  for (let index = 0; index < bytes.length; index++) {
    state = (TABLE[(state ^ (bytes[index] as number)) & 0xff] as number) ^ (state >>> 8);
  }
  return (state ^ 0xffffffff) >>> 0;
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
