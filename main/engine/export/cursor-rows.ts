import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { RowTexts } from './record-text.ts';

/** Rows of one query; fewer where rows are large, so that memory does not grow with them. */
const ROWS = { first: 250, most: 4000 };
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/**
 * The rows of a statement whose one column `v` is an array of texts, in lists of some thousand. A cursor sorts once and
 * holds its place, in whatever order; each list is one statement.
 */
export async function* cursorRows(
  sql: Sql,
  select: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RowTexts[]> {
  await sql.execute(`declare edms_export no scroll cursor for ${select}`);
  let rows = ROWS.first;
  for (;;) {
    throwIfCancelled(signal);
    const fetched = await sql.query<{ v: RowTexts }>(`fetch ${rows} from edms_export`);
    const list = fetched.map(({ v }) => v);
    if (list.length > 0) yield list;
    if (list.length < rows) break;
    const fitting = Math.floor((rows * BYTES_AT_ONCE) / Math.max(1, bytesOf(list)));
    rows = Math.max(1, Math.min(ROWS.most, fitting));
  }
  await sql.execute('close edms_export');
}

function bytesOf(rows: readonly RowTexts[]): number {
  let bytes = 0;
  for (const row of rows) for (const text of row) bytes += text?.length ?? 0;
  return bytes;
}
