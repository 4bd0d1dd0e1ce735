import { z } from 'zod';
import { readAhead } from '../read-ahead.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { GROUP_SIZE, groupOf } from './fingerprints.ts';
import { anyWithin, byNumber } from './key-order.ts';
import type { Line } from './lines.ts';
import { type NumberedHash, NumberedHashes, storedRuns } from './numbered-hashes.ts';
import { readTimeSaver } from './time-saver.ts';

/**
 * What the database said of each row of a segment when it was taken down. By it those rows of a group that are as they
 * were need not be read. It only saves time: what cannot be read is as good as none.
 */
export interface RowHashes {
  /** Tells what was hashed: hashes of another statement say nothing of these. */
  readonly statement: string;
  readonly parts: readonly RowHashPart[];
}

/** A blob with the hashes of some rows, and which keys lie in it. */
export interface RowHashPart {
  readonly id: BlobId;
  readonly first: number;
  readonly last: number;
}

/** A row of a segment: its key, and its hash, or null where the segment says that it is gone. */
export interface KnownRow {
  readonly key: number;
  readonly hash: bigint | null;
}

/** Rows of a part. It ends with a block, and at a key that its hash chooses where it can: then it is there already. */
const ROWS = { least: 1024, most: 8192 };

/** Parts that are read at a time. */
const PARTS_AT_ONCE = 4;

/** Collects the hashes of the lines of a segment, whose keys are whole numbers. */
export class RowHashWriter {
  readonly #blobs: BlobStore;
  readonly #statement: string;
  readonly #parts: RowHashPart[] = [];
  #hashes: NumberedHash[] = [];
  #gone: number[] = [];
  /** False as soon as one row's hash is not known: the others then say too little. */
  #isWhole = true;

  constructor(blobs: BlobStore, statement: string) {
    this.#blobs = blobs;
    this.#statement = statement;
  }

  line({ key, text, hash }: Line): void {
    const number = Number(key);
    if (!Number.isSafeInteger(number)) this.#isWhole = false;
    else if (text === null) this.#gone.push(number);
    else if (hash === undefined) this.#isWhole = false;
    else this.#hashes.push({ number, hash });
  }

  /** After each block; `mayEnd` where others that hold the same rows end there too. */
  async blockEnd(mayEnd: boolean): Promise<void> {
    const rows = this.#hashes.length + this.#gone.length;
    if (rows >= ROWS.most || (mayEnd && rows >= ROWS.least)) await this.#close();
  }

  /** Null where there is nothing that can be relied on. */
  async end(): Promise<RowHashes | null> {
    await this.#close();
    return this.#isWhole && this.#parts.length > 0
      ? { statement: this.#statement, parts: this.#parts }
      : null;
  }

  async #close(): Promise<void> {
    const hashes = NumberedHashes.of(this.#hashes);
    const gone = this.#gone;
    const keys = [...this.#hashes.map(({ number }) => number), ...gone].sort(byNumber);
    this.#hashes = [];
    this.#gone = [];
    const [first] = keys;
    const last = keys.at(-1);
    if (!this.#isWhole || first === undefined || last === undefined) return;
    const content: StoredPart = { runs: hashes.toRuns(), gone };
    const id = await this.#blobs.write(Buffer.from(JSON.stringify(content)), 'tree');
    this.#parts.push({ id, first, last });
  }
}

const storedPart = z.object({
  runs: storedRuns,
  gone: z.array(z.number()).readonly(),
});

type StoredPart = z.infer<typeof storedPart>;

interface ReadPart {
  readonly part: RowHashPart;
  readonly hashes: NumberedHashes;
  readonly gone: readonly number[];
}

/** Reads the hashes of a segment, from its first rows to its last; memory holds some parts. */
export class RowHashReader {
  readonly #blobs: Pick<BlobStore, 'read'>;
  readonly #hashes: RowHashes;
  #last: { readonly id: BlobId; readonly read: Promise<ReadPart | null> } | null = null;

  constructor(blobs: Pick<BlobStore, 'read'>, hashes: RowHashes) {
    this.#blobs = blobs;
    this.#hashes = hashes;
  }

  /**
   * The rows in some groups, which come sorted, none of them below those that were asked for before; null where they
   * cannot be read.
   */
  async rowsIn(groups: readonly number[]): Promise<readonly KnownRow[] | null> {
    const wanted = this.#hashes.parts.filter(({ first, last }) =>
      anyWithin(groups, groupOf(first), groupOf(last), byNumber),
    );
    const rows: KnownRow[] = [];
    for await (const part of readAhead(wanted, PARTS_AT_ONCE, (each) => this.#read(each))) {
      if (part === null) return null;
      rows.push(...rowsOfPart(part, groups));
    }
    return rows;
  }

  /** The part at hand, which groups that are asked for next may lie in too, is not read again. */
  #read(part: RowHashPart): Promise<ReadPart | null> {
    if (this.#last?.id !== part.id) this.#last = { id: part.id, read: readPart(this.#blobs, part) };
    return this.#last.read;
  }
}

async function readPart(blobs: Pick<BlobStore, 'read'>, part: RowHashPart): Promise<ReadPart | null> {
  const stored = await readTimeSaver(blobs, part.id, storedPart);
  return stored && { part, hashes: NumberedHashes.fromRuns(stored.runs), gone: stored.gone };
}

function rowsOfPart({ part, hashes, gone }: ReadPart, groups: readonly number[]): readonly KnownRow[] {
  const [first, last] = [groupOf(part.first), groupOf(part.last)];
  const within = groups.filter((group) => group >= first && group <= last);
  const there = within.flatMap((group) => hashes.between(group * GROUP_SIZE, (group + 1) * GROUP_SIZE - 1));
  const wanted = new Set(within);
  return [
    ...there.map(({ number, hash }) => ({ key: number, hash })),
    ...gone.filter((key) => wanted.has(groupOf(key))).map((key) => ({ key, hash: null })),
  ];
}

/** The rows that a state has, by its segments: what lies in a later one is newer. */
export class KnownRows {
  readonly #segments: readonly RowHashReader[];

  constructor(blobs: Pick<BlobStore, 'read'>, hashes: readonly RowHashes[]) {
    this.#segments = hashes.map((each) => new RowHashReader(blobs, each));
  }

  /** Hashes by key, of the rows in some groups; as {@link RowHashReader.rowsIn}. */
  async rowsIn(groups: readonly number[]): Promise<ReadonlyMap<number, bigint> | null> {
    const known = new Map<number, bigint>();
    for (const segment of this.#segments) {
      const rows = await segment.rowsIn(groups);
      if (rows === null) return null;
      for (const { key, hash } of rows) {
        if (hash === null) known.delete(key);
        else known.set(key, hash);
      }
    }
    return known;
  }
}
