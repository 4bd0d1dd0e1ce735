import { rm } from 'node:fs/promises';
import { PIECE } from './archive.ts';
import { csvName, csvSchema } from './csv-schema.ts';
import { csvLine, csvValue } from './csv-text.ts';
import type { ExportedTable } from './exported-tables.ts';
import type { OutputFile } from './output-file.ts';
import { toJson } from './package-tree.ts';
import type { TableWriter } from './read-tables.ts';
import type { RowTexts } from './record-text.ts';
import { ScratchFile } from './scratch-file.ts';
import { zipArchive } from './zip-archive.ts';

export interface WriteCsvOptions {
  readonly output: OutputFile;
  /** Null in an export that tells no times. */
  readonly exportedAt: string | null;
  readonly startedAtMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A CSV export on its way: a zip with one file for each table, and what they are at its end. */
export interface CsvWriter extends TableWriter {
  finish(tables: readonly ExportedTable[], counts: ReadonlyMap<string, number>): Promise<void>;
  /** Lets go of an export that does not come to its end. */
  destroy(): Promise<void>;
}

export function csvWriter({ output, exportedAt, startedAtMs, signal }: WriteCsvOptions): CsvWriter {
  const archive = zipArchive(output);
  let open: { readonly table: ExportedTable; readonly file: ScratchFile } | null = null;
  const current = () => {
    if (open === null) throw new Error('No table was begun');
    return open;
  };
  return {
    begin: async (table) => {
      open = { table, file: await ScratchFile.create(output, `${table.name}.csv`, signal) };
      await open.file.write(Buffer.from(csvLine(table.columns.map(({ name }) => name))));
    },
    rows: async (rows) => {
      const { table, file } = current();
      let text = '';
      for (const row of rows) {
        text += lineOf(row, table);
        if (text.length < PIECE) continue;
        await file.write(Buffer.from(text));
        text = '';
      }
      if (text !== '') await file.write(Buffer.from(text));
    },
    end: async () => {
      const { table, file } = current();
      await file.end();
      await archive.addFile(csvName(table), file.path, file.bytes, startedAtMs);
      await rm(file.path);
      open = null;
    },
    finish: async (tables, counts) => {
      await archive.add('schema.json', toJson(csvSchema(tables, counts, exportedAt)), startedAtMs);
      await archive.end();
    },
    destroy: async () => {
      archive.destroy();
      await open?.file.close();
    },
  };
}

function lineOf(row: RowTexts, { columns }: ExportedTable): string {
  return csvLine(
    row.map((text, at) => {
      const kind = columns[at]?.kind;
      return text === null || kind === undefined ? text : csvValue(text, kind);
    }),
  );
}
