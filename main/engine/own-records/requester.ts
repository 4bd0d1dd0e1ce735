import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import type { EdmsAccount } from './own-work.ts';

/** The row of `users` that a restore job names. */
export interface Requester {
  /** Primary key, as text. */
  readonly id: string;
  readonly username: string;
  /** False when nobody signed in and an administrator stands in, because the EDMS demands a user. */
  readonly signedIn: boolean;
}

/**
 * Who requested the work: the account that signed in, while it is still there; otherwise the active superuser
 * with the lowest number; null when there is none.
 */
export async function findRequester(
  sql: Sql,
  schema: LiveSchema,
  account: EdmsAccount | null,
): Promise<Requester | null> {
  if (!schema.tables.has('users')) return null;
  const [own] =
    account === null
      ? []
      : await sql.query<UserRow>(
          'select id::text as id, username::text as username from users where id = $1::int8',
          account.id,
        );
  if (own !== undefined) return { ...own, signedIn: true };
  const [standIn] = await sql.query<UserRow>(
    `select id::text as id, username::text as username from users
      where is_active and is_superuser order by users.id limit 1`,
  );
  return standIn === undefined ? null : { ...standIn, signedIn: false };
}

interface UserRow {
  readonly id: string;
  readonly username: string;
}
