import { randomUUID } from 'node:crypto';
import type { Sql, Target } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import { insertOwnRow, OwnRowRefused, orRefusal } from '../own-records/insert-own-row.ts';
import type { OwnRecords } from '../own-records/own-work.ts';
import { WRITTEN_BY } from '../own-records/recognise.ts';
import { type Account, type AccountRow, findAccount } from './account.ts';
import { FailureMemory, recordedFailures, refuseTooEarly } from './attempts.ts';
import { ALGORITHM_NAMES, isUsable, verifyPassword } from './password-hash.ts';

/** What a person types. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who signed in, and the row of the EDMS that says so. */
export interface SignedIn {
  readonly account: Account;
  readonly ownRecords: OwnRecords;
}

/** Of Django: `users.username` has no more characters. */
const LONGEST_NAME = 150;

/**
 * Signs people in with their accounts of the EDMS. Who is unknown, has another password, no usable one, is not active
 * or is locked gets the same answer after the same work: `SIGN_IN_REFUSED`. After some failures a name has to wait
 * longer and longer (`SIGN_IN_DELAYED`). Every attempt whose password was looked at is written into the EDMS's
 * `login_audit`, as the EDMS writes it, where that table is and the console may write there; one that succeeds only if
 * `record` says so.
 */
export class SignIns {
  readonly #memory: FailureMemory;
  /** One at a time: attempts side by side would all come before the first failure is known. */
  readonly #attempts = new OneAtATime();

  /** `now`: milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#memory = new FailureMemory(now);
  }

  signIn(target: Target, credentials: Credentials, record = true): Promise<SignedIn> {
    return this.#attempts.run(() => this.#attempt(target, credentials, record));
  }

  async #attempt(target: Target, { username, password }: Credentials, record: boolean): Promise<SignedIn> {
    const name = username.replaceAll('\0', '').slice(0, LONGEST_NAME);
    const key = `${target.label}\n${name}`;
    const typed = { username: name, password };
    const { row, refusal, ownRecords } = await recorded(target, typed, record, (sql) => {
      refuseTooEarly(this.#memory.of(key));
      return judge(target, sql, typed);
    });
    if (refusal !== null || row === null) {
      this.#memory.failed(key);
      throw refusal ?? refused();
    }
    this.#memory.succeeded(key);
    return { account: row.account, ownRecords };
  }
}

/** What an attempt comes to. */
interface Judgement {
  readonly row: AccountRow | null;
  /** Null: somebody may sign in. */
  readonly refusal: EngineError | null;
}

/**
 * Judges an attempt and writes it down, in one transaction: of all processes one at a time looks at a name. A failure
 * is written down whatever `record` says, for the others count it. Where the target may not be written to, nothing is.
 */
async function recorded(
  target: Target,
  { username }: Credentials,
  record: boolean,
  judgeIn: (sql: Sql) => Promise<Judgement>,
): Promise<Judgement & { readonly ownRecords: OwnRecords }> {
  try {
    return await target.write(async (sql) => {
      await sql.execute('select pg_advisory_xact_lock($1::int4, hashtext($2::text))', SIGN_IN_LOCK, username);
      const judgement = await judgeIn(sql);
      const success = judgement.refusal === null;
      const ownRecords =
        success && !record ? NOTHING : await writeAttempt(target, sql, username, judgement.row, success);
      return { ...judgement, ownRecords };
    });
  } catch (error) {
    const mayNotWrite =
      error instanceof EngineError && ['TARGET_READ_ONLY', 'TARGET_NO_PRIVILEGE'].includes(error.code);
    if (!mayNotWrite) throw error;
    return { ...(await target.read(judgeIn)), ownRecords: leftOut(error.message) };
  }
}

/** `EDMS` in ASCII: the console's own class of advisory locks for names that sign in. */
const SIGN_IN_LOCK = 0x45444d53;

async function judge(target: Target, sql: Sql, { username, password }: Credentials): Promise<Judgement> {
  refuseTooEarly(await recordedFailures(sql, target.schema, username));
  const row = await findAccount(sql, target.schema, { username });
  const usable = row !== null && isUsable(row.password);
  // Read for everybody: one question more would tell who is unknown.
  const usual = await usualHash(sql);
  const matches = (await verifyPassword(password, usable ? row.password : usual)) && usable;
  return { row, refusal: refusalOf(row, matches) };
}

/** A hash as costly as those of this EDMS, for names that have none. */
async function usualHash(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ readonly password: string }>(
    `select password::text as password from users where split_part(password, '$', 1) = any($1::text[])
      order by (is_active and is_superuser) desc, id limit 1`,
    ALGORITHM_NAMES,
  );
  return row?.password ?? `pbkdf2_sha256$600000$none$${Buffer.alloc(32).toString('base64')}`;
}

function refusalOf(row: AccountRow | null, matches: boolean): EngineError | null {
  if (row === null || !matches || !row.active || row.locked) return refused();
  return row.secondFactor ? secondFactor() : null;
}

function refused(): EngineError {
  return new EngineError({
    code: 'SIGN_IN_REFUSED',
    message: 'The name and the password do not belong to an account that may sign in.',
    consequence: 'Nobody was signed in.',
    advice:
      'Type both as you do at the EDMS. An account that is deactivated or locked there cannot sign in here.',
  });
}

/** Only told to who knows the password. */
function secondFactor(): EngineError {
  return new EngineError({
    code: 'SIGN_IN_REFUSED',
    message: 'This account has a second factor, which the console cannot check.',
    consequence: 'Nobody was signed in.',
    advice: 'Use the account of an administrator without one.',
  });
}

/**
 * Rows as the EDMS has them: who is unknown is named but not referred to, addresses are unknown, and failures read
 * "Invalid credentials". The time is the database's own: delays are counted by its clock. Where the table is missing or
 * refuses the row, signing in goes on.
 */
async function writeAttempt(
  target: Target,
  sql: Sql,
  username: string,
  row: AccountRow | null,
  success: boolean,
): Promise<OwnRecords> {
  const table = target.schema.tables.get('login_audit');
  if (table === undefined) return NOTHING;
  const [clock] = await sql.query<{ readonly now: string }>('select clock_timestamp()::text as now');
  const entry = {
    uuid: randomUUID(),
    username,
    timestamp: clock?.now ?? new Date().toISOString(),
    success,
    user_agent: WRITTEN_BY,
    failure_reason: success ? null : 'Invalid credentials',
    user_id: row?.account.id ?? null,
  };
  const key = await orRefusal(sql, () => insertOwnRow(sql, target.schema, table, entry));
  if (key instanceof OwnRowRefused) return leftOut(key.message);
  return { tables: [{ table: table.name, rows: 1, keys: [key] }], leftOut: [] };
}

function leftOut(why: string): OwnRecords {
  return { tables: [], leftOut: [`The sign-in was not written down. ${why}`] };
}

const NOTHING: OwnRecords = { tables: [], leftOut: [] };
