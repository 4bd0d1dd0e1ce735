import type { TestDatabase } from './databases.ts';

/** Made by Django itself (tests/auth_tests/test_hashers.py): the password is `lètmein`. */
const HASH = 'pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=';
export const PASSWORD = 'lètmein';

/** Adds an account whose password is {@link PASSWORD} to an EDMS. Its names are written into SQL: the test's own only. */
export async function addAccount(
  database: TestDatabase,
  username: string,
  { superuser = false, firstName = '' } = {},
): Promise<void> {
  await database.query(
    `insert into users (username, password, is_superuser, is_staff, is_active, first_name, last_name, email, uuid,
       date_joined, password_changed_at, created_at, updated_at, is_validated, mfa_enabled, failed_login_attempts, metadata)
     values ('${username}', '${HASH}', ${superuser}, ${superuser}, true, '${firstName}', '', '', gen_random_uuid(),
       now(), now(), now(), now(), true, false, 0, '{}')`,
  );
}
