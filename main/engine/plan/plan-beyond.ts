import type { Model } from '../catalogue/catalogue.ts';
import { isListedBeyond, lastingBecause } from '../catalogue/lasting-models.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { Lack } from '../package/inspection.ts';
import { beyondProblems } from './beyond-problems.ts';
import { BeyondRows } from './beyond-rows.ts';
import { type BoundModel, dependencyOrder } from './binding.ts';
import { holdBack } from './hold-back.ts';
import type { EffectivePolicy } from './modes.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlannedRows } from './plan-rows.ts';
import { rowNameExpression } from './row-names.ts';
import { quote } from './statements.ts';
import type { BeyondGroup } from './summary.ts';

/** What the target has beyond the package, and which of it goes. */
export interface PlannedBeyond {
  readonly groups: readonly BeyondGroup[];
  /** Tables of which rows are removed; those that refer to others come before those. */
  readonly removals: readonly BeyondRows[];
}

/** Rows that are named to a person, for each model. */
const MOST_EXAMPLES = 200;
const KEYS_A_QUERY = 20_000;

/**
 * Lists the rows of the target that no record of the package is, model by model, and decides which of them are
 * removed: those of the models that the policy chose, as far as nothing that stays refers to them. Comes after all
 * records have been planned. Infrastructure and audit rows are listed too, and never removed.
 */
export async function planBeyond(
  context: PlanContext,
  rows: PlannedRows,
  { target, lack }: { readonly target: Pick<Target, 'schema'>; readonly lack: Lack | null },
): Promise<PlannedBeyond> {
  const { policy } = context;
  if (!policy.rules.beyond) return { groups: [], removals: [] };
  const listed = await listBeyond(context);
  const chosen = new Map(
    [...listed.values()]
      .filter(({ rows: found }) => isRemoved(found.bound.model, policy))
      .map(({ rows: found }) => [found.bound.table.name, found]),
  );
  for (const found of chosen.values()) {
    if (lack !== null) found.keepAll(LACKING[lack]);
    else if (hasUnmatched(found.bound.model.label, context)) found.keepAll(UNMATCHED);
  }
  await holdBack(chosen, rows, target.schema, context);
  const groups: BeyondGroup[] = [];
  for (const list of listed.values()) groups.push(await describeGroup(list, context));
  beyondProblems(groups, lack, context);
  const order = [...dependencyOrder(context.catalogue)].reverse();
  const removals = [...chosen.values()].filter((found) => found.kept < found.count);
  const rank = ({ bound }: BeyondRows) => order.indexOf(bound.model.label);
  return { groups, removals: removals.sort((a, b) => rank(a) - rank(b)) };
}

const LACKING: { readonly [lack in Lack]: string } = {
  damage: 'The package could not be read whole: it may hold this row.',
  part: 'The package was made of a part of its EDMS, which may have this row.',
};
const UNMATCHED = 'The package has records of its model that could not be matched: one may be this row.';
const NOT_CHOSEN = 'Its model was not chosen for removal.';

/**
 * Whether the package has a record of the model of which it is not known which row of the target it is: one that
 * repeats another, or that could not be restored. (Of one in conflict the rows that it might be are known.)
 */
function hasUnmatched(label: string, { recordsOf, table }: PlanContext): boolean {
  return (recordsOf.get(label) ?? new Int32Array()).some((number) => {
    const outcome = table.outcome(number);
    const isOut = outcome === 'impossible' || outcome === 'skip';
    return isOut && table.key(number) === null && table.conflict(number) === null;
  });
}

/** Whether the policy wants rows of this model removed, and they may be. */
function isRemoved(model: Model, policy: EffectivePolicy): boolean {
  return policy.removeBeyond.includes(model.label) && lastingBecause(model) === null;
}

/**
 * Tables that a removal writes to, or that tell whether it may: of the chosen models, of their many-to-many fields,
 * and all that refer to them.
 */
export function tablesOfRemoval(
  policy: EffectivePolicy,
  bound: ReadonlyMap<string, BoundModel>,
  schema: LiveSchema,
): readonly string[] {
  if (!policy.rules.beyond) return [];
  const chosen = [...bound.values()].filter(({ model }) => isRemoved(model, policy));
  const names = new Set(chosen.map(({ table }) => table.name));
  const referring = [...schema.tables.values()].filter((table) =>
    table.foreignKeys.some(({ referencedTable }) => names.has(referencedTable)),
  );
  const related = chosen.flatMap(({ manyToMany }) => [...manyToMany.values()].map(({ table }) => table.name));
  return [...names, ...related, ...referring.map(({ name }) => name)];
}

/** The rows of one model; of models of which nothing is removed only the first are held. */
interface ListedRows {
  readonly rows: BeyondRows;
  readonly count: number;
}

async function listBeyond(context: PlanContext): Promise<ReadonlyMap<string, ListedRows>> {
  const models = [...context.bound.values()].filter(({ model }) => isListedBeyond(model));
  const listed = new Map<string, ListedRows>();
  context.meter.start('matching', models.length, 'steps');
  for (const bound of models) {
    const rows = new BeyondRows(bound);
    const all = isRemoved(bound.model, context.policy);
    let count = 0;
    for await (const key of targetKeys(bound, context)) {
      const name = `${bound.model.label}\0${key}`;
      if (context.claimedRows.get(name) >= 0 || context.disputedRows.get(name) >= 0) continue;
      count += 1;
      if (all || count <= MOST_EXAMPLES) rows.add(key);
    }
    if (count > 0) listed.set(bound.model.label, { rows, count });
    context.meter.advance(1);
  }
  context.meter.finish();
  return listed;
}

/** All primary keys of a table, as text, read in pages. */
async function* targetKeys(bound: BoundModel, { sql, signal }: PlanContext): AsyncGenerator<string> {
  const key = `t.${quote(bound.key.live.name)}`;
  const page = (condition: string) =>
    `select ${key}::text as k from ${quote(bound.table.name)} as t ${condition} order by ${key} limit ${KEYS_A_QUERY}`;
  let found = await sql.query<{ k: string }>(page(''));
  for (;;) {
    throwIfCancelled(signal);
    for (const { k } of found) yield k;
    const last = found.at(-1);
    if (last === undefined || found.length < KEYS_A_QUERY) return;
    found = await sql.query(page(`where ${key} > $1::text::${bound.key.sqlType}`), last.k);
  }
}

async function describeGroup(list: ListedRows, context: PlanContext): Promise<BeyondGroup> {
  const { rows, count } = list;
  const { model } = rows.bound;
  const lasting = lastingBecause(model);
  const chosen = isRemoved(model, context.policy);
  const removed = chosen ? rows.count - rows.kept : 0;
  return {
    model: model.label,
    step: model.step,
    removable: lasting === null,
    records: context.recordsOf.get(model.label)?.length ?? 0,
    count,
    removed,
    kept: count - removed,
    examples: await nameExamples(
      rows,
      (place) => (chosen ? rows.keptBecause(place) : (lasting ?? NOT_CHOSEN)),
      context,
    ),
  };
}

async function nameExamples(
  rows: BeyondRows,
  keptBecause: (place: number) => string | null,
  context: PlanContext,
): Promise<BeyondGroup['examples']> {
  const { bound } = rows;
  const places = Array.from({ length: Math.min(rows.count, MOST_EXAMPLES) }, (_, place) => place);
  const named = await context.sql.query<{ n: number; name: string }>(
    `select x.n, ${rowNameExpression(bound, 't', context)} as name
      from json_to_recordset($1::json) as x(n int4, k ${bound.key.sqlType})
      join ${quote(bound.table.name)} as t on t.${quote(bound.key.live.name)} = x.k`,
    JSON.stringify(places.map((n) => ({ n, k: rows.keyAt(n) }))),
  );
  const names = new Map(named.map(({ n, name }) => [n, name]));
  return places.map((place) => ({
    key: String(rows.keyAt(place)),
    name: names.get(place) ?? '',
    kept: keptBecause(place),
  }));
}
