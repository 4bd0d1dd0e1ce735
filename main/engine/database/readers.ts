import type { Held } from './current-schema.ts';
import type { Readers, Sql } from './target.ts';
import {
  type Begun,
  type Connection,
  type ExportedMoment,
  type ReadOptions,
  readOnlyTransaction,
  type Settings,
} from './transaction.ts';

/** Runs `work` in read-only transactions that see one moment: see `Target.readTogether`. */
export function readersOf<T>(
  connection: Connection,
  most: number,
  { lock, begin, settings }: Held & { readonly settings?: Settings | undefined },
  work: (readers: Readers) => Promise<T>,
): Promise<T> {
  const read = async (first: Sql, { at, mayExport }: Begun): Promise<T> => {
    const count = connection.kind === 'embedded' || !mayExport ? 0 : most - 1;
    const moment = count > 0 ? await exportMoment(first) : null;
    const joining =
      moment === null ? Promise.resolve([]) : joinAll(connection, { moment, lock, settings }, count);
    try {
      await begin(first);
      return await work({ at, first, others: joining.then((joined) => joined.map(({ sql }) => sql)) });
    } finally {
      for (const other of await joining) await other.leave();
    }
  };
  return readOnlyTransaction(connection, read, { lock, settings });
}

/** A transaction that is open until it is left. */
interface Joined {
  readonly sql: Sql;
  leave(): Promise<void>;
}

/**
 * A server that has no connection to spare is read with those that there are. So is one where somebody waits for a table that
 * the first has: another that came to it behind them would wait until one gives up, and the database sees no deadlock in that.
 */
async function joinAll(
  connection: Connection,
  options: ReadOptions,
  count: number,
): Promise<readonly Joined[]> {
  const joined: Joined[] = [];
  while (joined.length < count) {
    const next = await join(connection, options).catch(() => null);
    if (next === null) break;
    joined.push(next);
  }
  return joined;
}

async function exportMoment(sql: Sql): Promise<ExportedMoment | null> {
  const [row] = await sql.query<{ id: string }>('select pg_export_snapshot() as id');
  return row !== undefined && isMoment(row.id) ? row.id : null;
}

function isMoment(id: string): id is ExportedMoment {
  return /^[0-9A-Fa-f-]+$/.test(id);
}

function join(connection: Connection, options: ReadOptions): Promise<Joined> {
  return new Promise<Joined>((resolve, reject) => {
    const whole = readOnlyTransaction(
      connection,
      (sql) =>
        new Promise<void>((leave) =>
          resolve({
            sql,
            leave: async () => {
              leave();
              // It only read: nothing depends on how it ends.
              await whole.catch(() => undefined);
            },
          }),
        ),
      options,
    );
    whole.catch(reject);
  });
}
