import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import type { UndoWriter } from './undo-record.ts';

/**
 * A row as text, exact to the last digit, for `json_populate_record` to turn back: PostgreSQL's own JSON of it.
 * The transaction's settings (UTC, ISO dates) make it the same text in every session.
 */
export function rowText(alias: string): string {
  return `row_to_json(${alias})::text`;
}

/** The primary key of a row as a JSON object, `{"id" : 7}`. */
export function keyText(table: LiveTable, alias: string): string {
  const parts = table.primaryKey.map((name) => `${literal(name)}, ${alias}.${quote(name)}`);
  return `json_build_object(${parts.join(', ')})::text`;
}

/** A row that this transaction has written, or its newest version; not one that was written below a savepoint. */
export const OF_THIS_TRANSACTION = 't.xmin::text = (txid_current() % 4294967296)::text';

const ROWS_AT_ONCE = 2000;

/**
 * Notes the rows that this transaction has left in the given tables, with the hash by which an undo tells whether
 * somebody has changed them since. Read through a cursor: memory does not grow with their number.
 *
 * Error: `VERIFICATION_FAILED` where it finds fewer than were written (`writes`, by table): undoing would leave the rest.
 */
export async function noteWrittenRows(
  sql: Sql,
  schema: LiveSchema,
  writes: ReadonlyMap<string, number>,
  writer: UndoWriter,
): Promise<void> {
  for (const [name, written] of writes) {
    const table = schema.tables.get(name);
    if (!table || table.primaryKey.length === 0) continue;
    const before = writer.rows;
    await sql.execute(
      `declare edms_undo_rows no scroll cursor for
        select ${keyText(table, 't')} as key, md5(${rowText('t')}) as hash from ${quote(name)} as t where ${OF_THIS_TRANSACTION}`,
    );
    for (;;) {
      const rows = await sql.query<{ key: string; hash: string }>(
        `fetch forward ${ROWS_AT_ONCE} from edms_undo_rows`,
      );
      for (const { key, hash } of rows) await writer.after(name, key, hash);
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await sql.execute('close edms_undo_rows');
    const noted = writer.rows - before;
    if (noted < written) throw notNoted(name, noted, written);
  }
}

function notNoted(table: string, noted: number, written: number): EngineError {
  return new EngineError({
    code: 'VERIFICATION_FAILED',
    message: `${written} rows of the table ${table} were written, and only ${noted} of them could be taken down for an undo.`,
    consequence: 'The restore was taken back: nothing was changed.',
    advice: 'Send this message to support.',
  });
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
