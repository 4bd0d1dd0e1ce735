import { isLosslessNumber } from 'lossless-json';
import type { DatabaseRows, TextRow } from './database-rows.ts';
import { milliseconds, parseExactly, sameValue, type Written } from './oracle-values.ts';
import type { Reference, ReferenceModel } from './reference.ts';

/** What the oracle is asked. */
export interface OracleInput {
  readonly reference: Reference;
  /** The fixture's text. */
  readonly fixture: string;
  /** The database before and after the restore. */
  readonly before: DatabaseRows;
  readonly after: DatabaseRows;
  /** Records (from 0) that must have no row of their own. */
  readonly leftOut?: ReadonlySet<number>;
  /** Records whose row was in the target and must be as it was, whatever the record says. */
  readonly kept?: ReadonlySet<number>;
}

interface OracleRecord {
  readonly model: string;
  readonly pk?: Written;
  readonly fields: { readonly [field: string]: Written };
}

/**
 * Says in which ways a database is not what a fixture and the state before it make of it; nothing when all is
 * right. It shares no code, no SQL and no map with the engine: it reads the reference, the fixture's text and all rows
 * as text, and finds out by itself which row belongs to which record.
 */
export function findDifferences(input: OracleInput): readonly string[] {
  return new Oracle(input).run();
}

class Oracle {
  readonly #input: OracleInput;
  readonly #records: readonly OracleRecord[];
  readonly #found: string[] = [];
  readonly #byPk = new Map<string, number>();
  readonly #rowOf = new Map<number, TextRow | null>();
  readonly #rowsByKey = new Map<string, ReadonlyMap<string, TextRow>>();
  readonly #rowsByName = new Map<string, ReadonlyMap<string, readonly TextRow[]>>();
  /** Rows that a record has, by table. */
  readonly #claimed = new Map<string, Set<TextRow>>();
  /** Pairs that many-to-many fields ask for, by table. */
  readonly #pairs = new Map<string, Set<string>>();

  constructor(input: OracleInput) {
    this.#input = input;
    this.#records = parseExactly(input.fixture) as readonly OracleRecord[];
    this.#records.forEach(({ model, pk }, n) => {
      if (pk !== undefined && pk !== null) this.#byPk.set(`${model}\0${String(pk)}`, n);
    });
  }

  run(): readonly string[] {
    for (const n of this.#records.keys()) this.#checkRecord(n);
    for (const table of Object.keys(this.#input.reference.tables)) this.#checkTable(table);
    this.#checkForeignKeys();
    this.#checkSequences();
    return this.#found;
  }

  #checkRecord(n: number): void {
    const record = this.#record(n);
    const model = this.#model(record.model);
    if (this.#input.leftOut?.has(n)) return;
    const row = this.#find(n);
    const name = `record ${n + 1} (${record.model})`;
    if (!row) {
      this.#found.push(`${name} has no row`);
      return;
    }
    const claimed = this.#claimed.get(model.table) ?? new Set<TextRow>();
    this.#claimed.set(model.table, claimed);
    if (this.#input.kept?.has(n)) return;
    if (claimed.has(row)) this.#found.push(`${name} has the same row as another record`);
    claimed.add(row);
    for (const [field, value] of Object.entries(record.fields)) {
      const problem = this.#checkField(record, model, row, field, value);
      if (problem !== null) this.#found.push(`${name}.${field}: ${problem}`);
    }
  }

  #checkField(
    record: OracleRecord,
    model: ReferenceModel,
    row: TextRow,
    field: string,
    value: Written,
  ): string | null {
    const list = model.many_to_many?.[field];
    if (list) return this.#checkList(list, row, value, model.table);
    const known = model.fields[field];
    if (!known) return 'is no field of the reference';
    const stored = row.get(known.column) ?? null;
    if (known.references && value !== null) {
      const expected = this.#resolve(known.references, value);
      return stored !== null && stored === expected
        ? null
        : `refers to ${String(stored)} instead of ${String(expected)} (${JSON.stringify(value)})`;
    }
    const column = this.#input.reference.tables[model.table]?.columns.find((c) => c.name === known.column);
    const wanted = field === 'object_id' ? this.#object(record, value) : value;
    return sameValue(stored, wanted, column?.type ?? 'text', column?.not_null === true)
      ? null
      : `is ${String(stored)} instead of ${JSON.stringify(wanted)}`;
  }

  #checkList(
    list: NonNullable<ReferenceModel['many_to_many']>[string],
    row: TextRow,
    value: Written,
    table: string,
  ): string | null {
    const from = this.#keyOf(table, row);
    const wanted = new Set((value as readonly Written[]).map((part) => this.#resolve(list.references, part)));
    const pairs = this.#pairs.get(list.table) ?? new Set<string>();
    this.#pairs.set(list.table, pairs);
    for (const to of wanted) pairs.add(`${from} ${String(to)}`);
    const stored = this.#rows(list.table)
      .filter((pair) => pair.get(list.from_column) === from)
      .map((pair) => pair.get(list.to_column) ?? null);
    const same = stored.length === wanted.size && stored.every((to) => wanted.has(to));
    return same ? null : `is [${stored.join(', ')}] instead of [${[...wanted].map(String).join(', ')}]`;
  }

  /** The object of a generic reference: its new number where the package has the old one. */
  #object({ fields }: OracleRecord, value: Written): Written {
    const type = fields.content_type;
    if (!Array.isArray(type) || value === null || value === undefined) return value;
    const label = type.join('.');
    const n = this.#byPk.get(`${label}\0${String(value)}`);
    const row = n === undefined || this.#input.leftOut?.has(n) ? null : this.#find(n);
    return row ? this.#keyOf(this.#model(label).table, row) : value;
  }

  /** The primary key that a reference leads to, or null. */
  #resolve(label: string, value: Written): string | null {
    const { table, natural_key: natural } = this.#model(label);
    if (Array.isArray(value) || (typeof value === 'string' && natural?.length === 1)) {
      const values = (Array.isArray(value) ? value : [value]).map((part) => normalPart(String(part)));
      const [row, ...more] = this.#named(label).get(values.join('\0')) ?? [];
      if (row && more.length === 0) return this.#keyOf(table, row);
    }
    const n = this.#byPk.get(`${label}\0${String(value)}`);
    const row = n === undefined ? null : this.#find(n);
    return row ? this.#keyOf(table, row) : null;
  }

  /** The row of a record: by uuid, else by natural key, else by its content. */
  #find(n: number): TextRow | null {
    const known = this.#rowOf.get(n);
    if (known !== undefined) return known;
    const record = this.#record(n);
    const model = this.#model(record.model);
    const { uuid } = record.fields;
    let row: TextRow | undefined;
    if (typeof uuid === 'string')
      row = this.#rows(model.table).find((r) => r.get('uuid') === uuid.toLowerCase());
    const name = row ? null : this.#recordName(record);
    if (name) {
      const named = this.#named(record.model).get(name.join('\0')) ?? [];
      row = named.length === 1 ? named[0] : undefined;
    }
    if (!row && uuid === undefined && !model.natural_key) row = this.#byContent(record, model);
    if (!row && this.#input.kept?.has(n)) {
      row = this.#rows(model.table).find((r) => r.get('name') === record.fields.name);
    }
    this.#rowOf.set(n, row ?? null);
    return row ?? null;
  }

  #byContent(record: OracleRecord, model: ReferenceModel): TextRow | undefined {
    const taken = this.#claimed.get(model.table);
    const equal = this.#rows(model.table).filter(
      (row) =>
        !taken?.has(row) &&
        Object.entries(record.fields).every(
          ([field, value]) => this.#checkField(record, model, row, field, value) === null,
        ),
    );
    return equal.find((row) => this.#keyOf(model.table, row) === String(record.pk)) ?? equal[0];
  }

  /** The natural key that a record says of itself. */
  #recordName(record: OracleRecord): readonly string[] | null {
    const names = (this.#model(record.model).natural_key ?? []).map((path) => this.#recordPart(record, path));
    return names.length === 0 || names.includes(null) ? null : names.filter((name) => name !== null);
  }

  #recordPart(record: OracleRecord, path: string): string | null {
    const [head = '', ...rest] = path.split('.');
    const value = record.fields[head];
    if (rest.length > 0) {
      const label = this.#model(record.model).fields[head]?.references ?? '';
      return value === undefined || value === null
        ? null
        : this.#partOfReference(label, value, rest.join('.'));
    }
    if (value !== undefined && value !== null) return normalPart(String(value));
    if (record.model !== 'workflows.documentstate') return null;
    if (record.pk !== undefined && record.pk !== null) return String(record.pk);
    const { name, description } = record.fields;
    return this.#input.reference.stateCodes.get(`${String(name)}\0${String(description)}`) ?? null;
  }

  #partOfReference(label: string, value: Written, path: string): string | null {
    const natural = this.#model(label).natural_key ?? [];
    const parts = Array.isArray(value)
      ? value
      : natural.length === 1 && !isLosslessNumber(value)
        ? [value]
        : null;
    if (parts) return normalPart(String(parts[natural.indexOf(path)]));
    const n = this.#byPk.get(`${label}\0${String(value)}`);
    return n === undefined ? null : this.#recordPart(this.#record(n), path);
  }

  /** Rows of a model by natural key. */
  #named(label: string): ReadonlyMap<string, readonly TextRow[]> {
    const known = this.#rowsByName.get(label);
    if (known) return known;
    const model = this.#model(label);
    const named = new Map<string, TextRow[]>();
    for (const row of this.#rows(model.table)) {
      const name = (model.natural_key ?? []).map((path) => this.#rowPart(model, row, path)).join('\0');
      named.set(name, [...(named.get(name) ?? []), row]);
    }
    this.#rowsByName.set(label, named);
    return named;
  }

  #rowPart(model: ReferenceModel, row: TextRow, path: string): string {
    const [head = '', ...rest] = path.split('.');
    const field = model.fields[head];
    const value = row.get(field?.column ?? '') ?? '';
    if (rest.length === 0 || !field?.references) return normalPart(value);
    const related = this.#model(field.references);
    const next = this.#keyed(related.table).get(value);
    return next ? this.#rowPart(related, next, rest.join('.')) : '';
  }

  /** Rows that nobody asked for, rows that are gone, rows that changed although no record is theirs. */
  #checkTable(table: string): void {
    const lists = Object.values(this.#input.reference.models).flatMap((model) =>
      Object.values(model.many_to_many ?? {}),
    );
    const list = lists.find((candidate) => candidate.table === table);
    const before = new Map(
      this.#rowsOf(this.#input.before, table).map((row) => [this.#keyOf(table, row), row]),
    );
    const after = this.#keyed(table);
    for (const [key, row] of after) {
      const old = before.get(key);
      const asked =
        list && this.#pairs.get(table)?.has(`${row.get(list.from_column)} ${row.get(list.to_column)}`);
      if (asked || this.#claimed.get(table)?.has(row)) continue;
      if (!old) this.#found.push(`${table} ${key} is a row that nobody asked for`);
      else if (JSON.stringify([...old]) !== JSON.stringify([...row]))
        this.#found.push(`${table} ${key} has changed`);
    }
    for (const key of before.keys()) {
      // a pair that a record no longer names may go
      if (!after.has(key) && !(list && this.#pairs.has(table))) this.#found.push(`${table} ${key} is gone`);
    }
  }

  #checkForeignKeys(): void {
    for (const [table, { foreign_keys: keys }] of Object.entries(this.#input.reference.tables)) {
      for (const { columns, references, referenced_column: to } of keys) {
        const column = columns[0] ?? '';
        const targets = new Set(this.#rows(references).map((row) => row.get(to)));
        for (const row of this.#rows(table)) {
          const value = row.get(column) ?? null;
          if (value !== null && !targets.has(value))
            this.#found.push(`${table}.${column} ${value} leads nowhere`);
        }
      }
    }
  }

  #checkSequences(): void {
    for (const [name, value] of this.#input.after.sequences) {
      const [table = '', column = ''] = name.split('.');
      const highest = Math.max(0, ...this.#rows(table).map((row) => Number(row.get(column))));
      if (value < highest) this.#found.push(`the sequence of ${name} is at ${value}, behind ${highest}`);
    }
  }

  #keyed(table: string): ReadonlyMap<string, TextRow> {
    const known = this.#rowsByKey.get(table);
    if (known) return known;
    const keyed = new Map(this.#rows(table).map((row) => [this.#keyOf(table, row), row]));
    this.#rowsByKey.set(table, keyed);
    return keyed;
  }

  #keyOf(table: string, row: TextRow): string {
    const columns = this.#input.reference.tables[table]?.primary_key ?? [];
    return columns.map((column) => row.get(column)).join(' ');
  }

  #rows(table: string): readonly TextRow[] {
    return this.#rowsOf(this.#input.after, table);
  }

  #rowsOf(rows: DatabaseRows, table: string): readonly TextRow[] {
    return rows.tables.get(table) ?? [];
  }

  #record(n: number): OracleRecord {
    const record = this.#records[n];
    if (!record) throw new RangeError(`no record ${n}`);
    return record;
  }

  #model(label: string): ReferenceModel {
    const model = this.#input.reference.models[label];
    if (!model) throw new Error(`the reference has no model ${label}`);
    return model;
  }
}

/** Times inside natural keys are compared by the millisecond. */
function normalPart(text: string): string {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text) ? String(milliseconds(text)) : text;
}
