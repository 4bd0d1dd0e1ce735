import { createHash } from 'node:crypto';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import { plain } from './same-value.ts';

/**
 * Records that nothing tells apart but all that they hold: each is that of the other state with the same content, as
 * often as it is there. Memory holds some hundred bytes for each such record.
 */
export class ContentMatch {
  readonly #catalogue: Catalogue;
  readonly #numbers = new Map<string, RecordNumber[]>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  learn(record: FixtureRecord, number: RecordNumber): void {
    const content = this.#contentOf(record);
    const numbers = this.#numbers.get(content);
    if (numbers === undefined) this.#numbers.set(content, [number]);
    else numbers.push(number);
  }

  /** One with this content, which is taken by that; -1 where none is left. */
  take(record: FixtureRecord): RecordNumber {
    return this.#numbers.get(this.#contentOf(record))?.pop() ?? -1;
  }

  #contentOf({ model: label, fields }: FixtureRecord): string {
    const model = this.#catalogue.models.get(label);
    const hash = createHash('sha256').update(label);
    for (const name of Object.keys(fields).sort()) {
      const field = model?.fields.find((one) => one.name === name);
      hash.update(`\0${name}\0${plain(field, fields[name] ?? null)}`);
    }
    return hash.digest('base64');
  }
}
