import type { LiveForeignKey, LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import { keyText } from './row-images.ts';
import { MOST_CONFLICTS, type UndoConflict, type UndoConflictKind, type UndoneTable } from './undo-plan.ts';
import { AS_LEFT, rowBefore, sameKey, type UndoTable } from './undo-tables.ts';

/**
 * Marks the lines whose rows have to stay: what people have done since the restore is never overwritten, and no
 * reference may break. Rows hold on to one another, so it goes on until nothing more is found.
 */
export async function markConflicts(
  sql: Sql,
  schema: LiveSchema,
  tables: readonly UndoTable[],
): Promise<void> {
  for (const table of tables) await markChanged(sql, table);
  const byName = new Map(tables.map((table) => [table.live.name, table]));
  for (;;) {
    let marked = 0;
    for (const table of tables) marked += await markTaken(sql, table);
    for (const live of schema.tables.values()) {
      for (const key of live.foreignKeys) {
        const referenced = byName.get(key.referencedTable);
        const referring = byName.get(live.name);
        if (referenced) marked += await markReferredTo(sql, live.name, key, referenced, referring);
        if (referring) marked += await markWithoutReferenced(sql, key, referring, referenced);
      }
    }
    if (marked === 0) return;
  }
}

async function markChanged(sql: Sql, table: UndoTable): Promise<void> {
  const row = quote(table.live.name);
  const joined = `${row} as t where ${sameKey(table, 't', 'u')}`;
  // A row that the restore created and somebody removed is as undoing would leave it: nothing is to be done.
  await sql.execute(
    `delete from ${table.name} as u where before is null and not exists (select 1 from ${joined})`,
  );
  await mark(
    sql,
    table,
    'changed since',
    `hash is not null and exists (select 1 from ${joined} and not ${AS_LEFT})`,
  );
  await mark(
    sql,
    table,
    'removed since',
    `before is not null and hash is not null and not exists (select 1 from ${joined})`,
  );
  await mark(sql, table, 'taken since', `hash is null and exists (select 1 from ${joined})`);
}

/** Rows that come back, or become what they were, must not meet another one with the same unique values. */
async function markTaken(sql: Sql, table: UndoTable): Promise<number> {
  let marked = 0;
  for (const columns of table.live.uniques) {
    const same = columns.map((name) => `t.${quote(name)} = b.${quote(name)}`).join(' and ');
    marked += await mark(
      sql,
      table,
      'taken since',
      `before is not null and exists (
        select 1 from ${rowBefore(table, 'u')} as b join ${quote(table.live.name)} as t on ${same}
         where not (${sameKey(table, 't', 'u')})
           and not exists (select 1 from ${table.name} as o where ${sameKey(table, 't', 'o')} and o.kept is null))`,
    );
  }
  return marked;
}

/** Rows that would go away although a row that stays refers to them. */
function markReferredTo(
  sql: Sql,
  referringTable: string,
  key: LiveForeignKey,
  referenced: UndoTable,
  referring: UndoTable | undefined,
): Promise<number> {
  const lines = key.referencedColumns.map((name) => referenced.live.primaryKey.indexOf(name));
  // References to anything but the primary key do not occur in Django's tables.
  if (lines.includes(-1)) return Promise.resolve(0);
  const refers = key.columns.map((column, i) => `r.${quote(column)} = u.k${lines[i]}`).join(' and ');
  const goes = referring
    ? ` and not exists (select 1 from ${referring.name} as o where ${sameKey(referring, 'r', 'o')} and o.kept is null)`
    : '';
  const condition = `before is null and exists (select 1 from ${quote(referringTable)} as r where ${refers}${goes})`;
  return mark(sql, referenced, 'referred to since', condition);
}

/** Rows that would come back although what they refer to is gone. */
function markWithoutReferenced(
  sql: Sql,
  key: LiveForeignKey,
  referring: UndoTable,
  referenced: UndoTable | undefined,
): Promise<number> {
  const given = key.columns.map((column) => `b.${quote(column)} is not null`).join(' and ');
  const same = (alias: string) =>
    key.referencedColumns
      .map((name, i) => `${alias}.${quote(name)} = b.${quote(key.columns[i] ?? '')}`)
      .join(' and ');
  const comesBack = referenced
    ? ` and not exists (select 1 from ${referenced.name} as o cross join lateral ${rowBefore(referenced, 'o')} as p
         where o.before is not null and o.hash is null and o.kept is null and ${same('p')})`
    : '';
  const condition = `before is not null and exists (select 1 from ${rowBefore(referring, 'u')} as b where ${given}
    and not exists (select 1 from ${quote(key.referencedTable)} as t where ${same('t')})${comesBack})`;
  return mark(sql, referring, 'refers to a removed row', condition);
}

function mark(sql: Sql, table: UndoTable, what: UndoConflictKind, condition: string): Promise<number> {
  return sql.execute(`update ${table.name} as u set kept = $1 where kept is null and (${condition})`, what);
}

/** What would be done to the rows of a table. */
export async function countTable(sql: Sql, table: UndoTable): Promise<UndoneTable> {
  const [row] = await sql.query<{ remove: number; revert: number; reinsert: number; kept: number }>(
    `select count(*) filter (where kept is null and before is null)::int as remove,
            count(*) filter (where kept is null and before is not null and hash is not null)::int as revert,
            count(*) filter (where kept is null and before is not null and hash is null)::int as reinsert,
            count(*) filter (where kept is not null)::int as kept from ${table.name}`,
  );
  if (row === undefined) throw new Error('The database did not answer');
  return { table: table.live.name, ...row };
}

/** The conflicts by name, the first {@link MOST_CONFLICTS}. */
export async function listConflicts(
  sql: Sql,
  tables: readonly UndoTable[],
): Promise<readonly UndoConflict[]> {
  const conflicts: UndoConflict[] = [];
  for (const table of tables) {
    if (conflicts.length >= MOST_CONFLICTS) break;
    const { live } = table;
    const rows = await sql.query<{ key: string; name: string | null; what: UndoConflictKind }>(
      `select ${keyText(live, 'p')} as key, ${nameOf(table)} as name, u.kept as what
         from ${table.name} as u left join ${quote(live.name)} as t on ${sameKey(table, 't', 'u')}
         cross join lateral (select ${live.primaryKey.map((name, i) => `u.k${i} as ${quote(name)}`).join(', ')}) as p
        where u.kept is not null order by ${live.primaryKey.map((_, i) => `u.k${i}`).join(', ')}
        limit ${MOST_CONFLICTS - conflicts.length}`,
    );
    conflicts.push(...rows.map(({ key, name, what }) => ({ table: live.name, key, name: name ?? '', what })));
  }
  return conflicts;
}

/** Columns by which people know rows of the EDMS, the most telling first. */
const NAMES = ['document_number', 'username', 'code', 'codename', 'name', 'title', 'uuid'];

function nameOf({ live }: UndoTable): string {
  const column = NAMES.find((name) => live.columns.has(name));
  return column === undefined ? 'null::text' : `coalesce(t.${quote(column)}::text, u.before->>'${column}')`;
}
