import { figure } from '../figures.ts';
import { ByteReader } from './byte-reader.ts';
import { damaged, tooLarge, truncated } from './package-errors.ts';

/** Kinds of entries, by the type flag of their header. */
export type TarKind = 'file' | 'folder' | 'link' | 'device' | 'other';

export interface TarItem {
  /** The name's bytes, which ought to be UTF-8. */
  readonly name: Buffer;
  readonly kind: TarKind;
  readonly size: number;
  /** The content, piece by piece; null at its end. What nobody reads is passed over. */
  readonly next: () => Promise<Buffer | null>;
}

const BLOCK = 512;
/** Long names and pax records are a few hundred bytes. */
const LONGEST_EXTENSION = 1024 * 1024;
const KINDS: Record<string, TarKind> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'device',
};

interface Extension {
  readonly name?: Buffer;
  readonly size?: number;
}

/**
 * Reads a tar archive (POSIX ustar and pax, GNU, v7) from its bytes, which `source` gives piece by piece: null
 * at the end. Everything that came before the place where the archive ends is handed out before the error.
 *
 * A damaged header costs the entry behind it: the next sound one is looked for, and the walk ends with the
 * error. Throws `PACKAGE_TRUNCATED`, `PACKAGE_DAMAGED`, and `PACKAGE_TOO_LARGE` for an entry that claims more
 * than `mostBytes`.
 */
export async function* readTar(
  source: () => Promise<Buffer | null>,
  mostBytes: number,
): AsyncGenerator<TarItem> {
  const bytes = new ByteReader(source);
  let extension: Extension = {};
  let last = '';
  let damage: Error | null = null;
  for (;;) {
    const at = bytes.offset;
    const header = await bytes.take(BLOCK);
    const where = { entry: last, byte: at };
    if (header.length < BLOCK) throw damage ?? truncated(endless(last), { entry: last, byte: bytes.offset });
    if (header.every((byte) => byte === 0)) break;
    const size = isSound(header) ? (extension.size ?? readNumber(header, 124, 12)) : null;
    if (size === null) {
      damage ??= damaged(`The archive is damaged behind the entry "${last}".`, where);
      continue;
    }
    if (size > mostBytes) {
      throw tooLarge(`An entry of the archive claims ${figure(size)} bytes, more than there can be.`, where);
    }
    const flag = String.fromCharCode(header[156] ?? 0);
    if ('xgLK'.includes(flag)) {
      extension = { ...extension, ...(await readExtension(flag, size, bytes, last)) };
      continue;
    }
    const name = extension.name ?? headerName(header);
    const kind = name.at(-1) === 0x2f && KINDS[flag] === 'file' ? 'folder' : (KINDS[flag] ?? 'other');
    extension = {};
    last = name.toString('utf8').slice(0, 300);
    // links and devices have no content, whatever their size says
    const content = new Content(bytes, kind === 'file' || kind === 'other' ? size : 0, last);
    yield { name, kind, size: content.size, next: content.next };
    await content.passOver();
  }
  // to the end of the file, where gzip has its checksum
  while ((await bytes.piece(Number.MAX_SAFE_INTEGER)) !== null);
  if (damage !== null) throw damage;
}

function endless(last: string): string {
  return last === ''
    ? 'The archive ends before its first entry.'
    : `The archive ends behind the entry "${last}", without its end mark.`;
}

/** The content of one entry: read by whoever has it, and to its end by the walk. */
class Content {
  readonly size: number;
  readonly #bytes: ByteReader;
  readonly #name: string;
  #left: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(bytes: ByteReader, size: number, name: string) {
    this.size = size;
    this.#bytes = bytes;
    this.#left = size;
    this.#name = name;
  }

  /** One read after the other: the walk may go on while a reader still waits for a piece. */
  readonly next = (): Promise<Buffer | null> => {
    const piece = this.#queue.then(() => this.#read());
    this.#queue = piece.catch(() => {});
    return piece;
  };

  async passOver(): Promise<void> {
    while ((await this.next()) !== null);
    const padding = (BLOCK - (this.size % BLOCK)) % BLOCK;
    if ((await this.#bytes.take(padding)).length < padding) throw this.#truncated();
  }

  async #read(): Promise<Buffer | null> {
    if (this.#left === 0) return null;
    const piece = await this.#bytes.piece(this.#left);
    if (piece === null) throw this.#truncated();
    this.#left -= piece.length;
    return piece;
  }

  #truncated(): Error {
    const message = `The archive ends in the middle of the entry "${this.#name}".`;
    return truncated(message, { entry: this.#name, byte: this.#bytes.offset });
  }
}

/** A header holds the sum of its own bytes, with spaces where the sum itself stands. */
export function isSound(header: Buffer): boolean {
  if (header.length < BLOCK) return false;
  let sum = 0;
  for (let index = 0; index < BLOCK; index++)
    sum += index >= 148 && index < 156 ? 0x20 : (header[index] ?? 0);
  return sum === readNumber(header, 148, 8);
}

/** A number in octal digits or, with the highest bit set, in base 256; null when it is neither. */
function readNumber(header: Buffer, at: number, length: number): number | null {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let index = at + 1; index < at + length; index++) value = value * 256 + (header[index] ?? 0);
    return value;
  }
  const digits = header.toString('latin1', at, at + length).replace(/^[\0 ]+|[\0 ].*$/gs, '');
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

function headerName(header: Buffer): Buffer {
  const name = untilZero(header.subarray(0, 100));
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? untilZero(header.subarray(345, 500)) : Buffer.alloc(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** The records of an entry that describes the one behind it. */
async function readExtension(
  flag: string,
  size: number,
  bytes: ByteReader,
  last: string,
): Promise<Extension> {
  const where = { entry: last, byte: bytes.offset };
  if (size > LONGEST_EXTENSION)
    throw damaged('The archive has a name longer than any file system allows.', where);
  const content = await bytes.take(size);
  const padding = (BLOCK - (size % BLOCK)) % BLOCK;
  const rest = await bytes.take(padding);
  if (content.length < size || rest.length < padding) throw truncated(endless(last), where);
  if (flag === 'L') return { name: untilZero(content) };
  return flag === 'x' ? readPax(content) : {};
}

/** pax records: `27 path=storage/ä.docx\n`, with the length of the whole record in front. */
function readPax(content: Buffer): Extension {
  let extension: Extension = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(content.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at + 1) break;
    const record = content.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = record.toString('latin1', 0, Math.max(0, equals));
    const value = record.subarray(equals + 1);
    if (key === 'path') extension = { ...extension, name: value };
    if (key === 'size' && /^\d{1,19}$/.test(value.toString('latin1'))) {
      extension = { ...extension, size: Number(value.toString('latin1')) };
    }
    at += length;
  }
  return extension;
}
