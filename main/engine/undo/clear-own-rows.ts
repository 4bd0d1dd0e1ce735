import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { ownRowsCondition, removeOwnRestoreJob } from '../own-records/recognise.ts';
import { quote } from '../plan/statements.ts';
import type { UndoTable } from './undo-tables.ts';

/**
 * Takes away what the console has told the EDMS of the restore `job`, and what else it has told that names rows which
 * the undo removes: its own rows are never in the way of an undo. The audit trail keeps its entries.
 */
export async function clearOwnRows(
  sql: Sql,
  schema: LiveSchema,
  job: string,
  tables: readonly UndoTable[],
): Promise<void> {
  const own = ownRowsCondition(schema, 'restore_jobs');
  for (const key of schema.tables.get('restore_jobs')?.foreignKeys ?? []) {
    const table = tables.find(({ live }) => live.name === key.referencedTable);
    const [column] = key.columns;
    if (own === null || !table || column === undefined || key.columns.length > 1) continue;
    await sql.execute(
      `delete from restore_jobs where ${own} and ${quote(column)} in (select k0 from ${table.name} where before is null)`,
    );
  }
  await removeOwnRestoreJob(sql, schema, job);
}
