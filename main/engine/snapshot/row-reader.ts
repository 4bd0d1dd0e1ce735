import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { rowSql } from '../export/cursor-rows.ts';
import { eachRow, recordReader } from '../export/read-model.ts';
import { type RecordQuery, selectRows } from '../export/record-query.ts';
import type { RowTexts } from '../export/record-text.ts';
import type { BoundModel } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { onItsWay } from '../read-ahead.ts';
import { GROUP_SIZE, keysText, numbersSql, numbersText, withKeys } from './fingerprints.ts';
import type { TextLine } from './lines.ts';
import { VALUES } from './record-form.ts';
import type { KnownRows } from './row-hashes.ts';

export interface RowReaderOptions {
  readonly sql: Sql;
  readonly meter: Pick<ProgressMeter, 'advance'>;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a row since an earlier state. */
export type ChangedRow =
  | { readonly change: 'added' | 'changed'; readonly line: TextLine }
  | { readonly change: 'removed'; readonly key: string };

/** What is read. */
export interface ReadRows {
  readonly bound: BoundModel;
  readonly query: RecordQuery;
  /** SQL of a row's hash, which lines have then; null where they have none. */
  readonly hash: string | null;
  /** What a row takes in the database, about. */
  readonly rowBytes: number;
}

/** Groups whose rows one query reads; fewer where rows are large, so that memory does not grow with them. */
const MOST_GROUPS = 128;
const BYTES_AT_ONCE = 4 * 1024 * 1024;
/** Bytes of a row's text for one in the database, where values are packed. */
const UNPACKED = 3;

/** Reads the rows of a model as the lines of a snapshot, in the order of their keys. */
export class RowReader {
  readonly #bound: BoundModel;
  readonly #query: RecordQuery;
  readonly #options: RowReaderOptions;
  readonly #rowBytes: number;
  readonly #hash: string | null;
  readonly #line: (row: RowTexts) => TextLine;

  constructor({ bound, query, hash, rowBytes }: ReadRows, options: RowReaderOptions) {
    this.#bound = bound;
    this.#query = query;
    this.#options = options;
    this.#rowBytes = rowBytes;
    this.#hash = hash;
    this.#line = lineReader(query, hash !== null, options.onProblem);
  }

  /** All of them. */
  all(take: (line: TextLine) => Promise<void> | void): Promise<void> {
    const statement = selectRows(this.#query, undefined, this.#more);
    return eachRow(statement, this.#options, (row) => take(this.#line(row)));
  }

  /** Those in some groups of keys. */
  async inGroups(groups: readonly number[], take: (line: TextLine) => Promise<void>): Promise<void> {
    const statement = selectRows(this.#query, withKeys(this.#keyColumn), this.#more);
    const ask = (some: readonly number[]) =>
      this.#options.sql.query<{ readonly v: string }>(statement, keysText(some));
    await this.#batched(groups, ask, ({ v }) => take(this.#line(JSON.parse(v))));
  }

  /** Those in some groups of keys that are not as they were known. False where that cannot be told. */
  changedInGroups(
    groups: readonly number[],
    known: KnownRows,
    take: (row: ChangedRow) => Promise<void>,
  ): Promise<boolean> {
    if (this.#hash === null) return Promise.resolve(false);
    const statement = this.#changedStatement(this.#hash);
    const ask = async (some: readonly number[]): Promise<readonly KeyedRow[] | null> => {
      const rows = await known.rowsIn(some);
      if (rows === null) return null;
      const found = await this.#options.sql.query<ChangedText>(
        statement,
        keysText(some),
        numbersText(rows.keys()),
        numbersText(rows.values()),
      );
      return found.map(({ k, v }) => ({ key: String(k), v, wasThere: rows.has(Number(k)) }));
    };
    return this.#batched(groups, ask, ({ key, v, wasThere }) => {
      if (v === null) return take({ change: 'removed', key });
      return take({ change: wasThere ? 'changed' : 'added', line: this.#line(JSON.parse(v)) });
    });
  }

  /**
   * `$1`: the keys to look at; `$2` and `$3`: those that there were, and their hashes. A row that is gone has no text. Each
   * row is hashed once; the list of those that differ is looked up by key, however many the database takes it for.
   */
  #changedStatement(hash: string): string {
    const key = `t.${quote(this.#keyColumn)}`;
    const { columns, from } = this.#query;
    return `with known as materialized (
        select key, hash from unnest(${numbersSql(2)}, ${numbersSql(3)}) as known (key, hash)
      ), present as materialized (
        select ${key} as key, ${hash} as hash from ${from} where ${withKeys(this.#keyColumn)}
      )
      select k, v from (
        select ${key} as k, ${rowSql([...columns, ...this.#more])} from ${from}
         where ${key} = any(array(select present.key from present left join known on known.key = present.key
                                   where known.hash is distinct from present.hash))
         union all
        select known.key, null from known
         where not exists (select from present where present.key = known.key)
      ) as found order by k`;
  }

  /** What stands behind the texts of a row. */
  get #more(): readonly string[] {
    return this.#hash === null ? [] : [`${this.#hash}::text`];
  }

  get #keyColumn(): string {
    return this.#bound.key.live.name;
  }

  /** Asks for the next rows before it takes those that came. False where `ask` cannot tell: then it ends. */
  async #batched<Row extends { readonly v: string | null }>(
    groups: readonly number[],
    ask: (groups: readonly number[]) => Promise<readonly Row[] | null>,
    take: (row: Row) => Promise<void>,
  ): Promise<boolean> {
    const { meter, signal } = this.#options;
    const rowsOf = (some: readonly number[]): Promise<readonly Row[] | null> => {
      const rows = some.length === 0 ? Promise.resolve([]) : ask(some);
      // Heard of when they are wanted, if that ever comes.
      rows.catch(() => undefined);
      return rows;
    };
    let atOnce = groupsAtOnce(this.#rowBytes * UNPACKED * GROUP_SIZE, 1);
    let coming = rowsOf(groups.slice(0, atOnce));
    try {
      for (let at = 0; at < groups.length; ) {
        throwIfCancelled(signal);
        const rows = await coming;
        if (rows === null) return false;
        const count = Math.min(atOnce, groups.length - at);
        at += count;
        atOnce = groupsAtOnce(
          rows.reduce((sum, { v }) => sum + (v?.length ?? 0), 0),
          count,
        );
        coming = rowsOf(groups.slice(at, at + atOnce));
        await onItsWay();
        for (const row of rows) await take(row);
        meter.advance(count * GROUP_SIZE);
      }
      return true;
    } finally {
      // No statement may be left in a transaction that ends.
      await Promise.allSettled([coming]);
    }
  }
}

interface ChangedText {
  readonly k: bigint;
  /** The row, as JSON. */
  readonly v: string | null;
}

interface KeyedRow {
  readonly key: string;
  readonly v: string | null;
  /** Whether it was known. */
  readonly wasThere: boolean;
}

/** What makes lines of rows. */
function lineReader(
  query: RecordQuery,
  isHashed: boolean,
  onProblem: (problem: Problem) => void,
): (row: RowTexts) => TextLine {
  const record = recordReader(query, { ...VALUES, onProblem });
  if (!isHashed) return record;
  const at = query.columns.length;
  return (row) => {
    const { key, text } = record(row);
    return { key, text, hash: BigInt(row[at] ?? 0) };
  };
}

/** How many groups fit in memory, where some of them take so many bytes. */
function groupsAtOnce(bytes: number, groups: number): number {
  const fitting = Math.floor((groups * BYTES_AT_ONCE) / Math.max(1, bytes));
  return Math.max(1, Math.min(MOST_GROUPS, fitting));
}
