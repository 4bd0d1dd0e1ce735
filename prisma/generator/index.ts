import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatorHandler } from '@prisma/generator-helper';
import { readMap } from './read-map.ts';
import { catalogueModels, mappedTables } from './write-catalogue.ts';
import { emptyDatabase } from './write-sql.ts';

/**
 * Our Prisma generator: reads the map once, at build time, and writes what the engine needs of it:
 * - `catalogue.ts` and `empty-database.ts` into the output folder,
 * - `empty/*.sql` beside the schema, the same SQL for people to read and to run by hand.
 */
generatorHandler({
  onManifest: () => ({ prettyName: 'EDMS catalogue', defaultOutput: '../main/engine/catalogue/generated' }),
  onGenerate: async ({ dmmf, datamodel, generator, schemaPath }) => {
    const output = generator.output?.value;
    if (!output) throw new Error('The catalogue generator needs an output folder');
    const map = readMap(dmmf.datamodel, datamodel);
    const sql = emptyDatabase(map);
    const statements = [...sql.tables, ...sql.foreignKeys, ...sql.indexes, ...sql.rows];
    writeModule(path.join(output, 'catalogue.ts'), [
      "import type { Model } from '../catalogue.ts';",
      "import type { MappedTable } from '../mapped-schema.ts';",
      `export const models: readonly Model[] = ${JSON.stringify(catalogueModels(map), null, 1)};`,
      `export const tables: readonly MappedTable[] = ${JSON.stringify(mappedTables(map), null, 1)};`,
    ]);
    writeModule(path.join(output, 'empty-database.ts'), [
      '/** The statements that make an empty EDMS database, in order. */',
      `export const emptyDatabaseStatements: readonly string[] = ${JSON.stringify(statements, null, 1)};`,
    ]);
    const folder = path.join(path.dirname(schemaPath), 'empty');
    writeSql(path.join(folder, '1-tables.sql'), sql.tables);
    writeSql(path.join(folder, '2-foreign-keys.sql'), sql.foreignKeys);
    writeSql(path.join(folder, '3-indexes.sql'), sql.indexes);
    writeSql(path.join(folder, '4-rows.sql'), sql.rows);
  },
});

function writeModule(file: string, lines: readonly string[]): void {
  write(file, ['// Generated from prisma/schema.prisma: change that.', ...lines]);
}

function writeSql(file: string, statements: readonly string[]): void {
  write(file, [
    '-- Generated from prisma/schema.prisma: change that.',
    ...statements.map((statement) => `${statement};`),
  ]);
}

function write(file: string, lines: readonly string[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}
