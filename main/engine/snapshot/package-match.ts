import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import { KeyIndex } from '../fixture/key-index.ts';
import { ownNaturalKey, type Reference, readReference } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import type { StateRecord } from './earlier-state.ts';
import { plain } from './same-value.ts';

/** By what a record of a snapshot was found in a package, the surest first. */
type Rank = 1 | 2 | 3;

interface Found {
  readonly number: RecordNumber;
  readonly rank: Rank;
}

type ClaimedKeys = Pick<StateRecord, 'key' | 'primaryKey'>;

/**
 * Which record of a package each record of a snapshot (or of another package in its form) is: by natural key, else by uuid, else by unique fields, else by its
 * whole content, and last by primary key, since a restore may have given it another number. No record of the package is
 * two of the snapshot. Memory holds some forty bytes a record.
 */
export class PackageMatch {
  readonly #catalogue: Catalogue;
  readonly #index: RecordIndex;
  /** What each record of the package was claimed by: `MODEL\0KEY` of the snapshot, and how surely. */
  readonly #ranks: Uint8Array;
  readonly #claims: Int32Array;
  /** `MODEL\0KEY` of the snapshot, by a number that counts them. */
  readonly #keys = new KeyIndex();
  readonly #numberOf: number[] = [];
  /** Natural keys of the snapshot whose records have another one in the package. */
  readonly #renamed = new Map<string, RecordNumber>();
  /** Records of the package by unique fields or content, of models that nothing else tells apart. */
  readonly #values = new KeyIndex();

  constructor(catalogue: Catalogue, index: RecordIndex, records: number) {
    this.#catalogue = catalogue;
    this.#index = index;
    this.#ranks = new Uint8Array(records);
    this.#claims = new Int32Array(records).fill(-1);
  }

  /** Whether the records of a model have to be given to {@link learn} first. */
  needsValues(label: string): boolean {
    const model = this.#catalogue.models.get(label);
    return model !== undefined && model.naturalKey === null && !hasUuid(model) && isNumbered(model);
  }

  /** Takes a record of the package in by its values. */
  learn(record: FixtureRecord, number: RecordNumber): void {
    for (const key of this.#valueKeys(record)) this.#values.add(key, number);
  }

  /** Takes a record of the snapshot in, under its key there. */
  claim(one: ClaimedKeys, record: FixtureRecord): void {
    const found = this.#find(one, record);
    if (found !== null && !this.#isSurer(found.number, found.rank)) this.#assign(one, record, found);
  }

  /** Takes a record in that is one of the package because that one holds the same. */
  claimByContent(one: ClaimedKeys, record: FixtureRecord, number: RecordNumber): void {
    this.#assign(one, record, { number, rank: 2 });
  }

  #assign({ key }: ClaimedKeys, record: FixtureRecord, { number, rank }: Found): void {
    const at = this.#numberOf.length;
    if (this.#keys.add(`${record.model}\0${key}`, at) >= 0) return;
    const earlier = this.#claims[number] ?? -1;
    if (earlier >= 0) this.#numberOf[earlier] = -1;
    this.#numberOf.push(number);
    this.#ranks[number] = rank;
    this.#claims[number] = at;
    if (rank > 1) this.#rename(record, number);
  }

  /** The record of the package that a record of the snapshot is, or -1. */
  numberOf(label: string, key: string): RecordNumber {
    return this.#numberOf[this.#keys.get(`${label}\0${key}`)] ?? -1;
  }

  /** The record of the package that the record with this primary key in the snapshot is, or -1. */
  byKey(label: string, primaryKey: string): RecordNumber {
    const number = this.numberOf(label, primaryKey);
    return number >= 0 ? number : this.numberOf(label, JSON.stringify(primaryKey));
  }

  /** Whether a record of the package is one of the snapshot. */
  isMatched(number: RecordNumber): boolean {
    return (this.#claims[number] ?? -1) >= 0;
  }

  /** The record of the package that a reference of the snapshot points at, or -1. */
  referred(model: Model, value: JsonValue): RecordNumber {
    const reference = readReference(value, model, this.#catalogue);
    if (reference === null) return -1;
    if (reference.by === 'primary-key') return this.byKey(model.label, reference.value);
    const natural = reference.by === 'natural-key' ? reference.values : [reference.value];
    const renamed = this.#renamed.get(nameOf(model.label, natural));
    if (renamed !== undefined) return renamed;
    const found = this.#named(model, natural);
    return found < 0 && reference.by === 'either' ? this.byKey(model.label, reference.value) : found;
  }

  /** A package may have the times in a natural key to the millisecond, and none where that is 0. */
  #named({ label }: Model, natural: readonly string[]): RecordNumber {
    const found = this.#index.byNaturalKey(label, natural);
    const cut = natural.map((value) => value.replace(MICROSECONDS, '$1'));
    if (found >= 0 || cut.every((value, at) => value === natural[at])) return found;
    const rough = this.#index.byNaturalKey(label, cut);
    return rough >= 0
      ? rough
      : this.#index.byNaturalKey(
          label,
          cut.map((value) => value.replace(ZEROS, '')),
        );
  }

  /** Whether a record of the package is another one of the snapshot, as surely as that at least. */
  #isSurer(number: RecordNumber, rank: Rank): boolean {
    const held = this.#ranks[number] ?? 0;
    return held !== 0 && held <= rank;
  }

  #find({ primaryKey }: ClaimedKeys, record: FixtureRecord): Found | null {
    const { model: label } = record;
    const model = this.#catalogue.models.get(label);
    const { uuid } = record.fields;
    const byUuid = typeof uuid === 'string' ? this.#index.byUuid(label, uuid) : -1;
    const natural =
      model && isTelling(model, this.#catalogue) ? this.#natural(primaryKey, record, model) : null;
    if (natural !== null) {
      const byName = this.#index.byNaturalKey(label, natural);
      // Where several have one name, the uuid says which.
      const isNamesake = byUuid >= 0 && this.#index.duplicateOf(byUuid)?.first === byName;
      if (byName >= 0) return { number: isNamesake ? byUuid : byName, rank: 1 };
    }
    if (byUuid >= 0) return { number: byUuid, rank: natural === null ? 1 : 2 };
    // A record that has a name or uuid is no other one with the same number.
    if (natural !== null || (typeof uuid === 'string' && model !== undefined && hasUuid(model))) return null;
    const byNumber = primaryKey === null ? -1 : this.#index.byPrimaryKey(label, primaryKey);
    if (this.needsValues(label))
      for (const values of this.#valueKeys(record)) {
        const byValues = this.#values.get(values);
        // Of several with the same values each is another one.
        if (byValues >= 0 && byValues === byNumber) return { number: byValues, rank: 1 };
        if (byValues >= 0 && !this.#isSurer(byValues, 2)) return { number: byValues, rank: 2 };
      }
    return byNumber >= 0 ? { number: byNumber, rank: 3 } : null;
  }

  #natural(primaryKey: string | null, record: FixtureRecord, model: Model): readonly string[] | null {
    const own = ownNaturalKey(record, model, this.#catalogue, primaryKey);
    return own.kind === 'key' ? own.values : null;
  }

  /** What refers to the record by its name in the snapshot means the one that has another name in the package. */
  #rename(record: FixtureRecord, number: RecordNumber): void {
    const model = this.#catalogue.models.get(record.model);
    const own = model && ownNaturalKey(record, model, this.#catalogue, null);
    if (own?.kind === 'key') this.#renamed.set(nameOf(record.model, own.values), number);
  }

  /** By its unique fields, and by all of its fields. */
  #valueKeys(record: FixtureRecord): readonly string[] {
    const model = this.#catalogue.models.get(record.model);
    if (model === undefined) return [];
    const own = model.fields.filter(({ name }) => name !== model.primaryKey);
    const sets = [...model.unique, own.map(({ name }) => name)];
    return sets.flatMap((names, at) => {
      const values = names.map((name) => {
        const field = own.find((one) => one.name === name);
        const value = record.fields[name];
        if (value === undefined) return at < model.unique.length ? null : '';
        // What is referred to by its number can have another one in another database.
        const isNumber = field?.references !== undefined && value !== null && !Array.isArray(value);
        return isNumber ? '?' : plain(field, value);
      });
      return values.includes(null) ? [] : [`${record.model}\0${at}\0${values.join('\0')}`];
    });
  }
}

/** Digits of a time that Django's serializer cuts off, and milliseconds that say nothing. */
const MICROSECONDS = /(?<=^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})\d{1,3}(?=Z$)/;
const ZEROS = /(?<=^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.000(?=Z$)/;

/** Whether a primary key is a number that a database gives. */
function isNumbered({ fields, primaryKey }: Model): boolean {
  return fields.some(({ name, type }) => name === primaryKey && /Auto/.test(type));
}

function hasUuid({ fields }: Model): boolean {
  return fields.some(({ name }) => name === 'uuid');
}

/**
 * Whether a natural key says more than number and uuid do: the row's own number says nothing in another database, and
 * beside its own uuid nothing else is needed.
 */
function isTelling(model: Model, catalogue: Catalogue): boolean {
  return (naturalKeyParts(model, catalogue) ?? []).every(
    ({ kind, field }) =>
      kind === 'reference' ||
      (field.name !== 'uuid' && !(field.name === model.primaryKey && isNumbered(model))),
  );
}

function nameOf(label: string, natural: Extract<Reference, { by: 'natural-key' }>['values']): string {
  return `${label}\0${natural.join('\0')}`;
}
