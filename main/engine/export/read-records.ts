import { liveCatalogue } from '../adapt/live-catalogue.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { type BoundModel, bindModels, dependencyOrder } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import type { ExportKeys } from './export-report.ts';
import { type ExportedRecord, readModel } from './read-model.ts';
import { recordQuery } from './record-query.ts';
import { type TellLeftOutOptions, tellLeftOut, tellLostOfLists } from './tell-left-out.ts';

export interface ReadRecordsOptions {
  readonly target: Target;
  readonly keys: ExportKeys;
  readonly canonical: boolean;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What is exported as records of a database with a schema. */
export interface Exported {
  /** The map as this database extends it: models of later versions, and columns that the map does not have. */
  readonly catalogue: Catalogue;
  /** Each model with its table. */
  readonly bound: ReadonlyMap<string, BoundModel>;
  /** In dependency order. The tables of many-to-many fields are none: their rows are lists in the records they belong to. */
  readonly models: readonly BoundModel[];
  /** The tables whose rows stand in the records of these models. */
  readonly tables: ReadonlySet<string>;
}

const known = new WeakMap<LiveSchema, Exported>();

export function exportedOf({ schema }: Pick<Target, 'schema'>): Exported {
  const found = known.get(schema) ?? makeExported(schema);
  known.set(schema, found);
  return found;
}

function makeExported(schema: LiveSchema): Exported {
  const catalogue = liveCatalogue(edmsCatalogue(), schema, []);
  const bound = bindModels(catalogue, schema);
  const models = dependencyOrder(catalogue).flatMap((label) => {
    const model = bound.get(label);
    return model === undefined || model.model.through || label === SESSIONS ? [] : [model];
  });
  const tables = models.flatMap(({ table, manyToMany }) => [
    table.name,
    ...[...manyToMany.values()].map((list) => list.table.name),
  ]);
  return { catalogue, bound, models, tables: new Set(tables) };
}

/**
 * Reads all records of all models that the target has, in dependency order and out of one snapshot, and gives them to
 * `take` one after the other. What it cannot export is told. Errors: `CANCELLED`, `TARGET_…`, and what `take` rejects
 * with.
 */
export async function readRecords(
  options: ReadRecordsOptions,
  take: (record: ExportedRecord) => Promise<void> | void,
): Promise<void> {
  await options.target.readHeld((sql) => readRecordsOf(sql, options, take), options);
}

/** {@link readRecords} in a transaction that is there already. */
export async function readRecordsOf(
  sql: Sql,
  options: ReadRecordsOptions,
  take: (record: ExportedRecord) => Promise<void> | void,
): Promise<void> {
  const { target, keys, canonical, meter, signal } = options;
  const { catalogue, models } = exportedOf(target);
  await tellLeftOutOfRecords(options, sql);
  const tables = models.map(({ table }) => table.name);
  const counts = await countRows(tables, sql, signal);
  meter.start('reading', sum(counts), 'records');
  for (const bound of models) {
    // Most tables of an EDMS are empty, and this is one moment.
    if (counts.get(bound.table.name) === 0) continue;
    const query = recordQuery(bound, { catalogue, schema: target.schema, keys, canonical });
    await readModel(query, { ...options, sql }, take);
  }
  meter.finish();
}

/** Who holds a session's key is signed in to the EDMS: sessions stay where they are, as in the EDMS's own packages. */
export const SESSIONS = 'sessions.session';

/** Rows of each table, by its name. */
export async function countRows(
  tables: readonly string[],
  sql: Sql,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  throwIfCancelled(signal);
  if (tables.length === 0) return new Map();
  const counts = tables.map((table, at) => `select ${at} as at, count(*) as n from ${quote(table)}`);
  const rows = await sql.query<{ at: number; n: bigint }>(counts.join(' union all '));
  return new Map(rows.map(({ at, n }) => [tables[at] ?? '', Number(n)]));
}

export function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** Tells of what the database has and its records do not. */
export async function tellLeftOutOfRecords(
  options: Omit<TellLeftOutOptions, 'taken' | 'catalogue'>,
  sql: Sql,
): Promise<void> {
  const { catalogue, models, tables } = exportedOf(options.target);
  await tellLeftOut({ ...options, catalogue, taken: tables }, sql);
  await tellLostOfLists(models, options, sql);
}
