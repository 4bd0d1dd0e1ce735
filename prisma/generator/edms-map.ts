import type { FieldDefault } from '../../main/engine/catalogue/catalogue.ts';

/** The map as the generator understands it: `schema.prisma` with its tags read and its names resolved. */
export interface EdmsMap {
  readonly tables: readonly MapTable[];
}

/** Whose table it is: a model's, an automatic many-to-many table's, or nobody's any more. */
export type MapRole =
  | { readonly kind: 'model'; readonly label: string; readonly verboseName: string }
  | { readonly kind: 'through'; readonly label: string }
  | {
      readonly kind: 'bare';
      readonly contentType?: { readonly label: string; readonly verboseName: string };
    };

export interface MapTable {
  /** Prisma's name, `DocumentType`. */
  readonly prismaName: string;
  readonly table: string;
  readonly role: MapRole;
  readonly step: 'infrastructure' | 'business';
  readonly owner: 'django' | 'edms';
  readonly columns: readonly MapColumn[];
  /** Name of the column that is the primary key. Every table of the EDMS has exactly one. */
  readonly primaryKey: string;
  /** Column sets that are unique together, the primary key left out; single columns included. */
  readonly uniques: readonly (readonly string[])[];
  readonly checks: readonly string[];
  readonly naturalKey: readonly string[] | null;
  readonly manyToMany: readonly MapManyToMany[];
  readonly genericReferences: readonly {
    readonly contentTypeField: string;
    readonly objectIdField: string;
  }[];
  /** Names of fields that Django's model declares and the database has no column for. */
  readonly absentFields: readonly string[];
}

export interface MapColumn {
  readonly prismaName: string;
  readonly column: string;
  /** As PostgreSQL's `format_type` writes it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly identity: boolean;
  readonly djangoName: string;
  readonly djangoType: string;
  readonly maxLength?: number;
  readonly choices?: readonly string[];
  readonly default?: FieldDefault;
  readonly references?: { readonly prismaName: string; readonly field: string };
}

export interface MapManyToMany {
  readonly name: string;
  readonly throughPrismaName: string;
  readonly fromField: string;
  readonly toField: string;
}

/** The table that a Prisma model stands for. */
export function tableOf(map: EdmsMap, prismaName: string): MapTable {
  const table = map.tables.find((candidate) => candidate.prismaName === prismaName);
  if (table === undefined) throw new Error(`The map has no model ${prismaName}`);
  return table;
}

/** A column by its Prisma name. */
export function columnOf(table: MapTable, prismaName: string): MapColumn {
  const column = table.columns.find((candidate) => candidate.prismaName === prismaName);
  if (column === undefined) throw new Error(`${table.prismaName} has no field ${prismaName}`);
  return column;
}

/** Label of the model (or through table) that owns a table. Throws for a bare table. */
export function labelOf(table: MapTable): string {
  if (table.role.kind === 'bare') throw new Error(`No model stands for the table ${table.table}`);
  return table.role.label;
}
