import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { type MappedTable, mappedSchema } from '../catalogue/mapped-schema.ts';
import type { LiveColumn, LiveSchema, LiveTable } from '../database/live-schema.ts';
import { type BoundColumn, type BoundModel, bindModels } from '../plan/binding.ts';
import { liveCatalogue } from './live-catalogue.ts';

/** A database just like the map, but for the tables and columns that are given; no database is needed. */
export function liveSchema(
  changed: { readonly [table: string]: Partial<LiveTable> | null } = {},
): LiveSchema {
  const tables = new Map([...mappedSchema().values()].map((table) => [table.name, liveTable(table)]));
  for (const [name, change] of Object.entries(changed)) {
    const table = tables.get(name) ?? EMPTY_TABLE;
    if (change === null) tables.delete(name);
    else {
      const columns = new Map([...table.columns, ...(change.columns ?? [])]);
      tables.set(name, { ...table, ...change, name, columns });
    }
  }
  return { serverVersion: 150000, schemaName: 'public', digest: '', tables };
}

export function liveColumn(name: string, type: string, more: Partial<LiveColumn> = {}): LiveColumn {
  const plain = { notNull: true, hasDefault: false, generated: false, identityAlways: false, sequence: null };
  return { name, type, ...plain, ...more };
}

/** Columns for `liveSchema`. */
export function liveColumns(...columns: readonly LiveColumn[]): ReadonlyMap<string, LiveColumn> {
  return new Map(columns.map((column) => [column.name, column]));
}

/** A model and one of its columns, as a plan into such a database binds them. */
export function boundField(
  schema: LiveSchema,
  label: string,
  field: string,
): readonly [BoundModel, BoundColumn] {
  const bound = bindModels(liveCatalogue(edmsCatalogue(), schema, [label]), schema).get(label);
  const column = bound?.columns.get(field);
  if (!bound || !column) throw new Error(`${label} has no column for ${field}`);
  return [bound, column];
}

const EMPTY_TABLE: LiveTable = {
  name: '',
  columns: new Map(),
  primaryKey: ['id'],
  uniques: [],
  foreignKeys: [],
  hasUserTriggers: false,
  owned: true,
  readable: true,
};

function liveTable(table: MappedTable): LiveTable {
  const columns = table.columns.map(({ name, type, notNull }) =>
    liveColumn(name, type, { notNull, sequence: name === 'id' ? `${table.name}_id_seq` : null }),
  );
  return {
    ...EMPTY_TABLE,
    name: table.name,
    columns: liveColumns(...columns),
    primaryKey: [table.primaryKey],
    uniques: table.uniques,
    foreignKeys: table.foreignKeys.map(({ column, referencedTable, referencedColumn }) => ({
      name: column,
      columns: [column],
      referencedTable,
      referencedColumns: [referencedColumn],
      deferrable: true,
    })),
  };
}
