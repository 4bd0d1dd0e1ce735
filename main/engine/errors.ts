import type { Place } from './problems.ts';

/**
 * Every way in which the engine can refuse to go on. Scripts and support rely on these codes: they are
 * added to, never renamed.
 */
export type ErrorCode =
  // the package cannot be read
  | 'PACKAGE_NOT_FOUND'
  | 'PACKAGE_NOT_READABLE'
  | 'PACKAGE_EMPTY'
  | 'PACKAGE_UNKNOWN_FORMAT'
  | 'PACKAGE_TRUNCATED'
  | 'PACKAGE_DAMAGED'
  | 'PACKAGE_NO_FIXTURE'
  | 'PACKAGE_TOO_LARGE'
  | 'PACKAGE_CHANGED'
  | 'FIXTURE_EMPTY'
  | 'FIXTURE_NOT_JSON'
  // it is encrypted or signed
  | 'ENCRYPTION_KEY_NEEDED'
  | 'ENCRYPTION_KEY_WRONG'
  | 'ENCRYPTION_DAMAGED'
  | 'SIGNATURE_BROKEN'
  // the target cannot be used
  | 'TARGET_SYNTAX'
  | 'TARGET_UNREACHABLE'
  | 'TARGET_SIGN_IN_FAILED'
  | 'TARGET_TLS'
  | 'TARGET_VERSION'
  | 'TARGET_NOT_EDMS'
  | 'TARGET_NOT_EMPTY'
  | 'TARGET_IN_USE'
  | 'TARGET_READ_ONLY'
  | 'TARGET_ENCODING'
  | 'TARGET_REFUSED'
  | 'TARGET_NO_PRIVILEGE'
  | 'TARGET_LOST'
  | 'TARGET_CHANGED'
  | 'TARGET_LOCKED'
  | 'TARGET_BUSY'
  // storage
  | 'STORAGE_NOT_FOUND'
  | 'STORAGE_NOT_WRITABLE'
  | 'STORAGE_FULL'
  // snapshots and their repository
  | 'REPOSITORY_NOT_FOUND'
  | 'REPOSITORY_NEWER'
  | 'REPOSITORY_DAMAGED'
  | 'REPOSITORY_LOCKED'
  | 'SNAPSHOT_NOT_FOUND'
  | 'SNAPSHOT_NEEDED'
  | 'SNAPSHOTS_CHANGED'
  // PostgreSQL's own pg_dump
  | 'PG_DUMP_NOT_FOUND'
  | 'PG_DUMP_TOO_OLD'
  | 'PG_DUMP_FAILED'
  // before the first write
  | 'PREFLIGHT_STOPPED'
  | 'PREFLIGHT_UNCONFIRMED'
  // the list of jobs
  | 'JOB_NOT_FOUND'
  | 'JOBS_STORE_NEWER'
  | 'JOBS_STORE_UNUSABLE'
  // profiles and their secrets
  | 'PROFILE_UNKNOWN'
  | 'PROFILE_INVALID'
  | 'SETTINGS_NOT_READABLE'
  | 'KEYCHAIN_REFUSED'
  // schedules
  | 'SCHEDULE_UNKNOWN'
  | 'SCHEDULE_INVALID'
  | 'SCHEDULE_RUNNING'
  | 'SCHEDULE_TIME_LIMIT'
  | 'SCHEDULE_INTERRUPTED'
  | 'SCHEDULE_NOT_INSTALLED'
  | 'NOTICE_NOT_SENT'
  // accounts of the EDMS
  | 'SIGN_IN_NEEDED'
  | 'SIGN_IN_REFUSED'
  | 'SIGN_IN_DELAYED'
  | 'SIGN_IN_EXPIRED'
  | 'NOT_ALLOWED'
  | 'PRODUCTION_NOT_CONFIRMED'
  // planning and restoring
  | 'POLICY_INVALID'
  | 'SELECTION_EMPTY'
  | 'RESTORE_FAILED'
  | 'VERIFICATION_FAILED'
  | 'UNDO_NOT_POSSIBLE'
  | 'CANCELLED'
  | 'ENGINE_STOPPED'
  | 'USAGE'
  | 'INTERNAL';

/** What a person is told: three sentences and a place, never a stack and never a secret. */
export interface PlainError {
  readonly code: ErrorCode;
  /** What happened. */
  readonly message: string;
  /** What that means for the data ("Nothing was changed."). */
  readonly consequence: string;
  /** What to do next. */
  readonly advice: string;
  readonly where?: Place;
  /** For support: technical detail, already free of secrets. */
  readonly details?: string;
}

/** An error that a person can act on. It crosses IPC as a {@link PlainError}, whole. */
export class EngineError extends Error {
  readonly plain: PlainError;

  constructor(plain: PlainError, cause?: unknown) {
    super(plain.message, cause === undefined ? undefined : { cause });
    this.name = 'EngineError';
    this.plain = plain;
  }

  get code(): ErrorCode {
    return this.plain.code;
  }
}

/** The error that a cancelled operation ends with. */
export function cancelledError(consequence = 'Nothing was changed.'): EngineError {
  return new EngineError({
    code: 'CANCELLED',
    message: 'The work was cancelled.',
    consequence,
    advice: 'Start again whenever you are ready.',
  });
}

/** Throws {@link cancelledError} once `signal` is aborted. Long loops call it between their steps. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError();
}

/** Turns whatever was thrown into a {@link PlainError}: the one place where errors become data. */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof EngineError) return thrown.plain;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')) {
    return {
      code: 'STORAGE_FULL',
      message: 'There is no space left on the disk for temporary files.',
      consequence: 'The work was stopped; nothing was changed.',
      advice: 'Make room, or set EDMS_BACKUP_TEMP to a folder on a disk with more space.',
      details: withoutSecrets(text).slice(0, 2000),
    };
  }
  const sqlState = thrown instanceof Error && 'sqlState' in thrown ? thrown.sqlState : undefined;
  const refused = typeof sqlState === 'string' ? refusedStatement(sqlState) : undefined;
  if (refused !== undefined) return { ...refused, details: withoutSecrets(text).slice(0, 2000) };
  return {
    code: 'INTERNAL',
    message: 'The program met an error that it does not know.',
    consequence: 'The work was stopped; a restore that had not been committed changed nothing.',
    advice: 'Try again. If it happens again, send the details to support.',
    details: withoutSecrets(text).slice(0, 2000),
  };
}

/**
 * What a statement that the database refused comes to where nobody knew better. Undefined for what the program itself has
 * done wrong. Classes of SQLSTATE: PostgreSQL's documentation, appendix A.
 */
function refusedStatement(sqlState: string): Omit<PlainError, 'details'> | undefined {
  if (sqlState === '22P05' || sqlState === '22021') {
    return {
      code: 'TARGET_ENCODING',
      message:
        'The database holds its texts in an encoding that is not that of all the texts here: the details name the character.',
      consequence: 'The work was stopped; what had not been committed changed nothing.',
      advice:
        'Use a database in UTF8 (createdb -E UTF8), as Django expects it. A text that is wrong in the database has to be corrected there.',
    };
  }
  if (/^(42|XX|26|34)/.test(sqlState)) return undefined;
  return {
    code: 'TARGET_REFUSED',
    message: `The database refused what was asked of it (SQLSTATE ${sqlState}).`,
    consequence: 'The work was stopped; what had not been committed changed nothing.',
    advice:
      'Look at the details: a setting, a trigger or a limit of the database forbids it, or somebody ended the statement.',
  };
}

/**
 * Removes passwords of connection URLs and `password=…` pairs from a text that may be shown or logged. In time that
 * grows with the text alone, whatever is in it: a report holds texts of packages.
 */
export function withoutSecrets(text: string): string {
  return text.replace(/[^\s"]+/g, withoutUrlPassword).replace(NAMED, '$1$2$3***$2');
}

/** A value with its name in front: all that stands in quotes, or up to where a next one may begin. */
const NAMED =
  /((?:password|passwd|pwd|secret|token)["']?\s*[=:]\s*)(?:(["'])(?:(?!\2)[^\n])+\2|(["']?)[^\s"',;&}]+)/gi;

/** Scheme, user and colon. One slash: a URL that was taken for a path has lost the other. No colon: it was mistyped. */
const BEFORE_PASSWORD = /[a-z][a-z0-9+.-]{0,30}(?::\/\/?|\/\/)[^:/@]*:/i;

function withoutUrlPassword(word: string): string {
  // To the last @: a password may hold one.
  const end = word.lastIndexOf('@');
  const before = end < 0 ? null : BEFORE_PASSWORD.exec(word.slice(0, end));
  if (before === null) return word;
  return `${word.slice(0, before.index)}${before[0]}***${word.slice(end)}`;
}
