import { allOf } from '../all-of.ts';
import type { Readers, Sql } from '../database/target.ts';
import type { Settings } from '../database/transaction.ts';
import { throwIfCancelled } from '../errors.ts';
import type { KeyQuery, RecordQuery } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import type { ProgressMeter } from '../progress.ts';
import { onItsWay } from '../read-ahead.ts';
import {
  EMPTY_TABLE,
  type Fingerprints,
  fingerprintTables,
  rowHashSql,
  rowSource,
  type TableFingerprint,
} from './fingerprints.ts';
import type { KeyFingerprints } from './key-changes.ts';
import { ReferredKeys } from './referred-keys.ts';

/** A model with what reads it, and what the database says of its rows now. */
export interface FingerprintedModel {
  readonly bound: BoundModel;
  readonly query: () => RecordQuery;
  /** SQL of the hash of one of its rows. */
  readonly rowHash: () => string;
  readonly now: TableFingerprint;
  /** What its table takes in the database, long values included. */
  readonly bytes: number;
}

/** All models in the order in which they were given, and what they refer to. */
export interface FingerprintedModels {
  readonly models: readonly FingerprintedModel[];
  readonly keys: KeyFingerprints;
}

export interface FingerprintOptions {
  readonly queryOf: (bound: BoundModel) => RecordQuery;
  readonly keyQueryOf: (bound: BoundModel) => KeyQuery;
  /** `server_version_num`. */
  readonly server: number;
  /** What the database said before, if anything: what is made of rows that are as they were is not asked for again. */
  readonly earlier?: () => Promise<Fingerprints | null>;
  /** Is called when the database has begun: what takes time and needs no reader can be done then. */
  readonly onHashing?: () => void;
  /**
   * Is given each model as soon as it is known, one after the other, while the first reader is free to be asked; the other
   * readers go on meanwhile.
   */
  readonly whenFound?: (found: FingerprintedModel, keys: KeyFingerprints) => Promise<void>;
  /** What else the first reader is to be asked: early, so that what is left to hash can be shared with the others. */
  readonly asWell?: (sql: Sql) => Promise<void>;
  readonly meter: ProgressMeter;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What readers are to have set while rows are hashed. PostgreSQL takes each row for a group of its own, and would sort all
 * rows to put groups together; they fit in memory. Nor does it take workers of its own: the readers are as many as those
 * who work with the EDMS should feel.
 */
export const HASHING: Settings = { enable_sort: 'off', max_parallel_workers_per_gather: '0' };

/** For what comes after it, as sorting is what reading whole tables needs. */
export const AFTER_HASHING = 'set local enable_sort to default';

/** Tables share a statement up to so many bytes, as asking costs more than a small one; a larger one is asked for alone. */
const LARGE_BYTES = 1024 * 1024;
const SMALL_AT_ONCE = 16;

/**
 * Lets the database hash the rows of models: the largest tables first, so that all readers end at about the same time.
 * The readers hold all their tables, and have {@link HASHING} set.
 */
export async function fingerprintModels(
  readers: Readers,
  models: readonly BoundModel[],
  options: FingerprintOptions,
): Promise<FingerprintedModels> {
  const { meter, asWell } = options;
  if (models.length === 0) {
    await asWell?.(readers.first);
    return { models: [], keys: new Map() };
  }
  meter.start('comparing', models.length, 'steps');
  const found = await new Hashing(models, options).run(readers);
  meter.finish();
  return found;
}

/** Some models after the other, through several readers. */
class Hashing {
  readonly #models: readonly BoundModel[];
  readonly #options: FingerprintOptions;
  readonly #found = new Map<BoundModel, FingerprintedModel>();
  readonly #untold: FingerprintedModel[] = [];
  #sizes: TableSizes = new Map();
  #waiting: (readonly BoundModel[])[] = [];
  /** All but the empty ones: most tables of an EDMS are, and need not be asked. */
  #full: readonly BoundModel[] = [];
  #referredKeys: ReferredKeys | null = null;
  #keys: Promise<KeyFingerprints> | null = null;

  constructor(models: readonly BoundModel[], options: FingerprintOptions) {
    this.#models = models;
    this.#options = options;
  }

  async run({ first, others }: Readers): Promise<FingerprintedModels> {
    const sizes = await tableSizes(first, this.#models);
    this.#sizes = sizes;
    const [empty, full] = partition(this.#models, (model) => sizes.get(model)?.isEmpty === true);
    this.#full = full;
    this.#waiting = inGroups(full, sizes);
    for (const bound of empty) this.#add(bound, EMPTY_TABLE);
    this.#options.meter.advance(empty.length);
    // What one fails with ends the others' work too, once their statements have come back.
    const stop = (error: unknown): never => {
      this.#waiting = [];
      throw error;
    };
    const hashing = this.#hashSome(first).catch(stop);
    // Heard of below.
    hashing.catch(() => undefined);
    // What takes time here is done while the database is busy.
    await onItsWay();
    this.#putFirst();
    const beside = others.then((all) => allOf(all.map((sql) => this.#help(sql).catch(stop))));
    this.#options.onHashing?.();
    const leading = hashing.then(() => this.#lead(first)).catch(stop);
    await allOf([leading, beside]);
    // What a reader has left that was lost.
    while (await this.#hashSome(first));
    await this.#tell(first);
    const models = this.#models.flatMap((model) => this.#found.get(model) ?? []);
    return { models, keys: await this.#keysBy(first) };
  }

  /** The natural keys that stand in the records of others: asked for once, by the reader that comes to it first. */
  #keysBy(sql: Sql): Promise<KeyFingerprints> {
    this.#keys ??= this.#referred().hash(sql, (label) => this.#nowOf(label));
    return this.#keys;
  }

  #referred(): ReferredKeys {
    this.#referredKeys ??= new ReferredKeys(this.#models, this.#full, this.#options);
    return this.#referredKeys;
  }

  #nowOf(label: string): TableFingerprint | undefined {
    const bound = this.#models.find(({ model }) => model.label === label);
    return bound && this.#found.get(bound)?.now;
  }

  /** Whether all is known of which natural keys are made. */
  #mayTell(): boolean {
    return [...this.#referred().madeOf].every((label) => this.#nowOf(label) !== undefined);
  }

  /** What natural keys are made of comes first: nothing can be told before it is known. */
  #putFirst(): void {
    const { madeOf } = this.#referred();
    const waiting = this.#waiting.flat();
    const [needed, others] = partition(waiting, ({ model }) => madeOf.has(model.label));
    this.#waiting = [...inGroups(needed, this.#sizes), ...inGroups(others, this.#sizes)];
  }

  /** Tells what is found as early as may be, and hashes what the others leave. */
  async #lead(sql: Sql): Promise<void> {
    await this.#options.asWell?.(sql);
    do {
      if (this.#mayTell()) await this.#tell(sql);
    } while (await this.#hashSome(sql));
  }

  /** A reader that is lost at its first statement is done without. */
  async #help(sql: Sql): Promise<void> {
    const [models] = this.#waiting;
    try {
      await this.#hashSome(sql);
    } catch {
      if (models !== undefined) this.#waiting.unshift(models);
      return;
    }
    while (await this.#hashSome(sql));
  }

  /** False where nothing is left. */
  async #hashSome(sql: Sql): Promise<boolean> {
    const { queryOf, server, meter, signal } = this.#options;
    throwIfCancelled(signal);
    const models = this.#waiting.shift();
    if (models === undefined) return false;
    const sources = models.map((bound) => rowSource(queryOf(bound), bound.key.live.name, server));
    const hashed = await fingerprintTables(sql, sources);
    models.forEach((bound, at) => {
      const now = hashed[at];
      if (now !== undefined) this.#add(bound, now);
    });
    meter.advance(models.length);
    return true;
  }

  #add(bound: BoundModel, now: TableFingerprint): void {
    const bytes = this.#sizes.get(bound)?.bytes ?? 0;
    const { queryOf, server } = this.#options;
    const query = () => queryOf(bound);
    const model = { bound, query, rowHash: () => rowHashSql(query(), server), now, bytes };
    this.#found.set(bound, model);
    this.#untold.push(model);
  }

  async #tell(sql: Sql): Promise<void> {
    const { whenFound } = this.#options;
    if (whenFound === undefined) return;
    const keys = await this.#keysBy(sql);
    for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift())
      await whenFound(next, keys);
  }
}

interface TableSize {
  readonly bytes: number;
  /** True only where it is certain. */
  readonly isEmpty: boolean;
}

type TableSizes = ReadonlyMap<BoundModel, TableSize>;

function inGroups(models: readonly BoundModel[], sizes: TableSizes): (readonly BoundModel[])[] {
  const bytesOf = (model: BoundModel): number => sizes.get(model)?.bytes ?? 0;
  const sorted = [...models].sort((a, b) => bytesOf(b) - bytesOf(a));
  const groups: BoundModel[][] = [];
  let [last, room]: [BoundModel[], number] = [[], 0];
  for (const model of sorted) {
    if (room <= 0 || last.length === SMALL_AT_ONCE) {
      [last, room] = [[], LARGE_BYTES];
      groups.push(last);
    }
    last.push(model);
    room -= bytesOf(model);
  }
  return groups;
}

/** A table without a page has no row; the rows of a partitioned or a foreign one lie elsewhere. */
async function tableSizes(sql: Sql, models: readonly BoundModel[]): Promise<TableSizes> {
  const rows = await sql.query<{ bytes: bigint; empty: boolean }>(
    `select case when pg_relation_size(oid) > 0 then pg_table_size(oid) else 0 end as bytes,
            relkind = 'r' and not relhassubclass and pg_relation_size(oid) = 0 as empty
       from unnest($1::text[]) with ordinality as wanted (name, at)
       join pg_class on oid = to_regclass(name)
      order by at`,
    models.map(({ table }) => quote(table.name)),
  );
  const sizeOf = (at: number): TableSize => ({
    bytes: Number(rows[at]?.bytes ?? 0),
    isEmpty: rows[at]?.empty === true,
  });
  // Every table is there: it is locked.
  return new Map(rows.length === models.length ? models.map((model, at) => [model, sizeOf(at)]) : []);
}

function partition<T>(
  items: readonly T[],
  holds: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}
