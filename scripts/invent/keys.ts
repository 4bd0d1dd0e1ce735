import type { FixtureRecord, JsonValue } from '../../main/engine/fixture/record.ts';

/** How the records of a fixture name each other (FORMATS, sections 1 and 2). */
export type Dialect = 'natural' | 'primary-key' | 'mixed';

/** What names a record: both its keys, of which a dialect writes one. */
export interface Key {
  readonly model: string;
  readonly pk: number | string;
  /** Null for a model that has no natural key: then the primary key is used in every dialect. */
  readonly natural: readonly JsonValue[] | null;
}

/** In the mixed dialect only these go by natural key; everything else has primary keys. */
const NATURAL_IN_MIXED = new Set(['contenttypes.contenttype', 'auth.permission', 'auth.group', 'users.user']);

/** Writes records and references the way a dialect does. */
export class Writer {
  readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** The value of a reference to `key`. */
  ref(key: Key | null): JsonValue {
    if (key === null) return null;
    return key.natural !== null && this.#goesByNaturalKey(key) ? key.natural : key.pk;
  }

  /** The value of a many-to-many field. */
  refs(keys: readonly Key[]): JsonValue {
    return keys.map((key) => this.ref(key));
  }

  record(key: Key, fields: FixtureRecord['fields']): FixtureRecord {
    return this.#goesByNaturalKey(key)
      ? { model: key.model, fields }
      : { model: key.model, pk: key.pk, fields };
  }

  /** Whether records of this model carry a `pk` in the dialect. */
  keepsPrimaryKey(key: Key): boolean {
    return !this.#goesByNaturalKey(key);
  }

  #goesByNaturalKey(key: Key): boolean {
    if (key.natural === null || this.dialect === 'primary-key') return false;
    return this.dialect === 'natural' || NATURAL_IN_MIXED.has(key.model);
  }
}
