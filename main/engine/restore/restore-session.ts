import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { changedTables, readTableStates } from '../plan/fingerprint.ts';
import { quote } from '../plan/statements.ts';

/** Key of the advisory lock that keeps two restores out of one database: "EDMS" in ASCII, and 1. */
const LOCK_KEYS = [0x45444d53, 1] as const;

/** How the EDMS's own triggers are kept from answering to our rows. */
export type TriggerMode = 'replica role' | 'disabled on tables' | 'none to disable' | 'active';

/**
 * Prepares the transaction of a restore: nobody else restores, nobody writes to the tables, the tables are
 * still as they were when the plan was made, and triggers stay quiet where the role permits it. Everything is
 * undone by the transaction's end.
 *
 * Errors: `TARGET_IN_USE`, `TARGET_LOCKED`, `TARGET_CHANGED`, `TARGET_NO_PRIVILEGE`.
 */
export async function beginRestore(sql: Sql, plan: RestorePlan, schema: LiveSchema): Promise<TriggerMode> {
  const [lock] = await sql.query<{ locked: boolean }>(
    'select pg_try_advisory_xact_lock($1::int4, $2::int4) as locked',
    ...LOCK_KEYS,
  );
  if (!lock?.locked) throw inUse();
  await sql.execute(
    "select set_config('lock_timeout', '30s', true), set_config('statement_timeout', '0', true)",
  );
  const tables = [...plan.tableStates.keys()].map(quote).join(', ');
  if (tables !== '') await sql.execute(`lock table ${tables} in share row exclusive mode`);
  const changed = changedTables(
    plan.tableStates,
    await readTableStates(sql, schema, plan.tableStates.keys()),
  );
  if (changed.length > 0) throw targetChanged(changed);
  await sql.execute('set constraints all deferred');
  return quietTriggers(sql, plan, schema);
}

/** Superusers replicate; owners switch user triggers off; others let them fire, and the report says so. */
async function quietTriggers(sql: Sql, plan: RestorePlan, schema: LiveSchema): Promise<TriggerMode> {
  const [role] = await sql.query<{ superuser: boolean }>(
    "select current_setting('is_superuser') = 'on' as superuser",
  );
  if (role?.superuser) {
    await sql.execute("select set_config('session_replication_role', 'replica', true)");
    return 'replica role';
  }
  const withTriggers = [...plan.tableStates.keys()]
    .map((name) => schema.tables.get(name))
    .filter((table) => table?.hasUserTriggers === true)
    .filter((table) => table !== undefined);
  if (withTriggers.length === 0) return 'none to disable';
  if (withTriggers.some((table) => !table.owned)) return 'active';
  for (const table of withTriggers)
    await sql.execute(`alter table ${quote(table.name)} disable trigger user`);
  return 'disabled on tables';
}

/** Switches triggers on again before the commit, where they were switched off table by table. */
export async function endRestore(
  sql: Sql,
  plan: RestorePlan,
  schema: LiveSchema,
  mode: TriggerMode,
): Promise<void> {
  if (mode === 'disabled on tables') {
    // Deferred constraint checks that wait would forbid ALTER TABLE.
    await sql.execute('set constraints all immediate');
    for (const name of plan.tableStates.keys()) {
      if (schema.tables.get(name)?.hasUserTriggers)
        await sql.execute(`alter table ${quote(name)} enable trigger user`);
    }
  }
  if (mode !== 'replica role') await sql.execute('set constraints all immediate');
}

function inUse(): EngineError {
  return new EngineError({
    code: 'TARGET_IN_USE',
    message: 'Another restore is running into this target.',
    consequence: 'Nothing was changed.',
    advice: 'Wait until it has ended, look at its report, and plan again.',
  });
}

function targetChanged(tables: readonly string[]): EngineError {
  return new EngineError({
    code: 'TARGET_CHANGED',
    message: `The target has changed since the preview (${tables.slice(0, 5).join(', ')}${tables.length > 5 ? ', …' : ''}).`,
    consequence: 'Nothing was changed: what would happen is no longer what was shown.',
    advice: 'Look at the preview again. Stop the EDMS first if people are working in it.',
  });
}
