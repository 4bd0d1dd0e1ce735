import { describe, expect, it } from 'vitest';
import { type MappedTable, mappedSchema } from '../catalogue/mapped-schema.ts';
import type { LiveColumn, LiveSchema, LiveTable } from './live-schema.ts';
import { schemaDifferences } from './schema-differences.ts';

function liveColumn(name: string, type: string, notNull: boolean): LiveColumn {
  return { name, type, notNull, hasDefault: false, generated: false, identityAlways: false, sequence: null };
}

function liveTable(table: MappedTable): LiveTable {
  return {
    name: table.name,
    columns: new Map(
      table.columns.map((column) => [column.name, liveColumn(column.name, column.type, column.notNull)]),
    ),
    primaryKey: [table.primaryKey],
    uniques: table.uniques,
    foreignKeys: [],
    hasUserTriggers: false,
    owned: true,
    readable: true,
  };
}

/** A database just like the map, but for what `change` does to its tables. */
function differencesAfter(change: (tables: Map<string, LiveTable>) => void): readonly string[] {
  const tables = new Map([...mappedSchema().values()].map((table) => [table.name, liveTable(table)]));
  change(tables);
  const live: LiveSchema = { serverVersion: 150000, schemaName: 'public', digest: '', tables };
  return schemaDifferences(live).map(
    ({ code, severity, where }) => `${code} ${severity} ${where?.field ?? ''}`,
  );
}

function changeDocuments(change: (columns: Map<string, LiveColumn>) => void) {
  return (tables: Map<string, LiveTable>) => {
    const documents = tables.get('documents');
    if (documents === undefined) throw new Error('The map has no documents');
    const columns = new Map(documents.columns);
    change(columns);
    tables.set('documents', { ...documents, columns });
  };
}

describe('the differences between map and database', () => {
  it('are none where there are none', () => {
    expect(differencesAfter(() => undefined)).toEqual([]);
  });

  it('are tables that one side lacks', () => {
    expect(differencesAfter((tables) => tables.delete('backup_jobs'))).toEqual(['TABLE_MISSING warning ']);
    expect(differencesAfter((tables) => tables.delete('task_executions'))).toEqual(['TABLE_MISSING note ']);
    expect(
      differencesAfter((tables) => {
        const users = tables.get('users');
        if (users) tables.set('document_reviews', { ...users, name: 'document_reviews' });
      }),
    ).toEqual(['TABLE_UNKNOWN note ']);
  });

  it('are columns that one side lacks, and worse when rows cannot be made without them', () => {
    expect(differencesAfter(changeDocuments((columns) => columns.delete('title')))).toEqual([
      'COLUMN_MISSING warning title',
    ]);
    const label = liveColumn('sensitivity_label', 'character varying(20)', true);
    expect(differencesAfter(changeDocuments((columns) => columns.set(label.name, label)))).toEqual([
      'COLUMN_REQUIRED warning sensitivity_label',
    ]);
    expect(
      differencesAfter(changeDocuments((columns) => columns.set(label.name, { ...label, hasDefault: true }))),
    ).toEqual(['COLUMN_UNKNOWN note sensitivity_label']);
  });

  it('are columns of another type or that may or must be empty', () => {
    expect(
      differencesAfter(changeDocuments((columns) => columns.set('title', liveColumn('title', 'text', true)))),
    ).toEqual(['COLUMN_TYPE warning title']);
    const nullable = liveColumn(
      'title',
      mappedSchema()
        .get('documents')
        ?.columns.find((c) => c.name === 'title')?.type ?? '',
      false,
    );
    expect(differencesAfter(changeDocuments((columns) => columns.set('title', nullable)))).toEqual([
      'COLUMN_NULLABILITY note title',
    ]);
  });
});
