import type { Sql } from '../database/target.ts';

/** Columns of a user that a test cares about; all others hold what tells nothing. */
export interface TestUser {
  readonly id: number;
  readonly username: string;
  readonly [column: string]: unknown;
}

/** Adds a user who is active, no administrator and has no password, but for what the test says. */
export async function addUser(sql: Sql, user: TestUser): Promise<void> {
  const now = '2025-12-01T00:00:00Z';
  await sql.execute(
    'insert into users select r.* from json_populate_record(null::users, $1::json) as r',
    JSON.stringify({
      ...{ password: '!', is_superuser: false, is_staff: false, is_active: true, is_validated: true },
      ...{ first_name: '', last_name: '', email: '', date_joined: now, password_changed_at: now },
      ...{ uuid: `00000000-0000-4000-8000-00000000000${user.id}`, mfa_enabled: false, metadata: {} },
      ...{ failed_login_attempts: 0, created_at: now, updated_at: now },
      ...user,
    }),
  );
}
