import { readWithin } from '../database/read-within.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { DOCUMENT_TABLES } from './named-files.ts';

/** A file that records name and the storage lacks. */
export interface MissingFile {
  /** Below the storage root. */
  readonly path: string;
  /** What names it to a person: the number of its document, `POL-2025-0001`. */
  readonly document: string;
  /** Hex sha256 as the records have it; '' where none does. Records that disagree are each listed. */
  readonly sha256: string;
}

const EXAMPLES = 10;
/** Each time all records are passed over once. */
const AT_ONCE = 50_000;
const PAGE_LIMIT = 60_000;

/** The first ten of the missing files, each with its document: `POL-2025-0001: documents/a.docx`. */
export async function describeMissing(
  target: Target,
  missing: ReadonlySet<string>,
): Promise<readonly string[]> {
  const first = [...missing].sort().slice(0, EXAMPLES);
  if (first.length === 0) return [];
  const records = await readWithin(target, PAGE_LIMIT, (sql) => recordsOf(sql, target, first));
  const documents = new Map(records.map(({ path, document }) => [path, document]));
  return first.map((file) => {
    const document = documents.get(file);
    return document ? `${document}: ${file}` : file;
  });
}

/** What the records say of these missing files. Errors: `TARGET_…`, `CANCELLED`. */
export function readMissingFiles(
  target: Target,
  missing: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<readonly MissingFile[]> {
  const paths = [...missing];
  return readWithin(target, PAGE_LIMIT, async (sql) => {
    const files: MissingFile[] = [];
    for (let at = 0; at < paths.length; at += AT_ONCE) {
      throwIfCancelled(signal);
      for (const file of await recordsOf(sql, target, paths.slice(at, at + AT_ONCE))) files.push(file);
    }
    return files;
  });
}

async function recordsOf(
  sql: Sql,
  target: Target,
  paths: readonly string[],
): Promise<readonly MissingFile[]> {
  const sources = DOCUMENT_TABLES.filter((table) => {
    const columns = target.schema.tables.get(table)?.columns;
    return ['file_path', 'file_checksum'].every((column) => columns?.has(column) === true);
  }).map(
    (table) =>
      `select ${PLACE} as path, lower(t.file_checksum::text) as sha256, d.document_number::text as document
         from ${quote(table)} as t join documents as d on d.id = ${table === 'documents' ? 't.id' : 't.document_id'}
        where t.file_path <> ''`,
  );
  if (sources.length === 0) return [];
  return sql.query(
    `select distinct path, coalesce(sha256, '') as sha256, document
       from (${sources.join(' union all ')}) as records join unnest($1::text[]) as wanted (path) using (path)
      order by 1, 2, 3`,
    paths,
  );
}

/** `storagePath` in SQL, so that all missing files are found in one pass over the records. */
const PLACE = `regexp_replace(t.file_path, '^(.*/)?storage/', '')`;
