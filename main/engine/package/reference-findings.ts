import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { fieldOf, manyToManyOf } from '../catalogue/model-lookup.ts';
import { throwIfCancelled } from '../errors.ts';
import { figure } from '../figures.ts';
import { NumberColumn } from '../fixture/growing-columns.ts';
import { describeReference, naturalKeyWidth } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import { isList } from '../fixture/scan-record.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import type { Problem } from '../problems.ts';
import type { FixtureDialect, ReferenceFindings } from './inspection.ts';

const MOST_EXAMPLES = 50;
const BATCH = 2000;

/**
 * Follows the references of all records. Most point at records that came before and are settled at once; the
 * records with others are noted (4 to 8 bytes each) and looked at again when all are known.
 */
export class ReferenceCheck {
  readonly #catalogue: Catalogue;
  readonly #index: RecordIndex;
  readonly #open = new NumberColumn();
  #total = 0;
  #byNaturalKey = 0;
  #byPrimaryKey = 0;

  constructor(catalogue: Catalogue, index: RecordIndex) {
    this.#catalogue = catalogue;
    this.#index = index;
  }

  /** Takes a record that the index has already taken in. */
  record(record: FixtureRecord, number: RecordNumber): void {
    const model = this.#catalogue.models.get(record.model);
    if (model === undefined) return;
    let open = false;
    this.#visit(record, model, (_, to, value) => {
      this.#total++;
      this.#countDialect(to, value);
      if ((this.#index.findValue(to, value) ?? -1) < 0) open = true;
    });
    if (open) this.#open.push(number);
  }

  /** How the references to models that have a natural key are written; others have no choice. */
  get dialect(): FixtureDialect {
    if (this.#byNaturalKey > 0) return this.#byPrimaryKey > 0 ? 'mixed' : 'natural';
    return this.#byPrimaryKey > 0 ? 'primary-key' : 'none';
  }

  /** Call it once the index is finished. */
  async finish(spool: RecordSpool, signal?: AbortSignal): Promise<ReferenceFindings> {
    const examples: Problem[] = [];
    let dangling = 0;
    for (let from = 0; from < this.#open.length; from += BATCH) {
      throwIfCancelled(signal);
      const length = Math.min(BATCH, this.#open.length - from);
      const numbers = Array.from({ length }, (_, index) => this.#open.at(from + index));
      const records = await spool.read(numbers);
      for (const [index, record] of records.entries()) {
        const model = this.#catalogue.models.get(record.model);
        if (model === undefined) continue;
        this.#visit(record, model, (field, to, value) => {
          if ((this.#index.findValue(to, value) ?? -1) >= 0) return;
          dangling++;
          if (examples.length < MOST_EXAMPLES)
            examples.push(danglingProblem(record, numbers[index] ?? 0, field, to, value));
        });
      }
    }
    for (const [number, { first, by }] of this.#index.duplicates) {
      if (examples.length >= 2 * MOST_EXAMPLES) break;
      examples.push(duplicateProblem(number, first, by, spool.models[spool.modelIndexOf(number)] ?? ''));
    }
    return { total: this.#total, dangling, duplicates: this.#index.duplicates.size, examples };
  }

  #visit(
    record: FixtureRecord,
    model: Model,
    visitor: (field: string, to: Model, value: JsonValue) => void,
  ): void {
    for (const name of Object.keys(record.fields)) {
      const value = record.fields[name];
      if (value === null || value === undefined) continue;
      const single = fieldOf(model, name)?.references;
      const many = single === undefined ? manyToManyOf(model, name)?.references : undefined;
      const to = this.#catalogue.models.get(single ?? many ?? '');
      if (to === undefined) continue;
      if (single !== undefined) visitor(name, to, value);
      else if (isList(value)) for (const item of value) visitor(name, to, item);
    }
  }

  #countDialect(to: Model, value: JsonValue): void {
    if (isList(value)) this.#byNaturalKey++;
    else if (to.naturalKey === null) return;
    else if (typeof value !== 'string') this.#byPrimaryKey++;
    // the key of a document state is both
    else if (to.naturalKey.length === 1 && to.naturalKey[0] === to.primaryKey) return;
    else if (naturalKeyWidth(to, this.#catalogue) === 1) this.#byNaturalKey++;
    else this.#byPrimaryKey++;
  }
}

function danglingProblem(
  record: FixtureRecord,
  number: RecordNumber,
  field: string,
  to: Model,
  value: JsonValue,
): Problem {
  const key = describeReference(value).slice(0, 200);
  return {
    code: 'REFERENCE_DANGLING',
    severity: 'warning',
    message: `Record ${figure(number + 1)} (${record.model}) refers in "${field}" to ${to.label} ${key}, which the package does not have.`,
    advice: 'It can be restored only into a target that has it.',
    where: { record: number + 1, model: record.model, field, key },
  };
}

function duplicateProblem(number: RecordNumber, first: RecordNumber, by: string, model: string): Problem {
  return {
    code: 'RECORD_DUPLICATE',
    severity: 'warning',
    message: `Record ${figure(number + 1)} (${model}) has the ${by} of record ${figure(first + 1)}.`,
    advice: 'Only one of them can be restored.',
    where: { record: number + 1, model },
  };
}
