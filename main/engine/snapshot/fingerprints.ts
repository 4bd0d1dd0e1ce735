import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '../database/target.ts';
import { type KeyQuery, type RecordQuery, selectRows } from '../export/record-query.ts';
import { quote } from '../plan/statements.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { hashOfAll, hashSql } from './hash-sql.ts';
import { NumberedHashes, storedRuns } from './numbered-hashes.ts';
import { readTimeSaver } from './time-saver.ts';

/**
 * What the database itself says of the rows of a model: a hash for each group of neighbours. Rows with whole numbers as
 * keys are grouped by 16 numbers; all others are one group, as are those of a table with a key that a double cannot
 * hold. Two states with the same hashes hold the same records, but
 * for one chance in 2^64 a group.
 */
export interface TableFingerprint {
  /** Tells the statement that was hashed and what is made of its rows: another one says nothing of the same records. */
  readonly statement: string;
  readonly isGrouped: boolean;
  readonly rows: number;
  readonly groups: NumberedHashes;
}

/** What the database says of an EDMS, by the labels of models. */
export interface Fingerprints {
  /** Of the rows of each model, without what is joined to them. */
  readonly tables: ReadonlyMap<string, TableFingerprint>;
  /** Of the natural keys of each model that others refer to: they stand in the others' records. */
  readonly keys: ReadonlyMap<string, TableFingerprint>;
}

export const NO_FINGERPRINTS: Fingerprints = { tables: new Map(), keys: new Map() };

/** What is hashed. */
export interface FingerprintSource {
  /** Tells what is made of the values: another one says nothing of the same records. */
  readonly statement: string;
  /** SQL of the hash of several rows, and of where they come from. */
  readonly hash: string;
  readonly from: string;
  /** The column of the primary key where rows are grouped by it. */
  readonly groupedBy: string | null;
}

/** The rows of a model; what they refer to is hashed as keys. `server` is `server_version_num`. */
export function rowSource(query: RecordQuery, keyColumn: string, server: number): FingerprintSource {
  const { values, from, references } = query.own;
  const { label } = query.model;
  // With the types of the values: other ones may be written in another way under the same hash (true as 1).
  const made = [
    majorOf(server),
    selectRows(query),
    values,
    label,
    query.leavesKeyOut,
    query.fields,
    references,
  ];
  return {
    statement: statementId(made),
    hash: hashOfAll(values, server),
    from,
    groupedBy: query.primaryKey.kind === 'verbatim' ? keyColumn : null,
  };
}

/** The natural keys of a model. */
export function keySource({ values, from, keyColumn, keyKind }: KeyQuery, server: number): FingerprintSource {
  return {
    statement: statementId([majorOf(server), values, from]),
    hash: hashOfAll(values, server),
    from,
    groupedBy: keyKind === 'verbatim' ? keyColumn : null,
  };
}

/** Numbers of a group: 2 to the power of this. */
const SHIFT = 4;
export const GROUP_SIZE = 2 ** SHIFT;
const STATEMENT_DIGITS = 32;
/** Changed whenever the same row gets another text in `record-text`, or another hash here. */
const VERSION = 10;

/** Beyond this and its negative lie groups some of whose keys are no exact doubles. */
const MOST_GROUP = 2 ** 53 / GROUP_SIZE;

/** The group in which a key lies; only for models that are grouped. */
export function groupOf(key: string | number): number {
  return Math.floor(Number(key) / GROUP_SIZE);
}

/** SQL of the group in which a row of `t` lies. */
export function groupSql(keyColumn: string): string {
  return `t.${quote(keyColumn)} >> ${SHIFT}`;
}

/** SQL of the whole numbers in a parameter, as {@link numbersText} has them: an array would be put together one by one. */
export function numbersSql(parameter: number): string {
  return `string_to_array($${parameter}, ',')::bigint[]`;
}

export function numbersText(numbers: Iterable<number | bigint>): string {
  return [...numbers].join();
}

/** SQL that holds for the rows whose keys `$1` lists. */
export function withKeys(keyColumn: string): string {
  return `t.${quote(keyColumn)} = any(${numbersSql(1)})`;
}

/** All keys that lie in some groups, as text. */
export function keysText(groups: readonly number[]): string {
  return numbersText(
    groups.flatMap((group) => Array.from({ length: GROUP_SIZE }, (_, at) => group * GROUP_SIZE + at)),
  );
}

/**
 * Hashes the rows of some models as they are now: one statement, and nothing but hashes leaves the database. A row's
 * hash is made of its values, its key among them, so that no two rows have the same: see `hash-sql.ts`.
 */
export async function fingerprintTables(
  sql: Sql,
  sources: readonly FingerprintSource[],
): Promise<readonly TableFingerprint[]> {
  const found = await sql.query<HashedTable>(sources.map(hashStatement).join('\nunion all\n'));
  const tables = new Map(found.map((table) => [table.i, table]));
  return sources.map((source, at) => fingerprint(source, tables.get(at)));
}

/** Of a table without rows, of which the database need not be asked. */
export const EMPTY_TABLE: TableFingerprint = {
  statement: '',
  isGrouped: false,
  rows: 0,
  groups: NumberedHashes.of([]),
};

/** One row a source, as it costs less to take apart than a row a group; null where the table is empty. */
interface HashedTable {
  readonly i: number;
  readonly rows: bigint | null;
  /** The number of the first group. */
  readonly first: string | null;
  /** Numbers of the groups, in their order; null where there is no gap between them. */
  readonly groups: string | null;
  /** Their hashes: 16 digits each. */
  readonly hashes: string | null;
}

function fingerprint(
  { statement, groupedBy }: FingerprintSource,
  found: HashedTable | undefined,
): TableFingerprint {
  if (found === undefined || found.first === null)
    return { ...EMPTY_TABLE, statement, isGrouped: groupedBy !== null };
  const hashes = Buffer.from(found.hashes ?? '', 'hex');
  const groups =
    found.groups === null
      ? NumberedHashes.inOneRun(Number(found.first), hashes)
      : NumberedHashes.sorted(found.groups.split(' ').map(Number), hashes);
  const isGrouped = groupedBy !== null && groups.areWithin(-MOST_GROUP, MOST_GROUP);
  return { statement, isGrouped, rows: Number(found.rows), groups: isGrouped ? groups : groups.asOne() };
}

function hashStatement({ hash, from, groupedBy }: FingerprintSource, at: number): string {
  const group = groupedBy === null ? '0' : groupSql(groupedBy);
  return `select ${at} as i, sum(n)::bigint as rows, min(g)::text as first,
           case when max(g) - min(g) >= count(*) then string_agg(g::text, ' ' order by g) end as groups,
           encode(string_agg(int8send(h), ''::bytea order by g), 'hex') as hashes
    from (select ${group} as g, count(*) as n, ${hash} as h from ${from} group by 1) as hashed`;
}

/**
 * SQL of the hash of one row of a model, of all that its record is made of: whether the record is another can be told by it
 * alone, whatever became of the rows to which it refers.
 */
export function rowHashSql({ content }: RecordQuery, server: number): string {
  return hashSql(content, server);
}

/** Tells what {@link rowHashSql} hashes: another one says nothing of the same records. */
export function rowHashStatement({ statement }: TableFingerprint, { content }: RecordQuery): string {
  return statementId([statement, content]);
}

/** Another major version may hash the same bytes differently. */
function majorOf(server: number): number {
  return Math.floor(server / 10_000);
}

function statementId(made: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, ...made]))
    .digest('hex')
    .slice(0, STATEMENT_DIGITS);
}

/** The groups whose rows may differ, in order; null where the two cannot be compared. */
export function differingGroups(
  before: TableFingerprint | undefined,
  now: TableFingerprint,
): readonly number[] | null {
  if (before === undefined || before.statement !== now.statement || before.isGrouped !== now.isGrouped)
    return null;
  return now.groups.differingFrom(before.groups);
}

const storedTables = z.record(
  z.string(),
  z.object({
    statement: z.string(),
    isGrouped: z.boolean(),
    rows: z.number(),
    runs: storedRuns,
  }),
);

/** Older programs hashed keys with the rows that refer to them. */
const stored = z.object({ tables: storedTables, keys: storedTables.default({}) });

export async function writeFingerprints(blobs: BlobStore, { tables, keys }: Fingerprints): Promise<BlobId> {
  // A table without rows needs none; that there are no keys tells that nothing refers to another one.
  const full = new Map([...tables].filter(([, { rows }]) => rows > 0));
  const content = { tables: toStored(full), keys: toStored(keys) };
  return blobs.write(Buffer.from(JSON.stringify(content)), 'tree');
}

/** What an earlier snapshot took down. */
export async function readFingerprints(blobs: BlobStore, id: BlobId): Promise<Fingerprints> {
  const found = await readTimeSaver(blobs, id, stored);
  return found ? { tables: fromStored(found.tables), keys: fromStored(found.keys) } : NO_FINGERPRINTS;
}

type StoredTables = z.infer<typeof storedTables>;

function toStored(fingerprints: ReadonlyMap<string, TableFingerprint>): StoredTables {
  return Object.fromEntries(
    [...fingerprints].map(([model, { groups, ...rest }]) => [model, { ...rest, runs: groups.toRuns() }]),
  );
}

function fromStored(tables: StoredTables): ReadonlyMap<string, TableFingerprint> {
  return new Map(
    Object.entries(tables).map(([model, { runs, ...rest }]) => [
      model,
      { ...rest, groups: NumberedHashes.fromRuns(runs) },
    ]),
  );
}
