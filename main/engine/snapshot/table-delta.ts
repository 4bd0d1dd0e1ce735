import type { BlobId, BlobStore } from '../repository/repository.ts';
import { type Difference, LineComparer, type LineComparerOptions } from './compare-lines.ts';
import type { Line } from './lines.ts';
import type { Changes } from './manifest.ts';
import { SegmentWriter } from './segment.ts';

/** Writes what differs between a table's records as they are now and an earlier state as a segment. */
export class TableDelta {
  readonly #comparer: LineComparer;
  readonly #segment: SegmentWriter;
  readonly #tally = new ChangeTally();

  constructor(blobs: BlobStore, before: AsyncIterable<readonly Line[]>, options: LineComparerOptions = {}) {
    const segment = new SegmentWriter(blobs);
    this.#segment = segment;
    this.#comparer = new LineComparer(
      before,
      (difference) => {
        this.#tally.add(difference);
        return segment.line({ key: difference.key, text: difference.now });
      },
      options,
    );
  }

  /** The next record as it is now, in the order of the keys. */
  record(key: string, text: string): Promise<void> {
    return this.#comparer.record(key, text);
  }

  /** After the last record. The segment is null where nothing differs. */
  async end(): Promise<{ readonly segment: BlobId | null; readonly changes: Changes }> {
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
