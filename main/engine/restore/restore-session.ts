import { isDeepStrictEqual } from 'node:util';
import { introspect } from '../database/introspect.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import { schemaDigest } from '../database/schema-digest.ts';
import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { listText } from '../figures.ts';
import { changedTables, readTableStates, type TableState } from '../plan/fingerprint.ts';
import { quote } from '../plan/statements.ts';
import type { ProgressMeter } from '../progress.ts';
import { lockTables } from './target-locks.ts';

/** Tables that one message names. */
const MOST_NAMES = 5;

/** How the EDMS's own triggers are kept from answering to our rows. */
export type TriggerMode = 'replica role' | 'disabled on tables' | 'none to disable' | 'active';

/**
 * Prepares a transaction that writes to these tables: nobody else writes to them, they are made as the schema says, and are
 * still as `states` says (when it is given), and triggers stay quiet where the role permits it. Everything is undone by the
 * transaction's end.
 *
 * Errors: `TARGET_LOCKED`, `TARGET_CHANGED`, `TARGET_NO_PRIVILEGE`.
 */
export async function beginWriting(
  sql: Sql,
  schema: LiveSchema,
  tables: readonly string[],
  states: ReadonlyMap<string, TableState> | null,
  meter: ProgressMeter,
  signal?: AbortSignal,
): Promise<TriggerMode> {
  await sql.query(
    `select set_config('statement_timeout', '0', true),
            case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end`,
  );
  await lockTables(sql, tables, meter, signal);
  const altered = await alteredTables(sql, schema, tables);
  if (altered.length > 0) throw tablesAltered(altered);
  if (states !== null) {
    const changed = changedTables(states, await readTableStates(sql, schema, states.keys()));
    if (changed.length > 0) throw targetChanged(changed);
  }
  await sql.execute('set constraints all deferred');
  return quietTriggers(sql, schema, tables);
}

/** Superusers replicate; owners switch user triggers off; others let them fire, and the report says so. */
async function quietTriggers(sql: Sql, schema: LiveSchema, tables: readonly string[]): Promise<TriggerMode> {
  const [role] = await sql.query<{ superuser: boolean }>(
    "select current_setting('is_superuser') = 'on' as superuser",
  );
  if (role?.superuser) {
    await sql.execute("select set_config('session_replication_role', 'replica', true)");
    return 'replica role';
  }
  const withTriggers = tables
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
export async function endWriting(
  sql: Sql,
  schema: LiveSchema,
  tables: readonly string[],
  mode: TriggerMode,
): Promise<void> {
  if (mode === 'disabled on tables') {
    // Deferred constraint checks that wait would forbid ALTER TABLE.
    await sql.execute('set constraints all immediate');
    for (const name of tables) {
      if (schema.tables.get(name)?.hasUserTriggers)
        await sql.execute(`alter table ${quote(name)} enable trigger user`);
    }
  }
  if (mode !== 'replica role') await sql.execute('set constraints all immediate');
}

/** Of these tables, those that are made in another way now. What others are is none of a restore's business. */
async function alteredTables(
  sql: Sql,
  schema: LiveSchema,
  tables: readonly string[],
): Promise<readonly string[]> {
  if ((await schemaDigest(sql, schema.schemaName)) === schema.digest) return [];
  const now = await introspect(sql);
  return tables.filter((name) => !isDeepStrictEqual(now.tables.get(name), schema.tables.get(name)));
}

function tablesAltered(tables: readonly string[]): EngineError {
  return new EngineError({
    code: 'TARGET_CHANGED',
    message: `Tables of the target were altered since the preview (${listText(tables, MOST_NAMES)}).`,
    consequence: 'Nothing was changed: what would happen is no longer what was shown.',
    advice: 'Look at the preview again. If the EDMS is being upgraded, wait until that is done.',
  });
}

function targetChanged(tables: readonly string[]): EngineError {
  return new EngineError({
    code: 'TARGET_CHANGED',
    message: `The target has changed since the preview (${listText(tables, MOST_NAMES)}).`,
    consequence: 'Nothing was changed: what would happen is no longer what was shown.',
    advice: 'Look at the preview again. Stop the EDMS first if people are working in it.',
  });
}
