import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '../database/target.ts';
import { type RecordQuery, selectRows } from '../export/record-query.ts';
import { quote } from '../plan/statements.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';

/**
 * What the database itself says of the rows of a model: a hash for each group of neighbours. Rows with whole numbers as
 * keys are grouped by 64 numbers; all others are one group. Two states with the same hash hold the same records.
 */
export interface TableFingerprint {
  /** Tells the statement that was hashed: another one says nothing of the same rows. */
  readonly statement: string;
  readonly isGrouped: boolean;
  readonly rows: number;
  /** 32 hexadecimal digits by group. */
  readonly groups: ReadonlyMap<number, string>;
}

export type Fingerprints = ReadonlyMap<string, TableFingerprint>;

/** Numbers of a group: 2 to the power of this. */
const SHIFT = 6;
export const GROUP_SIZE = 2 ** SHIFT;
const DIGITS = 32;
/** Changed whenever the same row gets another text in `record-text`. */
const TEXT_VERSION = 1;

/** The group in which a key lies; only for models that are grouped. */
export function groupOf(key: string): number {
  return Math.floor(Number(key) / GROUP_SIZE);
}

/** SQL that holds for the rows of the groups that `$1` lists. */
export function inGroups(keyColumn: string): string {
  return `(t.${quote(keyColumn)} >> ${SHIFT}) = any($1::bigint[])`;
}

/** Hashes the rows of a model as they are now: one statement, and nothing but hashes leaves the database. */
export async function fingerprintTable(
  sql: Sql,
  query: RecordQuery,
  keyColumn: string,
): Promise<TableFingerprint> {
  const isGrouped = query.primaryKey.kind === 'verbatim';
  const group = isGrouped ? `t.${quote(keyColumn)} >> ${SHIFT}` : '0';
  const rows = await sql.query<{ g: bigint; n: bigint; h: string }>(
    `select g::bigint as g, count(*) as n, ${hashed(`string_agg(h, '' order by k)`)} as h
  from (select ${group} as g, ${hashed(`${query.row}::text`)} as h,
               t.${quote(keyColumn)}${isGrouped ? '' : '::text collate "C"'} as k
          from ${query.from}) as rows
 group by g order by g`,
  );
  return {
    statement: createHash('sha256')
      .update(`${TEXT_VERSION} ${selectRows(query)}`)
      .digest('hex')
      .slice(0, DIGITS),
    isGrouped,
    rows: rows.reduce((sum, { n }) => sum + Number(n), 0),
    groups: new Map(rows.map(({ g, h }) => [Number(g), h.slice(0, DIGITS)])),
  };
}

function hashed(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}

/** The groups whose rows may differ, in order; null where the two cannot be compared. */
export function differingGroups(
  before: TableFingerprint | undefined,
  now: TableFingerprint,
): readonly number[] | null {
  if (before === undefined || before.statement !== now.statement || before.isGrouped !== now.isGrouped)
    return null;
  const groups = [...new Set([...before.groups.keys(), ...now.groups.keys()])];
  return groups.filter((group) => before.groups.get(group) !== now.groups.get(group)).sort((a, b) => a - b);
}

const stored = z.object({
  tables: z.record(
    z.string(),
    z.object({
      statement: z.string(),
      isGrouped: z.boolean(),
      rows: z.number(),
      /** Groups without a gap between them: the first one, and the hashes in base64. */
      runs: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});

export async function writeFingerprints(blobs: BlobStore, fingerprints: Fingerprints): Promise<BlobId> {
  const tables = [...fingerprints].map(([model, { groups, ...rest }]) => [
    model,
    { ...rest, runs: toRuns(groups) },
  ]);
  return blobs.write(Buffer.from(JSON.stringify({ tables: Object.fromEntries(tables) })), 'tree');
}

/** What an earlier snapshot took down. They only save time, so that what cannot be read is as good as none. */
export async function readFingerprints(blobs: BlobStore, id: BlobId): Promise<Fingerprints> {
  const content = await blobs.read(id).then(
    (bytes): unknown => JSON.parse(bytes.toString('utf8')),
    () => null,
  );
  const parsed = stored.safeParse(content);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.data.tables).map(([model, { runs, ...rest }]) => [
      model,
      { ...rest, groups: fromRuns(runs) },
    ]),
  );
}

function toRuns(groups: ReadonlyMap<number, string>): readonly (readonly [number, string])[] {
  const runs: { first: number; next: number; hashes: string[] }[] = [];
  for (const [group, hash] of groups) {
    const run = runs.at(-1);
    if (run?.next === group) {
      run.hashes.push(hash);
      run.next += 1;
    } else runs.push({ first: group, next: group + 1, hashes: [hash] });
  }
  return runs.map(({ first, hashes }) => [first, Buffer.from(hashes.join(''), 'hex').toString('base64')]);
}

function fromRuns(runs: readonly (readonly [number, string])[]): ReadonlyMap<number, string> {
  return new Map(
    runs.flatMap(([first, base64]) => {
      const hashes = Buffer.from(base64, 'base64').toString('hex').match(/.{32}/g) ?? [];
      return hashes.map((hash, at): [number, string] => [first + at, hash]);
    }),
  );
}
