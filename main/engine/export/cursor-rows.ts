import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { onItsWay } from '../read-ahead.ts';
import type { RowTexts } from './record-text.ts';

/** Rows of one query; fewer where rows are large, so that memory does not grow with them. */
const ROWS = { first: 250, most: 1000 };
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** The one column of a statement for {@link cursorRows}: these texts as JSON, which is read faster than an array. */
export function rowSql(texts: readonly string[]): string {
  return `array_to_json(array[${texts.join(', ')}]::text[])::text as v`;
}

/**
 * The rows of a statement whose one column is made by {@link rowSql}, in lists of some thousand. A cursor sorts once and
 * holds its place, in whatever order; each list is one statement. While a list is used the next is on its way.
 */
export async function* cursorRows(
  sql: Sql,
  select: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RowTexts[]> {
  await sql.execute(`declare edms_export no scroll cursor for ${select}`);
  const fetch = (rows: number) => ({ rows, list: fetchRows(sql, rows) });
  let next = fetch(ROWS.first);
  try {
    for (;;) {
      throwIfCancelled(signal);
      const { rows, list: coming } = next;
      const list = await coming;
      const isLast = list.length < rows;
      const bytes = list.reduce((sum, { v }) => sum + v.length, 0);
      const fitting = Math.floor((rows * BYTES_AT_ONCE) / Math.max(1, bytes));
      if (!isLast) {
        next = fetch(Math.max(1, Math.min(ROWS.most, fitting)));
        await onItsWay();
      }
      if (list.length > 0) yield list.map(({ v }): RowTexts => JSON.parse(v));
      if (isLast) break;
    }
    await sql.execute('close edms_export');
  } finally {
    // The transaction ends with whoever left early; what is on its way has to arrive before.
    await next.list.catch(() => undefined);
  }
}

function fetchRows(sql: Sql, rows: number): Promise<readonly { readonly v: string }[]> {
  const list = sql.query<{ v: string }>(`fetch ${rows} from edms_export`);
  // Heard of when the list is asked for, if it ever is.
  list.catch(() => undefined);
  return list;
}
