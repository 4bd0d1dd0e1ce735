import { describeReference, readReference } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import type { BoundColumn, BoundManyToMany, BoundModel } from './binding.ts';
import { encodeValue } from './encode-value.ts';
import { inventUser } from './missing-users.ts';
import { type PlanContext, rowKey } from './plan-context.ts';
import { replacedValue } from './replaced-values.ts';
import type { WantedKey } from './target-keys.ts';

/** A record as a row for `statements.ts`, or what stands in its way. */
export type EncodedRow =
  | {
      readonly kind: 'row';
      readonly json: string;
      readonly columns: readonly BoundColumn[];
      readonly manyToMany: readonly BoundManyToMany[];
    }
  | { readonly kind: 'impossible'; readonly because: string }
  /** The target has to be asked for these keys first. */
  | { readonly kind: 'wanting'; readonly keys: readonly WantedKey[] };

/** Where a reference leads. */
export type Resolution =
  | { readonly kind: 'key'; readonly key: string | number; readonly inventedUser?: string }
  | { readonly kind: 'missing'; readonly because: string }
  | { readonly kind: 'unknown'; readonly wanted: WantedKey };

/**
 * Encodes the fields that the record has. References become primary keys: of the package's own records first,
 * else of the target's rows.
 */
export function encodeRow(
  record: FixtureRecord,
  number: RecordNumber,
  bound: BoundModel,
  context: PlanContext,
): EncodedRow {
  const encoder = new RowEncoder(record, bound, context);
  return encoder.encode(number);
}

class RowEncoder {
  readonly #record: FixtureRecord;
  readonly #bound: BoundModel;
  readonly #context: PlanContext;
  readonly #wanted: WantedKey[] = [];
  readonly #emptied: string[] = [];
  readonly #inventedUsers: string[] = [];
  #because: string | null = null;

  constructor(record: FixtureRecord, bound: BoundModel, context: PlanContext) {
    this.#record = record;
    this.#bound = bound;
    this.#context = context;
  }

  encode(number: RecordNumber): EncodedRow {
    const columns: BoundColumn[] = [];
    const lists: BoundManyToMany[] = [];
    let cells = '';
    for (const [name, column] of this.#bound.columns) {
      const value = this.#record.fields[name];
      if (value === undefined) continue;
      cells += `,"c${columns.length}":${this.#cell(name, column, value, number)}`;
      columns.push(column);
    }
    for (const [name, related] of this.#bound.manyToMany) {
      const value = this.#record.fields[name];
      if (value === undefined) continue;
      cells += `,"m${lists.length}":[${this.#list(name, related, value).join(',')}]`;
      lists.push(related);
    }
    if (this.#because !== null) return { kind: 'impossible', because: this.#because };
    if (this.#wanted.length > 0) return { kind: 'wanting', keys: this.#wanted };
    const counts = this.#context.emptiedFields;
    for (const field of this.#emptied) counts.set(field, (counts.get(field) ?? 0) + 1);
    for (const name of this.#inventedUsers) this.#context.neededUsers.add(name);
    const key = JSON.stringify(this.#context.table.key(number));
    return { kind: 'row', json: `{"n":${number},"k":${key}${cells}}`, columns, manyToMany: lists };
  }

  #cell(name: string, column: BoundColumn, value: JsonValue, number: RecordNumber): string {
    if (value === null) return this.#empty(name, column);
    if (column.field.references) return this.#reference(name, column.field.references, value);
    const replaced = replacedValue(this.#record, name, number, this.#bound.model, this.#context);
    const encoded = encodeValue(replaced ?? value, column);
    if (encoded.ok) return encoded.json;
    this.#fail(`its field ${name} ${encoded.because}`);
    return 'null';
  }

  /**
   * Null. A text column that takes none gets the empty text, which is how Django says "nothing" in such a
   * column (models.CharField: "the Django convention is to use the empty string"); it is counted and reported.
   */
  #empty(name: string, column: BoundColumn): string {
    if (!column.live.notNull || column.kind === 'json') return 'null';
    if (column.sqlType === 'text' && !column.field.references) {
      this.#emptied.push(`${this.#bound.model.label}.${name}`);
      return '""';
    }
    this.#fail(`its field ${name} is empty and the target needs a value`);
    return 'null';
  }

  #list(name: string, related: BoundManyToMany, value: JsonValue): readonly string[] {
    if (!Array.isArray(value)) {
      this.#fail(`its field ${name} is not a list`);
      return [];
    }
    return value.map((part) => this.#reference(name, related.field.references, part));
  }

  #reference(name: string, label: string, value: JsonValue): string {
    const resolution = resolveReference(label, value, this.#context);
    if (resolution.kind === 'key') {
      if (resolution.inventedUser !== undefined) this.#inventedUsers.push(resolution.inventedUser);
      return JSON.stringify(resolution.key);
    }
    if (resolution.kind === 'unknown') this.#wanted.push(resolution.wanted);
    else this.#fail(`its field ${name} refers to ${resolution.because}`);
    return 'null';
  }

  #fail(because: string): void {
    this.#because ??= because;
  }
}

/** Follows a reference to a model: into the package, then into the target. */
export function resolveReference(label: string, value: JsonValue, context: PlanContext): Resolution {
  const model = context.catalogue.models.get(label);
  const reference = model && readReference(value, model, context.catalogue);
  if (!model || !reference) return { kind: 'missing', because: `${label} in a way that cannot be read` };
  const number = context.fixture.index.find(model, reference);
  const key = number < 0 ? null : rowKey(number, context);
  if (key !== null) return { kind: 'key', key };
  const shown = `${label} ${describeReference(value)}`;
  if (reference.by === 'primary-key') {
    // A number says nothing in another database: only the package's own records can answer to it.
    return {
      kind: 'missing',
      because: `${shown}, which ${number < 0 ? 'is not in the package' : 'is left out'}`,
    };
  }
  // Whoever skipped a record did not want its namesake in the target instead: that would be `keep`.
  const conflict = number < 0 ? null : context.table.conflict(number);
  if (conflict?.decided && conflict.decision === 'skip')
    return { kind: 'missing', because: `${shown}, which is left out` };
  const values = reference.by === 'either' ? [reference.value] : reference.values;
  const found = context.targetKeys.get(model, values);
  if (found === undefined) return { kind: 'unknown', wanted: { model, values } };
  if (found !== null) return { kind: 'key', key: found };
  return missing(label, values, shown, number, context);
}

function missing(
  label: string,
  values: readonly string[],
  shown: string,
  number: RecordNumber,
  context: PlanContext,
): Resolution {
  const name = values[0];
  if (label === 'users.user' && number < 0 && name !== undefined) {
    const invented = inventUser(name, context);
    if (invented !== null) return { kind: 'key', key: invented, inventedUser: name };
  }
  const why = number < 0 ? 'is neither in the package nor in the target' : 'is left out';
  return { kind: 'missing', because: `${shown}, which ${why}` };
}
