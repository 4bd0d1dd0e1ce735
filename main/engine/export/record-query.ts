import type { Catalogue, Field, Model, NaturalKeyPart } from '../catalogue/catalogue.ts';
import { inDeclaredOrder } from '../catalogue/field-order.ts';
import { primaryKeyOf } from '../catalogue/model-lookup.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { BoundModel } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import { rowSql } from './cursor-rows.ts';
import type { ExportKeys } from './export-report.ts';
import type { FieldSource, Slot } from './field-source.ts';
import { columnPart, NOTHING, onlyWithGap, partOf, type QueryPart, type TypedValue } from './query-part.ts';
import { type ValueKind, valueKindOf } from './value-text.ts';

/** The values that a row has without those that are joined to it. */
export interface OwnValues {
  readonly values: readonly TypedValue[];
  readonly from: string;
  readonly references: readonly KeyReference[];
}

/** A column that refers to a row whose natural key stands in the record. */
export interface KeyReference {
  readonly column: string;
  /** Label of the model. */
  readonly references: string;
}

/** How the rows of a model are read: one list of texts a row, and what stands where in it. */
export interface RecordQuery {
  readonly model: Model;
  /** SQL of the texts that a row is. */
  readonly columns: readonly string[];
  /**
   * What else tells whether a record is the same as before, and costs less to ask: the values of its own row as the
   * database keeps them, and by which columns it has other rows' natural keys.
   */
  readonly own: OwnValues;
  /** All that a record is made of, what is joined to its row too: where these are the same, so is its text. */
  readonly content: readonly TypedValue[];
  /** SQL of the table, as `t`, with what is joined to it. */
  readonly from: string;
  /** SQL of the order in which rows are read. */
  readonly order: string;
  readonly primaryKey: Slot;
  /** True where Django leaves the primary key out of the record. */
  readonly leavesKeyOut: boolean;
  readonly fields: readonly FieldSource[];
}

export interface RecordQueryOptions {
  readonly catalogue: Catalogue;
  readonly schema: LiveSchema;
  readonly keys: ExportKeys;
  /** Sorted by what a restore into another database keeps, not by its own numbers. */
  readonly canonical: boolean;
}

/** How the row to which a field refers is named. */
interface RelatedKey {
  readonly key: readonly QueryPart[];
  readonly ambiguity: QueryPart | null;
}

/** Puts together what reads the records of a model. */
export function recordQuery(bound: BoundModel, options: RecordQueryOptions): RecordQuery {
  const builder = new QueryBuilder(bound, options);
  return builder.build();
}

/** How the natural keys of a model are read: the values that each is made of, with the primary key they belong to. */
export interface KeyQuery {
  readonly model: Model;
  readonly keyColumn: string;
  readonly keyKind: ValueKind;
  readonly values: readonly TypedValue[];
  readonly from: string;
  /** Labels of the models whose rows they are made of: while these are as they were, so are the keys. */
  readonly madeOf: readonly string[];
}

/** Puts together what reads the natural keys of a model that has some. */
export function keyQuery(bound: BoundModel, options: RecordQueryOptions): KeyQuery {
  return new QueryBuilder(bound, options).buildKey();
}

/**
 * The statement that reads the rows of a model, each as JSON: all of them, or those for which `where` holds. `more` is SQL
 * of texts that stand behind those of a row.
 */
export function selectRows(
  { columns, from, order }: RecordQuery,
  where?: string,
  more: readonly string[] = [],
): string {
  const which = where === undefined ? '' : `\n where ${where}`;
  return `select ${rowSql([...columns, ...more])}\n  from ${from}${which}\n order by ${order}`;
}

class QueryBuilder {
  readonly #bound: BoundModel;
  readonly #options: RecordQueryOptions;
  readonly #columns: string[] = [];
  /** By their SQL: a column that two fields have is one value. */
  readonly #values = new Map<string, TypedValue>();
  readonly #content: TypedValue[] = [];
  readonly #joins: string[] = [];
  readonly #references: KeyReference[] = [];
  /** Labels of what is joined. */
  readonly #joined = new Set<string>();
  #aliases = 0;

  constructor(bound: BoundModel, options: RecordQueryOptions) {
    this.#bound = bound;
    this.#options = options;
  }

  build(): RecordQuery {
    const { model, key, table } = this.#bound;
    const primaryKey = this.#takeOwn(columnPart('t', key.live.name, key.live.type));
    const fields = [...inDeclaredOrder(model.label, this.#ownFields()), ...this.#lists()];
    const order = this.#order();
    return {
      model,
      primaryKey,
      fields,
      leavesKeyOut: this.#isNatural(model),
      columns: this.#columns,
      own: {
        values: [...this.#values.values()],
        from: `${quote(table.name)} t`,
        references: this.#references,
      },
      content: this.#content,
      from: `${quote(table.name)} t${this.#joins.map((join) => `\n  ${join}`).join('')}`,
      order,
    };
  }

  buildKey(): KeyQuery {
    const { model, key, table } = this.#bound;
    const own = columnPart('t', key.live.name, key.live.type);
    const ambiguity = this.#ambiguity(model, 't', this.#joins);
    const parts = [own, ...this.#naturalKey(model, 't', this.#joins), ...(ambiguity ? [ambiguity] : [])];
    return {
      model,
      keyColumn: key.live.name,
      keyKind: own.kind,
      values: parts.map(({ value, type }) => ({ sql: value, type })),
      from: `${quote(table.name)} t${this.#joins.map((join) => `\n  ${join}`).join('')}`,
      madeOf: [model.label, ...this.#joined],
    };
  }

  #ownFields(): readonly FieldSource[] {
    return [...this.#bound.columns.values()].map(({ field, live }) => {
      const own = columnPart('t', live.name, live.type);
      const related = this.#relatedKey(field, 't', this.#joins);
      if (related === null || field.references === undefined)
        return { name: field.name, kind: 'value', slot: this.#takeOwn(own) };
      this.#addOwn(own);
      const { key: parts, ambiguity } = related;
      const raw = this.#take(own, onlyWithGap(own, parts, ambiguity));
      const key = parts.map((part) => this.#takeJoined(part));
      const ambiguous = ambiguity && this.#takeJoined(ambiguity);
      this.#references.push({ column: live.name, references: field.references });
      return { name: field.name, kind: 'reference', raw, key, ambiguous, references: field.references };
    });
  }

  #lists(): readonly FieldSource[] {
    return [...this.#bound.manyToMany.values()].flatMap(({ field, table }): readonly FieldSource[] => {
      const related = this.#options.catalogue.models.get(field.references);
      if (related === undefined || !this.#options.schema.tables.has(related.table)) return [];
      const joins: string[] = [];
      const isJoined = this.#isJoinable(related);
      const natural = isJoined && this.#isNatural(related) && this.#hasWholeKey(related);
      const alias = isJoined ? this.#joinLink(related, field.toColumn, joins) : 'link';
      const number = alias === 'link' ? field.toColumn : primaryKeyOf(related).column;
      const parts = natural
        ? this.#naturalKey(related, alias, joins)
        : [partOf(isJoined ? this.#tableOf(related) : table, alias, number)];
      const held = partOf(table, 'link', field.toColumn);
      const texts = parts.map(({ sql }) => sql);
      const order = natural ? texts.map((sql) => `${sql} collate "C"`) : [`${alias}.${quote(number)}`];
      const list = `(select coalesce(json_agg(json_build_array(${[...texts, held.sql].join(', ')}) order by ${order.join(', ')}), '[]')::text
     from ${quote(field.table)} link ${joins.join(' ')}
    where link.${quote(field.fromColumn)} = t.${quote(this.#bound.key.live.name)})`;
      const slot = this.#takeOwn({ sql: list, value: list, kind: 'json', type: 'text' });
      const kinds = parts.map(({ kind }) => kind);
      const { name, references } = field;
      return [{ name, kind: 'list', slot, parts: kinds, number: held.kind, natural, references }];
    });
  }

  /** By natural key where the export is canonical: a row's number may be another one after a restore. */
  #order(): string {
    const { model, key } = this.#bound;
    const own = `t.${quote(key.live.name)}${valueKindOf(key.live.type) === 'text' ? '::text collate "C"' : ''}`;
    if (!this.#options.canonical || !this.#isNatural(model)) return own;
    const parts = this.#naturalKey(model, 't', this.#joins);
    return [...parts.map(({ sql }) => `${sql} collate "C"`), own].join(', ');
  }

  #isNatural(model: Model): boolean {
    return this.#options.keys === 'natural' && model.naturalKey !== null;
  }

  /** The natural key of what a field refers to; null where references go by primary key. */
  #relatedKey(field: Field, alias: string, joins: string[]): RelatedKey | null {
    const model = field.references && this.#options.catalogue.models.get(field.references);
    if (!model || !this.#isNatural(model) || !this.#isJoinable(model)) return null;
    const joined = this.#join(model, field, alias, joins);
    return {
      key: this.#naturalKey(model, joined, joins),
      ambiguity: this.#ambiguity(model, joined, joins),
    };
  }

  /**
   * What is not null where several rows have the natural key of one: then it names none of them. Null where the database keeps
   * it unique, and for Django's own models, whose numbers are good in one database only.
   */
  #ambiguity(model: Model, alias: string | null, joins: string[]): QueryPart | null {
    const table = this.#tableOf(model);
    if (alias === null || table === undefined || model.owner === 'django' || !this.#hasWholeKey(model))
      return null;
    const columns = (naturalKeyParts(model, this.#options.catalogue) ?? []).map(({ field }) => field.column);
    const isKey = (unique: readonly string[]) =>
      unique.length > 0 && unique.every((column) => columns.includes(column));
    const [first] = columns;
    if (first === undefined || [table.primaryKey, ...table.uniques].some(isKey)) return null;
    const joined = this.#alias();
    const names = columns.map(quote).join(', ');
    const isSame = columns.map((column) => `${joined}.${quote(column)} = ${alias}.${quote(column)}`);
    joins.push(
      `left join (select ${names} from ${quote(table.name)} group by ${names} having count(*) > 1) ${joined} on ${isSame.join(' and ')}`,
    );
    const sql = `case when ${joined}.${quote(first)} is not null then 'true' end`;
    return { sql, value: sql, kind: 'verbatim', type: 'text' };
  }

  /** Nothing in place of what cannot be joined (`alias` is null then). */
  #naturalKey(model: Model, alias: string | null, joins: string[]): readonly QueryPart[] {
    return (naturalKeyParts(model, this.#options.catalogue) ?? []).flatMap((part) =>
      part.kind === 'value'
        ? [alias === null ? NOTHING : partOf(this.#tableOf(model), alias, part.field.column)]
        : this.#naturalKey(part.model, this.#joinFrom(model, part, alias, joins), joins),
    );
  }

  /** What a part of a natural key refers to; null where the table does not have its column. */
  #joinFrom(
    model: Model,
    part: Extract<NaturalKeyPart, { kind: 'reference' }>,
    alias: string | null,
    joins: string[],
  ): string | null {
    const isThere = this.#tableOf(model)?.columns.has(part.field.column) === true;
    return this.#join(part.model, part.field, isThere ? alias : null, joins);
  }

  /** False where a column of it is not there: what is left of it names no row. */
  #hasWholeKey(model: Model): boolean {
    const columns = this.#tableOf(model)?.columns;
    return (naturalKeyParts(model, this.#options.catalogue) ?? []).every(
      (part) =>
        columns?.has(part.field.column) === true &&
        (part.kind === 'value' || (this.#isJoinable(part.model) && this.#hasWholeKey(part.model))),
    );
  }

  /** A table whose key has another name than is known cannot be joined. */
  #isJoinable(model: Model): boolean {
    return this.#tableOf(model)?.columns.has(primaryKeyOf(model).column) === true;
  }

  #tableOf(model: Model): LiveTable | undefined {
    return this.#options.schema.tables.get(model.table);
  }

  #joinLink(model: Model, toColumn: string, joins: string[]): string {
    const joined = this.#alias();
    const key = quote(primaryKeyOf(model).column);
    // A pair whose other end is not there has to be told of.
    joins.push(`left join ${quote(model.table)} ${joined} on ${joined}.${key} = link.${quote(toColumn)}`);
    return joined;
  }

  #join(model: Model, field: Field, alias: string | null, joins: string[]): string | null {
    if (alias === null || !this.#isJoinable(model)) return null;
    const joined = this.#alias();
    this.#joined.add(model.label);
    const key = quote(primaryKeyOf(model).column);
    joins.push(
      `left join ${quote(model.table)} ${joined} on ${joined}.${key} = ${alias}.${quote(field.column)}`,
    );
    return joined;
  }

  #takeOwn(part: QueryPart): Slot {
    this.#addOwn(part);
    return this.#take(part, part.value);
  }

  #addOwn({ value, type }: QueryPart): void {
    this.#values.set(value, { sql: value, type });
  }

  #takeJoined(part: QueryPart): Slot {
    return this.#take(part, part.value);
  }

  #take({ sql, kind, type }: QueryPart, content: string): Slot {
    this.#content.push({ sql: content, type });
    return { at: this.#columns.push(sql) - 1, kind };
  }

  #alias(): string {
    this.#aliases += 1;
    return `r${this.#aliases}`;
  }
}
