import type { BlobId } from '../repository/repository.ts';
import { compareKeys } from './key-order.ts';
import type { Line } from './lines.ts';
import { type BlobReader, type BlockEntry, readBlock, readSegment } from './segment.ts';

export interface ReadTableOptions {
  /** Only blocks in whose range somebody wants a key are read; lines beside those keys may come too. */
  readonly wants?: (block: BlockEntry) => boolean;
  /** Gives lines that say that a record is gone, too. */
  readonly withGone?: boolean;
}

/**
 * The records of a table, sorted by key, in groups of some hundred: its segments laid over each other, the later ones on
 * top. Memory holds a block a segment. Errors: `REPOSITORY_DAMAGED`.
 */
export async function* readTable(
  blobs: BlobReader,
  segments: readonly BlobId[],
  { wants = () => true, withGone = false }: ReadTableOptions = {},
): AsyncGenerator<readonly Line[]> {
  const streams = segments.map((id) => new SegmentStream(blobs, id, wants));
  for (const stream of streams) await stream.advance();
  const only = streams.length === 1 ? streams[0] : undefined;
  const groups = only === undefined ? overlaid(streams) : only.groups();
  for await (const group of groups) {
    const lines = withGone ? group : group.filter(({ text }) => text !== null);
    if (lines.length > 0) yield lines;
  }
}

const GROUP = 256;

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

  constructor(blobs: BlobReader, id: BlobId, wants: (block: BlockEntry) => boolean) {
    this.#groups = blocksOf(blobs, id, wants);
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

async function* blocksOf(
  blobs: BlobReader,
  id: BlobId,
  wants: (block: BlockEntry) => boolean,
): AsyncGenerator<readonly Line[], undefined> {
  const { blocks } = await readSegment(blobs, id);
  for (const block of blocks) if (wants(block)) yield await readBlock(blobs, block);
}
