import { EngineError, withoutSecrets } from '../errors.ts';

/**
 * A statement that the database refused. It is not an `EngineError`: who sent the statement knows what it was
 * for, and says so.
 */
export class SqlError extends Error {
  /** PostgreSQL's five characters: `23505` is a unique violation, `23503` a foreign key's. */
  readonly sqlState: string;

  constructor(sqlState: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'SqlError';
    this.sqlState = sqlState;
  }
}

/**
 * Turns what Prisma threw into an `EngineError` with a `TARGET_…` code, or a {@link SqlError} for a statement
 * that was refused for its own sake. `label` is the target's, without a password.
 */
export function translateError(thrown: unknown, label: string): Error {
  if (thrown instanceof EngineError || thrown instanceof SqlError) return thrown;
  const cause = driverCause(thrown);
  const text = cause?.originalMessage ?? cause?.reason ?? messageOf(thrown);
  const state = cause?.originalCode ?? '';
  const isRefused = SQL_STATE.test(state);
  // What the server refuses may have any word in it: those of tables, columns and values.
  const found =
    bySqlState(state, text, label) ?? (isRefused ? undefined : byKind(cause?.kind ?? '', text, label));
  if (found !== undefined) return new EngineError({ ...found, details: withoutSecrets(text) }, thrown);
  if (state !== '') return new SqlError(state, text, thrown);
  return thrown instanceof Error ? thrown : new Error(text);
}

/** Five characters, a digit among them: codes of the system (`EPIPE`) have none. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

type Told = Pick<EngineError['plain'], 'code' | 'message' | 'consequence' | 'advice'>;

function bySqlState(state: string, text: string, label: string): Told | undefined {
  // Classes of SQLSTATE: PostgreSQL's documentation, appendix A.
  if (state === '28P01' || state.startsWith('28')) {
    return {
      code: 'TARGET_SIGN_IN_FAILED',
      message: `The server did not accept the user or password for ${label}.`,
      consequence: 'Nothing was read or changed.',
      advice: 'Check user and password, and that the server lets this user in from here (pg_hba.conf).',
    };
  }
  if (state === '3D000') {
    return {
      code: 'TARGET_UNREACHABLE',
      message: `The server has no such database: ${label}.`,
      consequence: 'Nothing was read or changed.',
      advice: 'Check the name of the database.',
    };
  }
  if (state.startsWith('08') || ['57P01', '57P02', '57P05', '25P03'].includes(state)) return lost(label);
  if (state === '53100') {
    return {
      code: 'STORAGE_FULL',
      message: `The database has no space left on its disk: ${label}.`,
      consequence: 'Nothing was changed: PostgreSQL took the unfinished work back.',
      advice: 'Make room where the server keeps its data, and try again.',
    };
  }
  if (state === '57P03' || state === '53300') {
    return {
      code: 'TARGET_UNREACHABLE',
      message: `The server takes no connection at present: ${label}.`,
      consequence: 'Nothing was changed.',
      advice: 'It is starting, stopping or full. Wait a little and try again.',
    };
  }
  if (state === '42501') {
    return {
      code: 'TARGET_NO_PRIVILEGE',
      message: `The user of ${label} has not the rights that this needs.`,
      consequence: 'Nothing was changed.',
      advice:
        "Connect as the owner of the EDMS's tables, or have the missing right granted; where row-level security hides rows, as a superuser or with BYPASSRLS.",
    };
  }
  if (state === '25006') return readOnly(label);
  if (state === '40001' && BY_RECOVERY.test(text)) return endedByStandby(label);
  if (state === '40P01' || state === '40001') {
    return {
      code: 'TARGET_BUSY',
      message: `Others changed the same rows of ${label} at the same moment.`,
      consequence: 'Nothing was changed.',
      advice: 'Stop the EDMS (or wait until it is quiet) and try again.',
    };
  }
  if (state === '55P03') {
    return {
      code: 'TARGET_LOCKED',
      message: `Others are writing to ${label} and held what was needed for too long.`,
      consequence: 'Nothing was changed.',
      advice: 'Stop the EDMS (or wait until it is quiet) and try again.',
    };
  }
  return undefined;
}

/** What a standby says when it ends a statement: the state is that of other conflicts, only the text tells (in English and German). */
const BY_RECOVERY = /recovery|Wiederherstellung/i;

function endedByStandby(label: string): Told {
  return {
    code: 'TARGET_BUSY',
    message: `The standby ended the reading to follow its primary: ${label}.`,
    consequence: 'Nothing was changed.',
    advice:
      'Try again. If that happens often, have it wait longer for readers (max_standby_streaming_delay), or tell its primary of them (hot_standby_feedback).',
  };
}

function byKind(kind: string, text: string, label: string): Told | undefined {
  if (kind === 'TlsConnectionError' || /self[- ]signed certificate|certificate/i.test(text)) {
    return {
      code: 'TARGET_TLS',
      message: `No encrypted connection could be made to ${label}.`,
      consequence: 'Nothing was read or changed.',
      advice: 'Check sslmode and sslrootcert in the URL, and the certificate of the server.',
    };
  }
  if (/client password must be a (non-empty )?string/.test(text)) {
    return {
      code: 'TARGET_SIGN_IN_FAILED',
      message: `The server asks for a password, and none was given for ${label}.`,
      consequence: 'Nothing was read or changed.',
      advice: 'Give the password of this user.',
    };
  }
  if (
    kind === 'DatabaseNotReachable' ||
    kind === 'SocketTimeout' ||
    /timeout exceeded when trying to connect|ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN/.test(
      text,
    )
  ) {
    return unreachable(label);
  }
  if (kind === 'ConnectionClosed' || /connection (terminated|error|ended)|ECONNRESET|EPIPE/i.test(text)) {
    return lost(label);
  }
  return undefined;
}

function unreachable(label: string): Told {
  return {
    code: 'TARGET_UNREACHABLE',
    message: `The server cannot be reached: ${label}.`,
    consequence: 'Nothing was read or changed.',
    advice: 'Check host and port, that the server runs, and that nothing on the way blocks it.',
  };
}

function lost(label: string): Told {
  return {
    code: 'TARGET_LOST',
    message: `The connection to ${label} was lost.`,
    consequence: 'Nothing was changed: the database undoes what had not been committed.',
    advice: 'Check the server and the network, then start again.',
  };
}

/** The words for a target that cannot be written to. */
export function readOnly(label: string): Told {
  return {
    code: 'TARGET_READ_ONLY',
    message: `The database can only be read: ${label}.`,
    consequence: 'Nothing was changed.',
    advice: 'It is a standby or set to read only. Connect to the primary server.',
  };
}

interface DriverCause {
  readonly kind?: string;
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly reason?: string;
}

/**
 * What the driver adapter says of an error: `meta.driverAdapterError.cause` of Prisma's own error, or the
 * `cause` of an adapter's error that came through as it is (at commit).
 */
function driverCause(thrown: unknown): DriverCause | undefined {
  const adapterError = property(property(thrown, 'meta'), 'driverAdapterError') ?? thrown;
  const cause = property(adapterError, 'cause');
  if (typeof cause !== 'object' || cause === null) return undefined;
  const text = (name: string) => {
    const value = property(cause, name);
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return { ...text('kind'), ...text('originalCode'), ...text('originalMessage'), ...text('reason') };
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Reflect.get(value, name);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
