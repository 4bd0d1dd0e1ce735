import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import Database from 'libsql';
import { z } from 'zod';
import { throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import { PIECE } from './archive.ts';
import type { ExportedTable } from './exported-tables.ts';
import type { OutputFile } from './output-file.ts';
import type { TableWriter } from './read-tables.ts';
import { createIndexes, createTable, insertInto, sqliteValue } from './sqlite-schema.ts';

export interface WriteSqliteOptions {
  readonly output: OutputFile;
  readonly tables: readonly ExportedTable[];
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A SQLite database on its way. It is made in the scratch folder, and copied from there when it is whole. */
export interface SqliteWriter extends TableWriter {
  finish(): Promise<void>;
  /** Lets go of it, whether it came to its end or not. */
  destroy(): void;
}

export async function sqliteWriter(options: WriteSqliteOptions): Promise<SqliteWriter> {
  const { output, tables, onProblem, signal } = options;
  const file = path.join(await output.scratch(), 'database.sqlite');
  const database = new Database(file);
  // What goes wrong with the disk is said in the same words as everywhere in an export.
  const doing = <T>(work: () => T): Promise<T> => output.scratched(attempt(work));
  let current: { readonly table: ExportedTable; readonly insert: Database.Statement } | null = null;
  await doing(() => {
    // Nobody else sees the file, and one that is not whole is thrown away: there is nothing to go back to.
    database.exec('pragma journal_mode = off');
    database.exec('pragma synchronous = off');
    database.exec('pragma foreign_keys = off');
    for (const table of tables) database.exec(createTable(table));
  });
  return {
    begin: (table) => {
      current = { table, insert: database.prepare(insertInto(table)) };
    },
    rows: async (rows) => {
      if (current === null) throw new Error('No table was begun');
      const { table, insert } = current;
      await doing(() => {
        database.exec('begin');
        for (const row of rows) {
          insert.run(
            row.map((text, at) => {
              const column = table.columns[at];
              return column === undefined ? text : sqliteValue(text, column);
            }),
          );
        }
        database.exec('commit');
      });
    },
    end: () => {
      current = null;
    },
    finish: async () => {
      for (const statement of tables.flatMap(createIndexes)) {
        throwIfCancelled(signal);
        await doing(() => database.exec(statement));
        // An index of many rows takes a while, in which nobody else has had a turn.
        await breathe();
      }
      for (const broken of await doing(() => brokenReferences(database))) onProblem(broken);
      database.close();
      for await (const piece of createReadStream(file, { highWaterMark: PIECE })) await output.write(piece);
      await rm(file);
    },
    destroy: () => {
      current = null;
      if (database.open) database.close();
    },
  };
}

/** More of one kind say nothing new. */
const MOST_BROKEN = 100;

function brokenReferences(database: Database.Database): readonly Problem[] {
  const found = database
    .prepare(
      `select "table", parent, count(*) as n from pragma_foreign_key_check group by 1, 2 order by 1, 2 limit ${MOST_BROKEN}`,
    )
    .all();
  const rows = z.array(z.object({ table: z.string(), parent: z.string(), n: z.number() })).parse(found);
  return rows.map(({ table, parent, n }) => ({
    code: 'REFERENCE_BROKEN',
    severity: 'warning',
    message: `${n.toLocaleString('en-US')} rows of ${table} refer to rows of ${parent} that are not there; they are exported as they are.`,
    advice: 'Look at the health of the EDMS: it lists broken references.',
    where: { entry: table },
  }));
}

async function attempt<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    const code = /FULL/.test(error.code) ? 'ENOSPC' : /IOERR|CANTOPEN/.test(error.code) ? 'EIO' : null;
    throw code === null ? error : Object.assign(new Error(error.message, { cause: error }), { code });
  }
}
