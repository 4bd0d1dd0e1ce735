import type { BlobId, BlobStore } from '../repository/repository.ts';
import { type Difference, LineComparer, type LineComparerOptions } from './compare-lines.ts';
import type { Line, TextLine } from './lines.ts';
import type { Changes } from './manifest.ts';
import { SegmentWriter } from './segment.ts';

/** What differs from an earlier state: a segment, or null where nothing does. */
export interface TableDifference {
  readonly segment: BlobId | null;
  readonly changes: Changes;
}

export interface TableDeltaOptions extends LineComparerOptions {
  /** Of the hashes that lines have; null (or left out) where they have none. */
  readonly statement?: string | null;
}

/** Writes what differs between a table's records as they are now and an earlier state as a segment. */
export class TableDelta {
  readonly #comparer: LineComparer;
  readonly #segment: SegmentWriter;
  readonly #tally = new ChangeTally();
  #now: Line | null = null;

  constructor(blobs: BlobStore, before: AsyncIterable<readonly Line[]>, options: TableDeltaOptions = {}) {
    const segment = new SegmentWriter(blobs, options.statement ?? null);
    this.#segment = segment;
    this.#comparer = new LineComparer(
      before,
      (difference) => {
        this.#tally.add(difference);
        const { key, now } = difference;
        return segment.line(this.#now?.key === key ? this.#now : { key, text: now });
      },
      options,
    );
  }

  /** The next record as it is now, in the order of the keys. */
  record(line: TextLine): Promise<void> {
    this.#now = line;
    return this.#comparer.record(line.key, line.text);
  }

  /** After the last record. */
  async end(): Promise<TableDifference> {
    await this.#comparer.end();
    return { segment: await this.#segment.end(), changes: this.#tally.changes };
  }
}

/** Counts differences. */
export class ChangeTally {
  #added = 0;
  #changed = 0;
  #removed = 0;

  add({ change }: Pick<Difference, 'change'>): void {
    if (change === 'added') this.#added += 1;
    else if (change === 'changed') this.#changed += 1;
    else this.#removed += 1;
  }

  get changes(): Changes {
    return { added: this.#added, changed: this.#changed, removed: this.#removed };
  }
}
