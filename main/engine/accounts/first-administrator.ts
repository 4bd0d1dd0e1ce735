import { randomUUID } from 'node:crypto';
import type { Sql, Target } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { insertOwnRow } from '../own-records/insert-own-row.ts';
import type { Account } from './account.ts';
import { hashPassword, isUsable } from './password-hash.ts';
import type { Credentials } from './sign-in.ts';

/** Django's own rule for a name (UnicodeUsernameValidator) and its usual least length of a password. */
const NAME = /^[\p{L}\p{N}_.@+-]{1,150}$/u;
const SHORTEST_PASSWORD = 8;

/**
 * Whether an embedded database has nobody who could sign in and write, so that the person at the machine makes its
 * first administrator. Never for a server: its administrators are made by the EDMS.
 */
export function needsFirstAdministrator(target: Target): Promise<boolean> {
  return target.read((sql) => hasNone(target, sql));
}

/** Makes that administrator. Errors: `NOT_ALLOWED` where one is there already, `USAGE` for an unfit name or password. */
export async function createFirstAdministrator(
  target: Target,
  { username, password }: Credentials,
): Promise<Account> {
  refuseUnfit(username, password);
  const hash = await hashPassword(password);
  const table = target.schema.tables.get('users');
  if (table === undefined) throw alreadyThere();
  const id = await target.write(async (sql) => {
    await sql.execute('lock table users in share row exclusive mode');
    if (!(await hasNone(target, sql))) throw alreadyThere();
    const [same] = await sql.query('select 1 as one from users where username = $1::text', username);
    if (same !== undefined) throw unfit(`There is an account with the name ${username} already.`);
    const now = new Date().toISOString();
    const created = { date_joined: now, password_changed_at: now, created_at: now, updated_at: now };
    const flags = { is_superuser: true, is_staff: true, is_active: true, is_validated: true };
    const row = { ...created, ...flags, username, password: hash, uuid: randomUUID(), metadata: {} };
    return insertOwnRow(sql, target.schema, table, row);
  });
  return { id: Number(id), username, name: '', role: 'write' };
}

async function hasNone(target: Target, sql: Sql): Promise<boolean> {
  if (target.kind !== 'embedded' || !target.schema.tables.has('users')) return false;
  const rows = await sql.query<{ readonly password: string }>(
    'select password::text as password from users where is_active and (is_superuser or is_staff)',
  );
  return !rows.some(({ password }) => isUsable(password));
}

function refuseUnfit(username: string, password: string): void {
  if (!NAME.test(username))
    throw unfit('A name has letters, digits and @ . + - _ only, and at most 150 of them.');
  if ([...password].length < SHORTEST_PASSWORD || /^\d+$/.test(password))
    throw unfit(`A password has at least ${SHORTEST_PASSWORD} characters, and not only digits.`);
}

function unfit(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'No account was made.',
    advice: 'Choose another one.',
  });
}

function alreadyThere(): EngineError {
  return new EngineError({
    code: 'NOT_ALLOWED',
    message: 'Only an embedded database without an administrator gets its first one from here.',
    consequence: 'No account was made.',
    advice: 'Sign in with an account of an administrator.',
  });
}
