import { readAhead } from '../read-ahead.ts';
import type { BlobId } from '../repository/repository.ts';
import { groupOf } from './fingerprints.ts';
import { compareKeys } from './key-order.ts';
import type { Line } from './lines.ts';
import { RowHashReader } from './row-hashes.ts';
import { type BlobReader, type BlockEntry, readBlock, readSegment } from './segment.ts';

export interface ReadTableOptions {
  /** Only blocks in whose range somebody wants a key are read; lines beside those keys may come too. */
  readonly wants?: (block: BlockEntry) => boolean;
  /** Only lines with these keys are given. */
  readonly wantsKey?: ((key: string) => boolean) | undefined;
  /** Is told of every part that cannot be read; the rest is read all the same. Without it the first one is thrown. */
  readonly onLost?: (lost: LostLines) => void;
  /** Whether lines have the hashes of their rows, where they can be read. */
  readonly withHashes?: boolean;
}

/** A part of a table that cannot be read. */
export interface LostLines {
  /** Null where it is not even known which keys lie in it: a whole segment is lost. */
  readonly block: BlockEntry | null;
  /** True where other segments lie below it: what they have under its keys is older. */
  readonly isOverlay: boolean;
  readonly error: unknown;
}

/**
 * The records of a table, sorted by key, in groups of some hundred: its segments laid over each other, the later ones on
 * top. Memory holds some blocks a segment. Errors: `REPOSITORY_DAMAGED`.
 */
export async function* readTable(
  blobs: BlobReader,
  segments: readonly BlobId[],
  { wants = () => true, wantsKey, onLost, withHashes = false }: ReadTableOptions = {},
): AsyncGenerator<readonly Line[]> {
  const streams = segments.map((id, at) => {
    const lose =
      onLost && ((block: BlockEntry | null, error: unknown) => onLost({ block, isOverlay: at > 0, error }));
    return new SegmentStream(linesOf(blobs, id, { wants, wantsKey, withHashes, lose }));
  });
  for (const stream of streams) await stream.advance();
  const only = streams.length === 1 ? streams[0] : undefined;
  const groups = only === undefined ? overlaid(streams) : only.groups();
  for await (const group of groups) {
    const lines = group.filter(({ text }) => text !== null);
    if (lines.length > 0) yield lines;
  }
}

const GROUP = 256;
/** Blocks of a segment that are read and unpacked while an earlier one is used. */
const BLOCKS_AT_ONCE = 4;

/** The smallest key of all streams, from the last stream that has it. */
async function* overlaid(streams: readonly SegmentStream[]): AsyncGenerator<readonly Line[]> {
  let group: Line[] = [];
  for (;;) {
    let next: Line | undefined;
    for (const { line } of streams)
      if (line !== undefined && (next === undefined || compareKeys(line.key, next.key) <= 0)) next = line;
    if (next === undefined) break;
    group.push(next);
    if (group.length >= GROUP) {
      yield group;
      group = [];
    }
    for (const stream of streams) if (stream.line?.key === next.key) await stream.advance();
  }
  yield group;
}

/** The lines of one segment, one after the other. */
class SegmentStream {
  readonly #groups: AsyncGenerator<readonly Line[]>;
  #group: readonly Line[] = [];
  #at = -1;

  constructor(groups: AsyncGenerator<readonly Line[]>) {
    this.#groups = groups;
  }

  get line(): Line | undefined {
    return this.#group[this.#at];
  }

  advance(): Promise<void> | void {
    this.#at += 1;
    return this.#at < this.#group.length ? undefined : this.#fetch();
  }

  /** The group at hand and all that follow. */
  async *groups(): AsyncGenerator<readonly Line[]> {
    yield this.#group;
    yield* this.#groups;
  }

  async #fetch(): Promise<void> {
    const { value } = await this.#groups.next();
    this.#group = value ?? [];
    this.#at = 0;
  }
}

type Lose = ((block: BlockEntry | null, error: unknown) => void) | undefined;

interface ReadSegmentOptions
  extends Pick<Required<ReadTableOptions>, 'wants' | 'withHashes'>,
    Pick<ReadTableOptions, 'wantsKey'> {
  readonly lose: Lose;
}

async function* linesOf(
  blobs: BlobReader,
  id: BlobId,
  { wants, wantsKey, withHashes, lose }: ReadSegmentOptions,
): AsyncGenerator<readonly Line[], undefined> {
  const segment = await orLost(readSegment(blobs, id), null, lose);
  const rows = withHashes ? segment?.rows : undefined;
  const hashes = rows && new RowHashReader(blobs, rows);
  const wanted = segment?.blocks.filter(wants) ?? [];
  const reading = readAhead(wanted, BLOCKS_AT_ONCE, (block) =>
    orLost(readBlock(blobs, block, wantsKey), block, lose),
  );
  // A block without a wanted key is no end of the segment.
  for await (const lines of reading)
    if (lines !== null && lines.length > 0) yield hashes === undefined ? lines : await hashed(lines, hashes);
}

/** Lines with whole numbers as keys, with the hashes of their rows. */
async function hashed(lines: readonly Line[], hashes: RowHashReader): Promise<readonly Line[]> {
  const groups = [...new Set(lines.map(({ key }) => groupOf(key)))];
  const rows = await hashes.rowsIn(groups);
  const known = new Map(rows?.map(({ key, hash }) => [String(key), hash]));
  return lines.map((line) => ({ ...line, hash: known.get(line.key) ?? undefined }));
}

/** What is read; null where it is lost and somebody is told of that. */
async function orLost<T>(reading: Promise<T>, block: BlockEntry | null, lose: Lose): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (lose === undefined) throw error;
    lose(block, error);
    return null;
  }
}
