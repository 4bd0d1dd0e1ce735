import { type MappedTable, mappedSchema } from '../catalogue/mapped-schema.ts';
import type { Problem } from '../problems.ts';
import type { LiveColumn, LiveSchema, LiveTable } from './live-schema.ts';

/**
 * Where a database and the map differ. The database is right: nothing here stops the work, it tells the person
 * what the restore meets. Codes: `TABLE_MISSING`, `TABLE_UNKNOWN`, `COLUMN_MISSING`,
 * `COLUMN_UNKNOWN`, `COLUMN_REQUIRED` (unknown, not null, without a default: rows need a value that the map does not know),
 * `COLUMN_NULLABILITY`, `COLUMN_TYPE`.
 */
export function schemaDifferences(
  live: LiveSchema,
  mapped: ReadonlyMap<string, MappedTable> = mappedSchema(),
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const table of mapped.values()) {
    const found = live.tables.get(table.name);
    problems.push(...(found === undefined ? [tableMissing(table)] : tableDifferences(table, found)));
  }
  for (const name of live.tables.keys()) {
    if (!mapped.has(name)) problems.push(tableUnknown(name));
  }
  return problems;
}

function tableDifferences(table: MappedTable, live: LiveTable): readonly Problem[] {
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (const column of table.columns) {
    known.add(column.name);
    const found = live.columns.get(column.name);
    if (found === undefined) {
      problems.push(
        difference(table, column.name, 'COLUMN_MISSING', 'warning', 'does not exist in this database'),
      );
      continue;
    }
    if (found.type !== column.type) {
      const what = `is ${found.type} in this database, and ${column.type} in the EDMS that is known`;
      problems.push(difference(table, column.name, 'COLUMN_TYPE', 'warning', what));
    }
    if (found.notNull !== column.notNull) {
      const what = found.notNull ? 'must have a value in this database' : 'may be empty in this database';
      problems.push(
        difference(table, column.name, 'COLUMN_NULLABILITY', found.notNull ? 'warning' : 'note', what),
      );
    }
  }
  for (const column of live.columns.values()) {
    if (!known.has(column.name)) problems.push(columnUnknown(table, column));
  }
  return problems;
}

function columnUnknown(table: MappedTable, column: LiveColumn): Problem {
  const required = column.notNull && !column.hasDefault && !column.generated;
  return required
    ? difference(
        table,
        column.name,
        'COLUMN_REQUIRED',
        'warning',
        'is unknown, must have a value and has no default: what the package lacks has to be filled in',
      )
    : difference(
        table,
        column.name,
        'COLUMN_UNKNOWN',
        'note',
        'is unknown; it takes what the package has for it',
      );
}

function difference(
  table: MappedTable,
  column: string,
  code: string,
  severity: Problem['severity'],
  what: string,
): Problem {
  return {
    code,
    severity,
    message: `The column ${table.name}.${column} ${what}.`,
    where: { ...(table.model === null ? {} : { model: table.model }), field: column },
  };
}

function tableMissing(table: MappedTable): Problem {
  return {
    code: 'TABLE_MISSING',
    severity: table.model === null ? 'note' : 'warning',
    message: `The table ${table.name} does not exist in this database.`,
    ...(table.model === null ? {} : { where: { model: table.model } }),
  };
}

function tableUnknown(name: string): Problem {
  return {
    code: 'TABLE_UNKNOWN',
    severity: 'note',
    message: `The table ${name} is not one of the EDMS's that are known; it is left as it is.`,
  };
}
