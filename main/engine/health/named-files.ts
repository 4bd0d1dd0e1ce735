import path from 'node:path';
import { readWithin } from '../database/read-within.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { quote } from '../plan/statements.ts';

/** The files that an EDMS's records name, as paths below the storage root. */
export interface NamedFiles {
  /** By documents, their versions and attachments: these have to be there. */
  readonly documents: Set<string>;
  /** By other records, which may keep their files elsewhere. */
  readonly others: ReadonlySet<string>;
}

/** Tables whose `file_path` names a document's file. */
export const DOCUMENT_TABLES = ['documents', 'document_versions', 'document_attachments'] as const;

const OTHER_COLUMNS = [
  ['compliance_reports', 'file_path'],
  ['document_templates', 'file_path'],
  ['document_generations', 'output_file_path'],
] as const;

/** Rows that are read at once, and how long that may take in milliseconds. */
const PAGE = 50_000;
const PAGE_LIMIT = 60_000;

/** Reads the paths of all files that records name, page by page. Errors: `TARGET_…`, `CANCELLED`. */
export function readNamedFiles(target: Target, signal?: AbortSignal): Promise<NamedFiles> {
  return readWithin(target, PAGE_LIMIT, async (sql) => {
    const documents = new Set<string>();
    const others = new Set<string>();
    const read = async (table: string, column: string, into: Set<string>) => {
      const columns = target.schema.tables.get(table)?.columns;
      if (columns?.has(column) !== true || !columns.has('id')) return;
      for await (const filePath of paths(sql, table, column, signal)) {
        const place = storagePath(filePath);
        if (place !== null) into.add(place);
      }
    };
    for (const table of DOCUMENT_TABLES) await read(table, 'file_path', documents);
    for (const [table, column] of OTHER_COLUMNS) await read(table, column, others);
    return { documents, others };
  });
}

/**
 * Where a file lies below the storage root. The EDMS writes `storage/documents/a.docx`, or a whole path in which its
 * storage folder occurs. Null for a path that leads out of the storage.
 */
export function storagePath(filePath: string): string | null {
  const inside = filePath.lastIndexOf(`/${PACKAGE_PATHS.storage}`);
  const relative = inside < 0 ? filePath : filePath.slice(inside + 1);
  const below = relative.startsWith(PACKAGE_PATHS.storage)
    ? relative.slice(PACKAGE_PATHS.storage.length)
    : relative;
  const place = path.posix.normalize(below);
  return place === '.' || place.startsWith('../') || place === '..' || path.posix.isAbsolute(place)
    ? null
    : place;
}

async function* paths(
  sql: Sql,
  table: string,
  column: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  for (let last: string | undefined = '0'; last !== undefined; ) {
    throwIfCancelled(signal);
    const rows: readonly { readonly id: string; readonly file: string }[] = await sql.query(
      `select id::text, ${quote(column)}::text as file from ${quote(table)}
        where id > $1::int8 and ${quote(column)} <> '' order by id limit ${PAGE}`,
      last,
    );
    for (const { file } of rows) yield file;
    last = rows.length < PAGE ? undefined : rows.at(-1)?.id;
  }
}
