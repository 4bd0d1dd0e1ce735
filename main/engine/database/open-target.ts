import { EngineError } from '../errors.ts';
import { consoleHome } from '../home.ts';
import { checkServer, checkWritable } from './check-server.ts';
import { embeddedExists } from './embedded-exists.ts';
import { createEmptyEdms } from './init-database.ts';
import { PrismaTarget } from './prisma-target.ts';
import type { Sql, Target, TargetAddress, WaitOptions } from './target.ts';
import { type Connection, writeTransaction } from './transaction.ts';

export interface OpenOptions extends WaitOptions {
  /** The console's own folder, in which embedded targets live. */
  readonly home?: string;
  /** An embedded one is thrown away afterwards: nothing of it has to outlive the system, so nothing waits for the disk. */
  readonly isThrownAway?: boolean;
}

/** Without these a database is not an EDMS, whatever its version. */
const essentialTables = ['django_content_type', 'users', 'documents'];

/**
 * Connects to a target and reads its schema. An embedded one that does not exist yet is made; a standby is taken, to be
 * read. Rejects with `TARGET_UNREACHABLE`, `TARGET_SIGN_IN_FAILED`, `TARGET_TLS`, `TARGET_IN_USE`, `TARGET_VERSION` or
 * `TARGET_NOT_EDMS`.
 */
export async function openTarget(address: TargetAddress, options: OpenOptions = {}): Promise<Target> {
  const connection = await connect(address, options);
  return closedOnFailure(connection, async () => {
    const check = (sql: Sql) => checkServer(sql, connection.label);
    const target = await PrismaTarget.over(connection, check, options);
    if (!essentialTables.every((table) => target.schema.tables.has(table))) throw notEdms(connection.label);
    return target;
  });
}

/**
 * Makes an empty EDMS database, in one transaction, where there is nothing yet: in an empty PostgreSQL database
 * or under a new embedded name. Rejects like {@link openTarget}, and with `TARGET_NOT_EMPTY` and
 * `TARGET_READ_ONLY`.
 */
export async function initTarget(address: TargetAddress, options: OpenOptions = {}): Promise<Target> {
  if (address.kind === 'embedded') {
    if (embeddedExists(address.name, options.home ?? consoleHome())) throw nameTaken(address.name);
    return openTarget(address, options);
  }
  const connection = await connect(address, options);
  return closedOnFailure(connection, async () => {
    await writeTransaction(connection, async (sql) => {
      await checkServer(sql, connection.label);
      await checkWritable(sql, connection.label);
      await createEmptyEdms(sql, connection.label);
    });
    return PrismaTarget.over(connection, async () => undefined);
  });
}

/** Each kind's driver is loaded when there is one to be opened. */
async function connect(address: TargetAddress, { home, isThrownAway }: OpenOptions): Promise<Connection> {
  if (address.kind === 'embedded') {
    const { connectEmbedded } = await import('./embedded-target.ts');
    return connectEmbedded(address.name, home ?? consoleHome(), isThrownAway);
  }
  const { connectServer } = await import('./server-target.ts');
  return connectServer(address.url);
}

async function closedOnFailure<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function notEdms(label: string): EngineError {
  return new EngineError({
    code: 'TARGET_NOT_EDMS',
    message: `There is no EDMS in this database: ${label}.`,
    consequence: 'Nothing was changed.',
    advice:
      'Check the name of the database and the schema. In an empty database, `init` makes an empty EDMS.',
    details: `expected the tables ${essentialTables.join(', ')}`,
  });
}

function nameTaken(name: string): EngineError {
  return new EngineError({
    code: 'TARGET_NOT_EMPTY',
    message: `There is an embedded database of this name already: embedded:${name}.`,
    consequence: 'Nothing was changed.',
    advice: 'Use it as it is, or take another name.',
  });
}
