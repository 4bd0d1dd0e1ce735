import type { Field, ManyToManyField, Model } from '../../main/engine/catalogue/catalogue.ts';
import type { MappedTable } from '../../main/engine/catalogue/mapped-schema.ts';
import {
  columnOf,
  type EdmsMap,
  labelOf,
  type MapColumn,
  type MapManyToMany,
  type MapTable,
  tableOf,
} from './edms-map.ts';

/** The models of the map, through tables included, in the map's order. */
export function catalogueModels(map: EdmsMap): readonly Model[] {
  return map.tables.filter((table) => table.role.kind !== 'bare').map((table) => modelOf(map, table));
}

/** Every table of the map as the database should have it. */
export function mappedTables(map: EdmsMap): readonly MappedTable[] {
  return map.tables.map((table) => ({
    name: table.table,
    model: table.role.kind === 'bare' ? null : table.role.label,
    columns: table.columns.map(({ column, type, notNull }) => ({ name: column, type, notNull })),
    primaryKey: table.primaryKey,
    uniques: table.uniques,
    foreignKeys: table.columns.flatMap((column) => {
      if (column.references === undefined) return [];
      const target = tableOf(map, column.references.prismaName);
      const referencedColumn = columnOf(target, column.references.field).column;
      return [{ column: column.column, referencedTable: target.table, referencedColumn }];
    }),
  }));
}

function modelOf(map: EdmsMap, table: MapTable): Model {
  const fieldName = (column: string): string => {
    const found = table.columns.find((candidate) => candidate.column === column);
    if (found === undefined) throw new Error(`${table.table} has no column ${column}`);
    return found.djangoName;
  };
  return {
    label: labelOf(table),
    table: table.table,
    primaryKey: fieldName(table.primaryKey),
    fields: table.columns.map((column) => fieldOf(map, column)),
    manyToMany: table.manyToMany.map((many) => manyToManyOf(map, many)),
    naturalKey: table.naturalKey,
    unique: table.uniques.map((columns) => columns.map(fieldName)),
    step: table.step,
    owner: table.owner,
    genericReferences: table.genericReferences,
    ...(table.role.kind === 'through' ? { through: true } : {}),
    ...(table.absentFields.length > 0 ? { absentFields: table.absentFields } : {}),
  };
}

function fieldOf(map: EdmsMap, column: MapColumn): Field {
  return {
    name: column.djangoName,
    column: column.column,
    type: column.djangoType,
    nullable: !column.notNull,
    ...(column.maxLength === undefined ? {} : { maxLength: column.maxLength }),
    ...(column.choices === undefined ? {} : { choices: column.choices }),
    ...(column.default === undefined ? {} : { default: column.default }),
    ...(column.references === undefined
      ? {}
      : { references: labelOf(tableOf(map, column.references.prismaName)) }),
  };
}

function manyToManyOf(map: EdmsMap, many: MapManyToMany): ManyToManyField {
  const through = tableOf(map, many.throughPrismaName);
  const to = columnOf(through, many.toField);
  if (to.references === undefined) throw new Error(`${through.prismaName}.${many.toField} is no relation`);
  return {
    name: many.name,
    references: labelOf(tableOf(map, to.references.prismaName)),
    table: through.table,
    fromColumn: columnOf(through, many.fromField).column,
    toColumn: to.column,
    automatic: through.role.kind === 'through',
  };
}
