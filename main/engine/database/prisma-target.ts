import { checkWritable } from './check-server.ts';
import { CurrentSchema, type Held } from './current-schema.ts';
import type { LibpqEnvironment } from './libpq-environment.ts';
import type { LiveSchema } from './live-schema.ts';
import type { Occupation } from './occupation.ts';
import { readersOf } from './readers.ts';
import { readSummary, SUMMARISED } from './summary.ts';
import type { HeldOptions, Readers, Sql, Target, TargetSummary, WaitOptions } from './target.ts';
import {
  type Connection,
  endTransactionBeside,
  readOnlyTransaction,
  type Settings,
  writeTransaction,
} from './transaction.ts';

/** A `Target` on top of a Prisma client, whichever driver adapter is below it. */
export class PrismaTarget implements Target {
  readonly kind: 'embedded' | 'server';
  readonly label: string;
  readonly dataFolder: string | null;
  readonly #schema: CurrentSchema;
  readonly #connection: Connection;

  private constructor(connection: Connection, schema: CurrentSchema) {
    this.kind = connection.kind;
    this.label = connection.label;
    this.dataFolder = connection.dataFolder ?? null;
    this.#schema = schema;
    this.#connection = connection;
  }

  /** Reads the schema, after `check` of the server in the same transaction. */
  static async over(
    connection: Connection,
    check: (sql: Sql) => Promise<void>,
    options?: WaitOptions,
  ): Promise<PrismaTarget> {
    return new PrismaTarget(connection, await CurrentSchema.read(connection, check, options));
  }

  get schema(): LiveSchema {
    return this.#schema.schema;
  }

  async renew(): Promise<void> {
    await this.#schema.renew();
  }

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return readOnlyTransaction(this.#connection, work);
  }

  readHeld<T>(work: (sql: Sql) => Promise<T>, options?: HeldOptions): Promise<T> {
    return this.readTogether(1, ({ first }) => work(first), options);
  }

  readTogether<T>(
    most: number,
    work: (readers: Readers) => Promise<T>,
    { settings, ...options }: HeldOptions & { readonly settings?: Settings } = {},
  ): Promise<T> {
    const read = (held: Held) => readersOf(this.#connection, most, { ...held, settings }, work);
    return this.#schema.whenHeld(read, options);
  }

  write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return writeTransaction(this.#connection, work);
  }

  pushLog(): Promise<void> {
    return endTransactionBeside(this.#connection);
  }

  async occupy(who: string): Promise<Occupation> {
    await this.read((sql) => checkWritable(sql, this.label));
    return this.#connection.occupy(who);
  }

  libpq(): LibpqEnvironment | null {
    return this.#connection.libpq?.() ?? null;
  }

  summary(options: WaitOptions = {}): Promise<TargetSummary> {
    return this.readHeld((sql) => readSummary(this, sql), { ...options, tables: SUMMARISED });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
