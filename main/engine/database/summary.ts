import { CAN_ONLY_BE_READ } from './check-server.ts';
import type { Sql, Target, TargetSummary } from './target.ts';

/** The tables that {@link readSummary} reads. */
export const SUMMARISED: readonly string[] = ['users', 'documents'];

/** What a person recognises a target by. */
export async function readSummary(target: Target, sql: Sql): Promise<TargetSummary> {
  const [row] = await sql.query<{
    readonly users: number;
    readonly documents: number;
    readonly version: string;
    readonly canOnlyBeRead: boolean;
  }>(
    `select (select count(*) from users)::int as users,
            (select count(*) from documents)::int as documents,
            current_setting('server_version') as version,
            ${CAN_ONLY_BE_READ} as "canOnlyBeRead"`,
  );
  if (row === undefined) throw new Error('The database did not answer');
  return {
    kind: target.kind,
    label: target.label,
    // Distributions add their own name: `15.14 (Debian 15.14-0+deb12u1)`.
    version: `PostgreSQL ${row.version.split(' ')[0]}`,
    tables: target.schema.tables.size,
    users: row.users,
    documents: row.documents,
    canDisableTriggers: await canDisableTriggers(target, sql),
    canOnlyBeRead: row.canOnlyBeRead,
  };
}

/** As a superuser, with the right granted (PostgreSQL 15 and later), or as the owner of the tables. */
async function canDisableTriggers(target: Target, sql: Sql): Promise<boolean> {
  const granted =
    target.schema.serverVersion >= 150000
      ? `has_parameter_privilege('session_replication_role', 'SET')`
      : `current_setting('is_superuser') = 'on'`;
  const [row] = await sql.query<{ readonly granted: boolean }>(`select ${granted} as granted`);
  return row?.granted === true || [...target.schema.tables.values()].every((table) => table.owned);
}
