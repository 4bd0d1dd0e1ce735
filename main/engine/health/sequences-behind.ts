import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { advanceSequences } from '../restore/sequences.ts';
import { readableTables } from './readable-tables.ts';

/** A sequence that would give out a key which a row has already: the next new row of its table would fail. */
export interface SequenceRepair {
  /** As SQL names it: `public.documents_id_seq`. */
  readonly sequence: string;
  readonly table: string;
  /** The number that it would give out next. */
  readonly now: number;
  /** The number that it gives out next once it is repaired: one above the highest key. */
  readonly next: number;
}

/** The sequences that are behind the highest key of their column, of those that can be read now. */
export async function findSequencesBehind(sql: Sql, schema: LiveSchema): Promise<readonly SequenceRepair[]> {
  const columns = await readableColumns(sql, schema);
  if (columns.length === 0) return [];
  const states = columns.map(
    ({ table, column, sequence }, i) => `
      select ${i} as number, s.last_value, s.is_called, (($1::text[])[${i + 1}])::regclass::oid as id,
             (select max(${quote(column)})::int8 from ${quote(table)}) as highest
        from ${sequence} as s`,
  );
  // As numbers without a limit: the next one of a sequence that is at its end is none of 64 bits.
  const behind = await sql.query<{ readonly number: number; readonly now: string; readonly next: string }>(
    `select number, now::text, (highest::numeric + increment)::text as next
       from (${states.join(' union all ')}) as state
       join (select seqrelid as id, seqincrement as increment from pg_sequence) as rule using (id),
            lateral (select last_value::numeric + case when is_called then increment else 0 end as now) as n
      where now <= highest order by number`,
    columns.map(({ sequence }) => sequence),
  );
  return behind.flatMap(({ number, now, next }) => {
    const column = columns[number];
    if (column === undefined) return [];
    return [{ sequence: column.sequence, table: column.table, now: Number(now), next: Number(next) }];
  });
}

/** What {@link repairSequences} would do now. Errors: `TARGET_…`. */
export function planSequenceRepair(target: Target): Promise<readonly SequenceRepair[]> {
  return target.read((sql) => findSequencesBehind(sql, target.schema));
}

/**
 * Brings the sequences that are behind up to their highest keys; none is ever set back. The tables are kept from
 * being written to meanwhile, for a moment. Errors: `TARGET_…` (`TARGET_NO_PRIVILEGE`, `TARGET_LOCKED`), `CANCELLED`:
 * after each of them every sequence is as it was.
 */
export function repairSequences(target: Target, signal?: AbortSignal): Promise<readonly SequenceRepair[]> {
  return target.write(async (sql) => {
    const found = await findSequencesBehind(sql, target.schema);
    if (found.length === 0) return found;
    const tables = [...new Set(found.map(({ table }) => table))];
    await sql.execute(`lock table ${tables.map(quote).join(', ')} in share row exclusive mode`);
    // Asked again under the lock: rows that came in between count.
    const behind = await findSequencesBehind(sql, target.schema);
    // A sequence is set outside of transactions: from here on there is nothing to cancel.
    throwIfCancelled(signal);
    await advanceSequences(
      sql,
      target.schema,
      behind.map(({ table }) => table),
    );
    return behind;
  });
}

interface NumberedColumn {
  readonly table: string;
  readonly column: string;
  readonly sequence: string;
}

function numberedColumns(schema: LiveSchema): readonly NumberedColumn[] {
  return [...schema.tables.values()].flatMap((table) =>
    [...table.columns.values()].flatMap(({ name, sequence }) =>
      sequence === null ? [] : [{ table: table.name, column: name, sequence }],
    ),
  );
}

async function readableColumns(sql: Sql, schema: LiveSchema): Promise<readonly NumberedColumn[]> {
  const tables = await readableTables(sql, schema);
  const columns = numberedColumns(schema).filter(({ table }) => tables.has(table));
  const readable = await sql.query<{ readonly name: string }>(
    `select name from unnest($1::text[]) as s (name) where has_sequence_privilege(name, 'SELECT')`,
    columns.map(({ sequence }) => sequence),
  );
  const names = new Set(readable.map(({ name }) => name));
  return columns.filter(({ sequence }) => names.has(sequence));
}
