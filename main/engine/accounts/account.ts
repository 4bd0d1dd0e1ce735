import type { Sql, Target } from '../database/target.ts';
import { EngineError } from '../errors.ts';

/** What an account may do in the console: administrators write, all others look. */
export type AccountRole = 'write' | 'look';

/** An active account of the EDMS. */
export interface Account {
  /** Primary key in `users`. */
  readonly id: number;
  readonly username: string;
  /** First and last name; may be empty. */
  readonly name: string;
  readonly role: AccountRole;
}

/** A row of `users`, as signing in needs it. */
export interface AccountRow {
  readonly account: Account;
  /** Django's hash. */
  readonly password: string;
  readonly active: boolean;
  /** The EDMS has locked it for some time after failed sign-ins of its own. */
  readonly locked: boolean;
  readonly secondFactor: boolean;
}

interface Row {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly password: string;
  readonly is_active: boolean;
  readonly administrator: boolean;
  readonly locked: boolean;
  readonly second_factor: boolean;
}

/**
 * The account with a name, as Django finds it (exactly as it is written), or by its key; null when there is none.
 * Administrators are active and `is_superuser` or `is_staff`. Rejects with `TARGET_NOT_EDMS` where there is no table
 * of accounts as Django has it.
 */
export async function findAccount(
  sql: Sql,
  schema: Target['schema'],
  by: { readonly username: string } | { readonly id: number },
): Promise<AccountRow | null> {
  const columns = accountColumns(schema);
  const [condition, value] =
    'id' in by ? ['id = $1::int8', by.id] : ['username = $1::text', by.username.replaceAll('\0', '')];
  const [row] = await sql.query<Row>(
    `select id::text as id, username::text as username, password::text as password, is_active,
            is_superuser or is_staff as administrator,
            ${columns.has('first_name') ? "trim(first_name || ' ' || last_name)" : "''"} as name,
            ${columns.has('account_locked_until') ? 'coalesce(account_locked_until > now(), false)' : 'false'} as locked,
            ${columns.has('mfa_enabled') ? 'mfa_enabled' : 'false'} as second_factor
       from users where ${condition}`,
    value,
  );
  if (row === undefined) return null;
  const { id, username, name, password, is_active: active, administrator, locked } = row;
  const account = { id: Number(id), username, name, role: administrator ? 'write' : 'look' } as const;
  return { account, password, active, locked, secondFactor: row.second_factor };
}

/** The error for who may look and wants to write. `who`: the account's name, or what stands for it. */
export function mayOnlyLook(who: string): EngineError {
  return new EngineError({
    code: 'NOT_ALLOWED',
    message: `${who} may look at the target, and change nothing in it.`,
    consequence: 'Nothing was changed.',
    advice: 'Sign in as an administrator of the EDMS (superuser or staff).',
  });
}

/** The account with a key as it is now; null once it is gone, deactivated or locked. */
export function readAccount(target: Target, id: number): Promise<Account | null> {
  return target.read(async (sql) => {
    const row = await findAccount(sql, target.schema, { id });
    return row?.active && !row.locked ? row.account : null;
  });
}

const NEEDED = ['id', 'username', 'password', 'is_active', 'is_superuser', 'is_staff'];

function accountColumns(schema: Target['schema']): ReadonlySet<string> {
  const columns = new Set(schema.tables.get('users')?.columns.keys());
  if (NEEDED.every((name) => columns.has(name))) return columns;
  throw new EngineError({
    code: 'TARGET_NOT_EDMS',
    message: 'The database has no accounts to sign in with: its table users is not that of the EDMS.',
    consequence: 'Nobody was signed in.',
    advice: 'Name the database by its URL if you hold its password.',
  });
}
