import type { ExportedColumn, ExportedTable } from './exported-tables.ts';

/** How values stand in the files; the same for all of them. */
const CONVENTIONS = {
  encoding: 'UTF-8 without a byte order mark',
  dialect:
    'RFC 4180: commas, a line of column names, CRLF at the end of a line, quotes doubled inside quotes',
  null: 'an empty field without quotes',
  empty_text: 'an empty field in quotes: ""',
  boolean: 'true or false',
  timestamp: 'ISO 8601 with up to six decimals; Z where the column has a time zone',
  duration: 'days, a space, hours:minutes:seconds.microseconds; days alone can be negative',
  json: 'JSON as text',
  bytes: 'hexadecimal after \\x',
};

/** `schema.json`: what the tables are, which file holds which, and how values are written. */
export function csvSchema(
  tables: readonly ExportedTable[],
  counts: ReadonlyMap<string, number>,
  exportedAt: string | null,
): object {
  return {
    format: 'edms-csv',
    version: 1,
    exported_at: exportedAt ?? undefined,
    exported_by: 'EDMS Backup Console',
    conventions: CONVENTIONS,
    tables: tables.map((table) => ({
      file: csvName(table),
      table: table.name,
      model: table.model.label,
      kind: table.ends === null ? 'model' : 'many-to-many',
      rows: counts.get(table.name) ?? 0,
      primary_key: table.primaryKey,
      natural_key: table.ends === null ? table.model.naturalKey : null,
      unique: table.uniques,
      columns: table.columns.map(columnOf),
    })),
  };
}

/** Where the rows of a table lie in the archive. */
export function csvName({ name }: ExportedTable): string {
  return `tables/${name}.csv`;
}

function columnOf({ name, live, field, references }: ExportedColumn): object {
  return {
    name,
    field: field?.name ?? null,
    type: live.type,
    django_type: field?.type ?? null,
    nullable: !live.notNull,
    choices: field?.choices,
    references,
  };
}
