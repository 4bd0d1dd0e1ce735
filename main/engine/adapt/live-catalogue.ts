import type { Catalogue, Field, Model } from '../catalogue/catalogue.ts';
import type { LiveColumn, LiveSchema, LiveTable } from '../database/live-schema.ts';
import { KNOWN_VERSIONS, knownField } from './known-versions.ts';

/**
 * The map as a database extends it: columns that the map does not have become fields of their model, and models
 * that it does not have are added where their table is known (by a known version, or because it has the name that
 * Django gives by default). What the database lacks stays in: `bindModels` looks at that.
 * @param labels the package's models
 */
export function liveCatalogue(catalogue: Catalogue, schema: LiveSchema, labels: Iterable<string>): Catalogue {
  const models = new Map(catalogue.models);
  const tables = new Map(catalogue.tables);
  for (const stub of addedModels(catalogue, schema, labels)) {
    models.set(stub.label, stub);
    tables.set(stub.table, stub.label);
  }
  for (const model of models.values()) {
    const table = schema.tables.get(model.table);
    const fields = table ? unmappedFields(model, table, tables) : [];
    if (fields.length > 0) models.set(model.label, { ...model, fields: [...model.fields, ...fields] });
  }
  return { models, tables };
}

/**
 * What stands for the label of a model in a reference to a table that no model is known for: nothing in a package
 * can be followed to it.
 */
export function tableWithoutModel(table: string): string {
  return `table ${table}`;
}

/** Models that the map has not, without fields yet. */
function addedModels(catalogue: Catalogue, schema: LiveSchema, labels: Iterable<string>): readonly Model[] {
  const known = KNOWN_VERSIONS.flatMap((version) => version.addedModels);
  const unknown = [...labels]
    .filter((label) => !known.some((model) => model.label === label))
    .map((label) => ({ label, table: label.replace('.', '_'), step: 'business' as const }));
  return [...known, ...unknown].flatMap(({ label, table, step }): readonly Model[] => {
    const primaryKey = schema.tables.get(table)?.primaryKey ?? [];
    const isFree = !catalogue.models.has(label) && !catalogue.tables.has(table);
    if (!isFree || primaryKey.length !== 1 || primaryKey[0] === undefined) return [];
    return [
      {
        label,
        table,
        primaryKey: primaryKey[0],
        fields: [],
        manyToMany: [],
        naturalKey: null,
        unique: [],
        step,
        owner: 'edms',
        genericReferences: [],
      },
    ];
  });
}

function unmappedFields(
  model: Model,
  table: LiveTable,
  labels: ReadonlyMap<string, string | null>,
): readonly Field[] {
  const columns = new Set(model.fields.map(({ column }) => column));
  const names = new Set([...model.fields, ...model.manyToMany].map(({ name }) => name));
  const fields: Field[] = [];
  for (const column of table.columns.values()) {
    if (columns.has(column.name)) continue;
    const field = unmappedField(model, table, column, labels);
    // Django names a relation without the `_id` of its column; that name may be another column's.
    const name = names.has(field.name) || table.columns.has(field.name) ? column.name : field.name;
    names.add(name);
    fields.push({ ...field, name, unmapped: true });
  }
  return fields;
}

function unmappedField(
  model: Model,
  table: LiveTable,
  column: LiveColumn,
  labels: ReadonlyMap<string, string | null>,
): Field {
  const known = knownField(model.label, column.name);
  const live = { column: column.name, nullable: !column.notNull };
  if (known) return { ...known, ...live };
  const key = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  if (!key) return { ...live, name: column.name, type: djangoTypeOf(column) };
  const references = labels.get(key.referencedTable) ?? tableWithoutModel(key.referencedTable);
  return { ...live, name: column.name.replace(/_id$/, ''), type: 'ForeignKey', references };
}

const DJANGO_TYPES: readonly (readonly [type: RegExp, django: string])[] = [
  [/^character/, 'CharField'],
  [/^text/, 'TextField'],
  [/^bigint/, 'BigIntegerField'],
  [/^integer/, 'IntegerField'],
  [/^smallint/, 'SmallIntegerField'],
  [/^numeric/, 'DecimalField'],
  [/^(double|real)/, 'FloatField'],
  [/^boolean/, 'BooleanField'],
  [/^json/, 'JSONField'],
  [/^uuid/, 'UUIDField'],
  [/^timestamp/, 'DateTimeField'],
  [/^date/, 'DateField'],
  [/^time/, 'TimeField'],
  [/^interval/, 'DurationField'],
  [/^inet/, 'GenericIPAddressField'],
];

function djangoTypeOf({ type }: LiveColumn): string {
  return DJANGO_TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? type;
}
