import type { BlobId, BlobStore } from '../repository/repository.ts';
import { decodeBlock, encodeBlock, type Line } from './lines.ts';
import { type RowHashes, RowHashWriter } from './row-hashes.ts';

/** What blobs are read from. */
export type BlobReader = Pick<BlobStore, 'read'>;

/** A block of a segment, and which keys lie in it. */
export interface BlockEntry {
  readonly id: BlobId;
  readonly first: string;
  readonly last: string;
  readonly lines: number;
}

export interface Segment {
  readonly blocks: readonly BlockEntry[];
  /** Of its records; left out where there are none that can be relied on. */
  readonly rows?: RowHashes;
}

/** Lines and bytes of a block. A block may end early at a key that its hash chooses, one in `CHOSEN`. */
const LINES = { least: 32, most: 512 };
const MOST_BYTES = 1024 * 1024;
const CHOSEN = 128;
/** One of so many keys at which a block may end is one at which hashes of rows may end too. */
const CHOSEN_FOR_ROWS = 8;

/**
 * Writes lines, which come sorted by key, as the blocks of a segment. Where a block ends depends on the keys in it alone,
 * so that the blocks before and after a changed record are the same as they were, and are there already.
 */
export class SegmentWriter {
  readonly #blobs: BlobStore;
  readonly #blocks: BlockEntry[] = [];
  readonly #rows: RowHashWriter | null;
  #waiting: Line[] = [];
  #bytes = 0;
  #lines = 0;

  /** `statement` is that of the hashes that its lines have; null where they have none. */
  constructor(blobs: BlobStore, statement: string | null = null) {
    this.#blobs = blobs;
    this.#rows = statement === null ? null : new RowHashWriter(blobs, statement);
  }

  get lines(): number {
    return this.#lines;
  }

  line(line: Line): Promise<void> | void {
    this.#waiting.push(line);
    this.#rows?.line(line);
    this.#lines += 1;
    this.#bytes += line.text?.length ?? 1;
    const { length } = this.#waiting;
    const isEnd = length >= LINES.least && hash(line.key) % CHOSEN === 0;
    return isEnd || length >= LINES.most || this.#bytes >= MOST_BYTES ? this.#close() : undefined;
  }

  /** The segment's blob; null where there was no line. */
  async end(): Promise<BlobId | null> {
    await this.#close();
    if (this.#blocks.length === 0) return null;
    const rows = (await this.#rows?.end()) ?? null;
    const segment: Segment = { blocks: this.#blocks, ...(rows && { rows }) };
    return this.#blobs.write(Buffer.from(JSON.stringify(segment)), 'tree');
  }

  async #close(): Promise<void> {
    const [first] = this.#waiting;
    const last = this.#waiting.at(-1);
    if (first === undefined || last === undefined) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    const id = await this.#blobs.write(encodeBlock(lines), 'data');
    this.#blocks.push({ id, first: first.key, last: last.key, lines: lines.length });
    await this.#rows?.blockEnd(hash(last.key) % (CHOSEN * CHOSEN_FOR_ROWS) === 0);
  }
}

export async function readSegment(blobs: BlobReader, id: BlobId): Promise<Segment> {
  const segment: Segment = JSON.parse((await blobs.read(id)).toString('utf8'));
  return segment;
}

/** The hashes of the rows of a table, by its segments; null where not all have some that the same statement made. */
export async function rowHashesOf(
  blobs: BlobReader,
  segments: readonly BlobId[],
): Promise<readonly RowHashes[] | null> {
  const read = await Promise.all(segments.map((id) => readSegment(blobs, id)));
  const hashes = read.flatMap(({ rows }) => rows ?? []);
  const isWhole = hashes.length === segments.length;
  return isWhole && new Set(hashes.map(({ statement }) => statement)).size <= 1 ? hashes : null;
}

export async function readBlock(
  blobs: BlobReader,
  block: BlockEntry,
  isWanted?: (key: string) => boolean,
): Promise<readonly Line[]> {
  return decodeBlock(await blobs.read(block.id), isWanted);
}

/** FNV-1a: spreads keys well enough to choose some of them, and is the same on every machine. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) value = Math.imul(value ^ key.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
