import type { Catalogue, Field, Model } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { LiveColumn, LiveTable } from '../database/live-schema.ts';
import type { Target } from '../database/target.ts';
import { dependencyOrder } from '../plan/binding.ts';
import { exportedOf, SESSIONS } from './read-records.ts';
import { type ValueKind, valueKindOf } from './value-text.ts';

/** A column as the formats of tables need it. */
export interface ExportedColumn {
  readonly name: string;
  readonly live: LiveColumn;
  readonly kind: ValueKind;
  /** Django's field, where one is known. */
  readonly field: Field | null;
  /** What a foreign key of this one column points at, when that table is exported too. */
  readonly references: { readonly table: string; readonly column: string } | null;
}

/** A table that is exported as a table: one of a model, or of a many-to-many field. */
export interface ExportedTable {
  readonly name: string;
  readonly model: Model;
  readonly columns: readonly ExportedColumn[];
  readonly primaryKey: readonly string[];
  /** Sets of columns that are unique together. */
  readonly uniques: readonly (readonly string[])[];
  /** The columns of the table itself that its natural key is made of; empty where it has none. */
  readonly naturalKey: readonly string[];
  /** For a many-to-many table the columns of its two ends and the tables they name; null for a model's. */
  readonly ends: readonly { readonly column: string; readonly table: string }[] | null;
}

/** The tables of all models that the target has, those of many-to-many fields among them, in dependency order. */
export function exportedTables({ schema }: Pick<Target, 'schema'>): readonly ExportedTable[] {
  const { catalogue, bound } = exportedOf({ schema });
  const found = dependencyOrder(catalogue).flatMap((label) => {
    const model = label === SESSIONS ? undefined : bound.get(label);
    return model === undefined ? [] : [model];
  });
  const names = new Set(found.map(({ table }) => table.name));
  return found.map(({ model, table }) => describe(model, table, catalogue, names));
}

function describe(
  model: Model,
  table: LiveTable,
  catalogue: Catalogue,
  names: ReadonlySet<string>,
): ExportedTable {
  const columns = [...table.columns.values()].map((live) => ({
    name: live.name,
    live,
    kind: valueKindOf(live.type),
    field: model.fields.find(({ column }) => column === live.name) ?? null,
    references: referenceOf(table, live.name, names),
  }));
  return {
    name: table.name,
    model,
    columns,
    primaryKey: table.primaryKey,
    uniques: table.uniques,
    naturalKey: (naturalKeyParts(model, catalogue) ?? [])
      .map(({ field }) => field.column)
      .filter((column) => table.columns.has(column)),
    ends:
      model.through === true
        ? columns.flatMap(({ name, references }) =>
            references === null ? [] : [{ column: name, table: references.table }],
          )
        : null,
  };
}

function referenceOf(
  table: LiveTable,
  column: string,
  names: ReadonlySet<string>,
): ExportedColumn['references'] {
  for (const { columns, referencedTable, referencedColumns } of table.foreignKeys) {
    const [referenced] = referencedColumns;
    if (
      columns.length === 1 &&
      columns[0] === column &&
      referenced !== undefined &&
      names.has(referencedTable)
    )
      return { table: referencedTable, column: referenced };
  }
  return null;
}
