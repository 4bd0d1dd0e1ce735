import type { Trait } from '../adapt/record-traits.ts';
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
  readonly #traits: Trait[] = [];
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
    const isNew = !this.#context.table.isMatched(number);
    let cells = '';
    for (const [name, column] of this.#bound.columns) {
      const value = this.#record.fields[name];
      // A row that the target has keeps what the record says nothing of.
      const cell =
        value !== undefined
          ? this.#cell(name, column, value, number)
          : isNew
            ? this.#absent(name, column)
            : null;
      if (cell === null) continue;
      cells += `,"c${columns.length}":${cell}`;
      columns.push(column);
    }
    for (const [name, related] of this.#bound.manyToMany) {
      const value = this.#record.fields[name];
      if (value === undefined) continue;
      cells += `,"m${lists.length}":[${this.#list(name, related, value).join(',')}]`;
      lists.push(related);
    }
    this.#noteUnplaced();
    this.#context.adapt.traits.set(number, this.#traits);
    if (this.#because !== null) return { kind: 'impossible', because: this.#because };
    if (this.#wanted.length > 0) return { kind: 'wanting', keys: this.#wanted };
    for (const name of this.#inventedUsers) this.#context.neededUsers.add(name);
    const key = JSON.stringify(this.#context.table.key(number));
    return { kind: 'row', json: `{"n":${number},"k":${key}${cells}}`, columns, manyToMany: lists };
  }

  #cell(name: string, column: BoundColumn, value: JsonValue, number: RecordNumber): string {
    if (value === null) return this.#empty(name, column);
    if (column.field.references) return this.#foreignKey(name, column.field.references, value, column);
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
    const fill = this.#context.adapt.fills.empty(this.#bound, column);
    const isText = column.sqlType === 'text' && !column.field.references;
    if (fill?.cell && (fill.source === 'person' || !isText)) {
      this.#note('filled', name, fill.value);
      return fill.cell();
    }
    if (isText) {
      this.#note('emptied', name);
      return '""';
    }
    this.#note('value-missing', name);
    this.#fail(
      `its field ${name} is empty and the target needs a value (give one with ${this.#option(name)})`,
    );
    return 'null';
  }

  /** The field is not in the record: what the target's column gets, or null to leave it out. */
  #absent(name: string, column: BoundColumn): string | null {
    const fill = this.#context.adapt.fills.absent(this.#bound, column);
    if (fill === null) return null;
    if (fill.value !== null) {
      this.#note('filled', name, fill.value.value);
      return fill.value.cell?.() ?? null;
    }
    this.#note('value-missing', name);
    this.#fail(
      `the target needs ${name}, which the record does not have (give a value with ${this.#option(name)})`,
    );
    return null;
  }

  #foreignKey(name: string, label: string, value: JsonValue, column: BoundColumn): string {
    const key = this.#reference(name, label, value, column.live.notNull ? 'required' : 'optional');
    return key ?? 'null';
  }

  #list(name: string, related: BoundManyToMany, value: JsonValue): readonly string[] {
    if (!Array.isArray(value)) {
      this.#fail(`its field ${name} is not a list`);
      return [];
    }
    const keys = value.map((part) => this.#reference(name, related.field.references, part, 'optional'));
    return keys.filter((key) => key !== null);
  }

  /** The key that a reference leads to; null where what it names has no place in the target and it can be left out. */
  #reference(name: string, label: string, value: JsonValue, need: 'required' | 'optional'): string | null {
    const resolution = resolveReference(label, value, this.#context);
    if (resolution.kind === 'key') {
      if (resolution.inventedUser !== undefined) this.#inventedUsers.push(resolution.inventedUser);
      return JSON.stringify(resolution.key);
    }
    if (resolution.kind === 'unknown') this.#wanted.push(resolution.wanted);
    else if (need === 'optional' && this.#context.adapt.placeless.isReference(label, value)) {
      if (!this.#traits.some((trait) => trait.kind === 'no-place' && trait.field === name))
        this.#note('no-place', name);
      return null;
    } else this.#fail(`its field ${name} refers to ${resolution.because}`);
    return 'null';
  }

  /** Notes the values for which the target has no column. */
  #noteUnplaced(): void {
    const { model, columns, manyToMany } = this.#bound;
    for (const name in this.#record.fields) {
      if (columns.has(name) || manyToMany.has(name) || name === model.primaryKey) continue;
      if (!isNothing(this.#record.fields[name])) this.#note('no-column', name);
    }
  }

  #note(kind: Trait['kind'], field: string, value: string | null = null): void {
    this.#traits.push({ kind, label: this.#bound.model.label, field, value });
  }

  #option(name: string): string {
    return `--fill ${this.#bound.model.label}.${name}=VALUE`;
  }

  #fail(because: string): void {
    this.#because ??= because;
  }
}

/** Where nothing is, nothing can be lost. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
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
