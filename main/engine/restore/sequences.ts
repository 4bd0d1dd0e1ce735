import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';

/**
 * Brings the sequences of tables up to their highest key; none is ever set back. PostgreSQL does not undo
 * this when a transaction rolls back, which does no harm: a sequence may be ahead, never behind.
 */
export async function advanceSequences(
  sql: Sql,
  schema: LiveSchema,
  tables: Iterable<string>,
): Promise<void> {
  for (const name of new Set(tables)) {
    for (const column of schema.tables.get(name)?.columns.values() ?? []) {
      if (column.sequence === null) continue;
      await sql.query(
        `select setval($1::regclass, highest)::text as value
          from (select max(${quote(column.name)})::int8 as highest from ${quote(name)}) as m, ${column.sequence} as s
          where highest > s.last_value or (highest = s.last_value and not s.is_called)`,
        column.sequence,
      );
    }
  }
}
