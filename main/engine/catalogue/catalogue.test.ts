import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldDefault, Model } from './catalogue.ts';
import { edmsCatalogue } from './edms-catalogue.ts';
import { type MappedTable, mappedSchema } from './mapped-schema.ts';

/** The reference description of the EDMS database, as far as it is compared here. */
interface Reference {
  readonly tables: Readonly<Record<string, ReferenceTable>>;
  readonly models: Readonly<Record<string, ReferenceModel>>;
}

interface ReferenceTable {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly not_null: boolean }[];
  readonly primary_key: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreign_keys: readonly {
    readonly columns: readonly string[];
    readonly references: string;
    readonly referenced_column: string;
  }[];
}

interface ReferenceModel {
  readonly table: string;
  readonly m2m_through?: boolean;
  readonly fields: Readonly<Record<string, ReferenceField>>;
  readonly many_to_many?: Readonly<Record<string, ReferenceManyToMany>>;
  readonly unique_together?: readonly (readonly string[])[];
  readonly natural_key?: readonly string[];
}

interface ReferenceField {
  readonly column: string;
  readonly type: string;
  readonly max_length?: number;
  readonly null?: boolean;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly references?: string;
}

interface ReferenceManyToMany {
  readonly references: string;
  readonly table: string;
  readonly from_column: string;
  readonly to_column: string;
}

const file = path.join(
  process.env.EDMS_REFERENCE ?? path.join(import.meta.dirname, '../../../../shared/reference'),
  'edms-catalogue.json',
);
const reference: Reference | null = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
const catalogue = edmsCatalogue();
const schema = mappedSchema();

describe('the map of the EDMS', () => {
  it('counts 82 tables, 73 of them with a model', () => {
    expect(schema.size).toBe(82);
    expect(catalogue.models.size).toBe(73);
    expect([...catalogue.tables.values()].filter((label) => label === null)).toHaveLength(9);
  });

  it('lets no infrastructure depend on business data', () => {
    for (const model of catalogue.models.values()) {
      if (model.step === 'business') continue;
      for (const field of model.fields) {
        const target = field.references && catalogue.models.get(field.references);
        if (target) expect(target.step, `${model.label}.${field.name}`).toBe('infrastructure');
      }
    }
  });

  it('names fields that exist in its generic references', () => {
    const generic = [...catalogue.models.values()].filter((model) => model.genericReferences.length > 0);
    expect(generic.map((model) => model.label).sort()).toEqual([
      'admin.logentry',
      'audit.audittrail',
      'audit.databasechangelog',
      'workflows.workflowinstance',
    ]);
    for (const model of generic) {
      for (const { contentTypeField, objectIdField } of model.genericReferences) {
        const contentType = model.fields.find((field) => field.name === contentTypeField);
        expect(contentType?.references).toBe('contenttypes.contenttype');
        expect(model.fields.map((field) => field.name)).toContain(objectIdField);
      }
    }
  });
});

describe.skipIf(reference === null)(`the map against ${path.basename(file)} (EDMS_REFERENCE)`, () => {
  const { tables, models } = reference ?? { tables: {}, models: {} };

  it('has the same tables', () => {
    expect([...schema.keys()].sort()).toEqual(Object.keys(tables).sort());
  });

  it.each(Object.entries(tables))('has the same table %s', (name, expected) => {
    const found = schema.get(name);
    expect(found && described(found)).toEqual({
      columns: expected.columns.map((column) => `${column.name} ${column.type} ${column.not_null}`),
      primaryKey: expected.primary_key,
      uniques: expected.unique.map((columns) => columns.join()).sort(),
      foreignKeys: expected.foreign_keys
        .map((key) => `${key.columns} -> ${key.references}.${key.referenced_column}`)
        .sort(),
    });
  });

  it('has the same models, but for the one that has no table', () => {
    const withTable = Object.entries(models).filter(([, model]) => model.table in tables);
    expect([...catalogue.models.keys()].sort()).toEqual(withTable.map(([label]) => label).sort());
    expect(Object.keys(models).filter((label) => !catalogue.models.has(label))).toEqual([
      'scheduler.scheduledtask',
    ]);
  });

  const mapped = Object.entries(models).filter(([label]) => catalogue.models.has(label));
  it.each(mapped)('has the same model %s', (label, expected) => {
    const model = catalogue.models.get(label);
    if (model === undefined) throw new Error(`The map has no model ${label}`);
    const columns = new Set(tables[expected.table]?.columns.map((column) => column.name));
    const fields = Object.entries(expected.fields);
    const present = fields.filter(([, field]) => columns.has(field.column));
    expect(model.table).toBe(expected.table);
    expect(model.through === true).toBe(expected.m2m_through === true);
    expect(model.naturalKey).toEqual(expected.natural_key ?? null);
    expect(model.absentFields ?? []).toEqual(
      fields.filter(([, field]) => !columns.has(field.column)).map(([name]) => name),
    );
    expect(byName(describedFields(model))).toEqual(
      byName(present.map(([name, field]) => expectedField(name, field))),
    );
    for (const together of expected.unique_together ?? []) expect(model.unique).toContainEqual(together);
    expect(describedManyToMany(model)).toEqual(
      Object.entries(expected.many_to_many ?? {}).map(([name, many]) => ({
        name,
        references: many.references,
        table: many.table,
        fromColumn: many.from_column,
        toColumn: many.to_column,
        automatic: models[automaticLabel(models, many.table)]?.m2m_through === true,
      })),
    );
  });
});

function described(table: MappedTable) {
  return {
    columns: table.columns.map((column) => `${column.name} ${column.type} ${column.notNull}`),
    primaryKey: [table.primaryKey],
    uniques: table.uniques.map((columns) => columns.join()).sort(),
    foreignKeys: table.foreignKeys
      .map((key) => `${key.column} -> ${key.referencedTable}.${key.referencedColumn}`)
      .sort(),
  };
}

function describedFields(model: Model) {
  return model.fields.map((field) => ({
    name: field.name,
    column: field.column,
    type: field.type,
    nullable: field.nullable,
    references: field.references,
    maxLength: field.maxLength,
    choices: field.choices,
    default: field.default && defaultAsPython(field.default),
  }));
}

/** The reference gives a length to fields whose column has none (uuid, inet), and every time zone by name. */
function expectedField(name: string, field: ReferenceField) {
  const hasLength = field.type === 'CharField' || field.type === 'FileField';
  return {
    name,
    column: field.column,
    type: field.type,
    nullable: field.null === true,
    references: field.references,
    maxLength: hasLength ? field.max_length : undefined,
    choices: field.choices?.includes('Europe/Berlin') ? undefined : field.choices,
    default: field.default,
  };
}

function defaultAsPython(value: FieldDefault): string | number | boolean {
  return 'call' in value ? value.call : value.value;
}

function describedManyToMany(model: Model) {
  return model.manyToMany.map((many) => ({ ...many }));
}

function automaticLabel(models: Reference['models'], table: string): string {
  return Object.keys(models).find((label) => models[label]?.table === table) ?? '';
}

function byName<Named extends { readonly name: string }>(list: readonly Named[]): readonly Named[] {
  return [...list].sort((a, b) => a.name.localeCompare(b.name));
}
