import type { Readers, Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { RecordQuery } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import type { ProgressMeter } from '../progress.ts';
import { fingerprintTables, type TableFingerprint } from './fingerprints.ts';

/** A model with what reads it, and what the database says of its rows now. */
export interface FingerprintedModel {
  readonly bound: BoundModel;
  readonly query: RecordQuery;
  readonly now: TableFingerprint;
}

export interface FingerprintOptions {
  readonly queryOf: (bound: BoundModel) => RecordQuery;
  readonly meter: ProgressMeter;
  readonly signal?: AbortSignal | undefined;
}

/** A table of so many bytes is asked for alone. The others share a statement: most are empty, and asking costs more. */
const LARGE_BYTES = 256 * 1024;
const SMALL_AT_ONCE = 16;

/**
 * Lets the database hash the rows of models: the largest tables first, so that all readers end at about the same time.
 * The first reader holds all their tables afterwards.
 */
export async function fingerprintModels(
  most: Readers,
  models: readonly BoundModel[],
  { queryOf, meter, signal }: FingerprintOptions,
): Promise<readonly FingerprintedModel[]> {
  meter.start('comparing', models.length, 'steps');
  const readers = await lockTables(most, models);
  const waiting = inGroups(models, await tableBytes(readers[0], models));
  const found = new Map<BoundModel, FingerprintedModel>();
  const work = async (sql: Sql): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      throwIfCancelled(signal);
      for (const each of await fingerprintGroup(sql, group, queryOf)) found.set(each.bound, each);
      meter.advance(group.length);
    }
  };
  // What one fails with ends the others' work too, once their statements have come back.
  const stop = (error: unknown): never => {
    waiting.length = 0;
    throw error;
  };
  const outcomes = await Promise.allSettled(readers.map((sql) => work(sql).catch(stop)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  meter.finish();
  return models.flatMap((model) => found.get(model) ?? []);
}

/**
 * Takes the locks that reading takes, all of them at first. Where one reader has a table and another comes to it behind
 * somebody who waits for it (to alter it, say), both would wait until one gives up, and the database sees no deadlock in
 * that. So a reader that would have to wait is done without.
 */
async function lockTables([first, ...others]: Readers, models: readonly BoundModel[]): Promise<Readers> {
  const names = models.flatMap(({ table, manyToMany }) => [
    table.name,
    ...[...manyToMany.values()].map((list) => list.table.name),
  ]);
  if (names.length === 0) return [first];
  const statement = `lock table ${[...new Set(names)].map(quote).join(', ')} in access share mode`;
  await first.execute(statement);
  const ready: Sql[] = [];
  for (const other of others)
    await other.execute(`${statement} nowait`).then(
      () => ready.push(other),
      () => undefined,
    );
  return [first, ...ready];
}

function inGroups(
  models: readonly BoundModel[],
  bytes: ReadonlyMap<BoundModel, number>,
): (readonly BoundModel[])[] {
  const sizeOf = (model: BoundModel): number => bytes.get(model) ?? 0;
  const sorted = [...models].sort((a, b) => sizeOf(b) - sizeOf(a));
  const large = sorted.filter((model) => sizeOf(model) >= LARGE_BYTES);
  const groups: (readonly BoundModel[])[] = large.map((model) => [model]);
  for (let at = large.length; at < sorted.length; at += SMALL_AT_ONCE)
    groups.push(sorted.slice(at, at + SMALL_AT_ONCE));
  return groups;
}

async function tableBytes(sql: Sql, models: readonly BoundModel[]): Promise<ReadonlyMap<BoundModel, number>> {
  const rows = await sql.query<{ bytes: bigint | null }>(
    `select pg_table_size(to_regclass(name)) as bytes from unnest($1::text[]) with ordinality as wanted (name, at) order by at`,
    models.map(({ table }) => quote(table.name)),
  );
  return new Map(models.map((model, at) => [model, Number(rows[at]?.bytes ?? 0)]));
}

async function fingerprintGroup(
  sql: Sql,
  models: readonly BoundModel[],
  queryOf: (bound: BoundModel) => RecordQuery,
): Promise<readonly FingerprintedModel[]> {
  const sources = models.map((bound) => ({
    bound,
    query: queryOf(bound),
    keyColumn: bound.key.live.name,
  }));
  const found = await fingerprintTables(sql, sources);
  return sources.flatMap(({ bound, query }, at): readonly FingerprintedModel[] => {
    const now = found[at];
    return now === undefined ? [] : [{ bound, query, now }];
  });
}
