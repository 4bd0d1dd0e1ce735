import { tables } from './generated/catalogue.ts';

/** A table as the map has it, to be held against the one that a database really has. */
export interface MappedTable {
  readonly name: string;
  /** Label of the model (or automatic many-to-many table) behind it; null when there is none any more. */
  readonly model: string | null;
  readonly columns: readonly MappedColumn[];
  readonly primaryKey: string;
  /** Column sets that are unique together, the primary key left out. */
  readonly uniques: readonly (readonly string[])[];
  readonly foreignKeys: readonly MappedForeignKey[];
}

export interface MappedColumn {
  readonly name: string;
  /** As PostgreSQL's `format_type` writes it: `character varying(50)`. */
  readonly type: string;
  readonly notNull: boolean;
}

export interface MappedForeignKey {
  readonly column: string;
  readonly referencedTable: string;
  readonly referencedColumn: string;
}

const byName: ReadonlyMap<string, MappedTable> = new Map(tables.map((table) => [table.name, table]));

/** All tables of the map by name. */
export function mappedSchema(): ReadonlyMap<string, MappedTable> {
  return byName;
}
