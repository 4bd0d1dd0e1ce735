import { FileSpool } from '../fixture/file-spool.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { Comparison, ShownDifference } from './comparison.ts';

/** Bytes that are written at once. */
const PIECE = 64 * 1024;

/**
 * All differences of one comparison, on disk: a list that is looked through is not compared again for each part of it,
 * and what is in it does not change meanwhile. In memory it holds some fifteen bytes a difference. It is encrypted where
 * it lies, since a repository may be.
 */
export class KeptDifferences {
  readonly #spool: FileSpool;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #at = 0;

  private constructor(spool: FileSpool) {
    this.#spool = spool;
  }

  /** In a new folder inside `folder`. */
  static async create(folder: string): Promise<KeptDifferences> {
    return new KeptDifferences(await FileSpool.create(folder, true));
  }

  async add(difference: ShownDifference): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(difference));
    this.#spool.add(this.#at, bytes.length, difference.model, null, false);
    this.#at += bytes.length;
    this.#bytes += bytes.length;
    this.#waiting.push(bytes);
    if (this.#bytes >= PIECE) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#bytes > 0) await this.#spool.append(Buffer.concat(this.#waiting, this.#bytes));
    this.#waiting = [];
    this.#bytes = 0;
  }

  /** A part of the list, of all models or of one. */
  async page(model: string | null, offset: number, limit: number): Promise<Comparison['differences']> {
    const numbers = this.#numbersOf(model, offset, limit);
    const page: ShownDifference[] = [];
    for (const number of numbers) page.push(JSON.parse(await this.#spool.text(number)));
    return page;
  }

  close(): Promise<void> {
    return this.#spool.close();
  }

  #numbersOf(model: string | null, offset: number, limit: number): readonly RecordNumber[] {
    const { count, models } = this.#spool;
    if (model === null)
      return Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, at) => offset + at);
    const wanted = models.indexOf(model);
    const numbers: RecordNumber[] = [];
    let passed = 0;
    for (let number = 0; wanted >= 0 && number < count && numbers.length < limit; number += 1) {
      if (this.#spool.modelIndexOf(number) !== wanted) continue;
      passed += 1;
      if (passed > offset) numbers.push(number);
    }
    return numbers;
  }
}
