import { knownField } from '../adapt/known-versions.ts';
import { liveCatalogue } from '../adapt/live-catalogue.ts';
import { settlePlaceless } from '../adapt/placeless.ts';
import { startAdaptation } from '../adapt/plan-adaptation.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import { schemaDifferences } from '../database/schema-differences.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { contentTypeLabels } from '../fixture/content-types.ts';
import { KeyIndex } from '../fixture/key-index.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { Lack } from '../package/inspection.ts';
import { ProblemList } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import type { SelectedRecords } from '../select/select-records.ts';
import { bindModels, dependencyOrder } from './binding.ts';
import { type FilePlan, movedFiles } from './file-plan.ts';
import { readTableStates, type TableState } from './fingerprint.ts';
import { identifyRecords } from './identify-records.ts';
import { loseDependents } from './lose-dependents.ts';
import { USER } from './missing-users.ts';
import { effectivePolicy } from './modes.ts';
import { type PlannedBeyond, planBeyond, tablesOfRemoval } from './plan-beyond.ts';
import type { IndexedFixture, PlanContext } from './plan-context.ts';
import { planProblems } from './plan-problems.ts';
import { type PlannedRows, planRows } from './plan-rows.ts';
import { PlanTable } from './plan-table.ts';
import type { RestorePolicy } from './policy.ts';
import { RowShapes } from './row-shapes.ts';
import { RowSpool } from './row-spool.ts';
import { settleHopeless } from './settle-hopeless.ts';
import { labelsInScope, settleLeftOut } from './settle-left-out.ts';
import { TargetKeys } from './target-keys.ts';

/** What goes into a plan. */
export interface PlanInput {
  readonly catalogue: Catalogue;
  readonly fixture: IndexedFixture;
  readonly target: Target;
  readonly policy: RestorePolicy;
  readonly files: FilePlan;
  /** The records that `policy.selection` brings; null in every other mode than `selected`. */
  readonly selected: SelectedRecords | null;
  /** Why the package may lack something, whatever it is: then nothing is certain to be beyond it. */
  readonly lack: Lack | null;
  /** Folder for the spooled rows; the caller removes it. */
  readonly workFolder: string;
  /** Whether what lies there is to be encrypted: the package was. */
  readonly secret?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** The plan: an outcome and a reason for every record, and the rows that carrying it out would write. */
export interface RestorePlan
  extends Pick<
    PlanContext,
    | 'catalogue'
    | 'fixture'
    | 'policy'
    | 'bound'
    | 'table'
    | 'recordsOf'
    | 'tableStates'
    | 'inventedUsers'
    | 'missingUsers'
    | 'adapt'
  > {
  readonly rows: PlannedRows;
  /** The schema that it was made by. */
  readonly schema: LiveSchema;
  readonly files: FilePlan;
  /** What the target has beyond the package; nothing but in the mode `mirror`. */
  readonly beyond: PlannedBeyond;
  /** Labels of the models that are restored, in their order. */
  readonly order: readonly string[];
  readonly problems: ProblemList;
  close(): Promise<void>;
}

/**
 * Plans a package into a target. Reads the target in one repeatable-read transaction and writes nothing to
 * it. Errors: `TARGET_…`, `CANCELLED`.
 */
export async function createPlan(input: PlanInput): Promise<RestorePlan> {
  const spool = await RowSpool.create(input.workFolder, input.fixture.spool.count, input.secret);
  try {
    const rows: PlannedRows = { spool, shapes: new RowShapes() };
    const plan = async (sql: Sql) => {
      // As it is held: who asks the target for something else meanwhile may have it read again.
      const { schema } = input.target;
      const started = await startContext(input, sql);
      await planRecords(started, rows, input);
      return { schema, context: started, beyond: await planBeyond(started, rows, input) };
    };
    const { schema, context, beyond } = await input.target.readHeld(plan, {
      signal: input.signal,
      meter: new ProgressMeter(input.onProgress),
    });
    await spool.flush();
    return {
      beyond,
      catalogue: context.catalogue,
      fixture: context.fixture,
      policy: context.policy,
      bound: context.bound,
      table: context.table,
      recordsOf: context.recordsOf,
      tableStates: context.tableStates,
      inventedUsers: context.inventedUsers,
      missingUsers: context.missingUsers,
      adapt: context.adapt,
      problems: context.problems,
      rows,
      schema,
      files: input.files,
      order: packageOrder(context),
      close: () => spool.close(),
    };
  } catch (error) {
    await spool.close();
    throw error;
  }
}

async function planRecords(context: PlanContext, rows: PlannedRows, input: PlanInput): Promise<void> {
  const { table, meter } = context;
  settleLeftOut(context, input.selected?.records ?? null);
  await settleHopeless(context);
  await settlePlaceless(context);
  const order = packageOrder(context);
  meter.start('matching', table.count - table.leftOut, 'records');
  for (const label of order) {
    const bound = context.bound.get(label);
    if (bound) await identifyRecords(bound, context);
  }
  meter.finish();
  await planAllRows(order, rows, context);
  for (const name of context.inventedUsers.keys())
    if (!context.neededUsers.has(name)) context.inventedUsers.delete(name);
  planProblems(context);
}

/** Plans the rows of all models, again as often as a record drops out that others refer to. */
async function planAllRows(order: readonly string[], rows: PlannedRows, context: PlanContext): Promise<void> {
  const settledBefore = Uint8Array.from({ length: context.table.count }, (_, n) =>
    context.table.outcome(n) ? 1 : 0,
  );
  for (;;) {
    throwIfCancelled(context.signal);
    context.meter.start('comparing', context.table.count - context.table.leftOut, 'records');
    context.keptGenericReferences.clear();
    context.neededUsers.clear();
    const lost: RecordNumber[] = [];
    let again = false;
    for (const [position, label] of order.entries()) {
      const bound = context.bound.get(label);
      const lostHere = bound ? await planRows(bound, rows, context) : [];
      again ||= lostHere.length > 0 && isReferredToBefore(label, position, order, context);
      for (const number of lostHere) lost.push(number);
    }
    context.meter.finish();
    if (!again) return;
    await loseDependents(lost, settledBefore, context);
    reopen(settledBefore, context);
  }
}

function isReferredToBefore(
  label: string,
  position: number,
  order: readonly string[],
  context: PlanContext,
): boolean {
  return order.slice(0, position + 1).some((other) => {
    const model = context.catalogue.models.get(other);
    if (model && model.genericReferences.length > 0) return true;
    return [...(model?.fields ?? []), ...(model?.manyToMany ?? [])].some(
      (field) => field.references === label,
    );
  });
}

/** Opens what the last round settled, but for what it found impossible. */
function reopen(settledBefore: Uint8Array, context: PlanContext): void {
  for (let number = 0; number < context.table.count; number += 1) {
    if (settledBefore[number] || context.table.outcome(number) === 'impossible') continue;
    context.table.reopen(number);
    if (context.table.conflict(number)?.class === 'protected-differs') context.table.clearConflict(number);
  }
}

async function startContext(input: PlanInput, sql: Sql): Promise<PlanContext> {
  const { fixture, target } = input;
  const recordsOf = recordsByModel(fixture);
  const catalogue = liveCatalogue(input.catalogue, target.schema, recordsOf.keys());
  const bound = bindModels(catalogue, target.schema);
  const policy = effectivePolicy(input.policy);
  const scope = labelsInScope(recordsOf, policy, input.selected?.records ?? null);
  const watched = [...tablesToWatch(scope, catalogue), ...tablesOfRemoval(policy, bound, target.schema)];
  const tableStates = await readTableStates(sql, target.schema, watched);
  const context: PlanContext = {
    catalogue,
    fixture,
    policy,
    bound,
    table: new PlanTable(fixture.spool.count),
    recordsOf,
    scope,
    sql,
    targetKeys: new TargetKeys(sql, catalogue, bound),
    tableStates,
    nextKeys: firstFreeKeys(recordsOf, tableStates, catalogue, fixture),
    inventedUsers: new Map(),
    neededUsers: new Set(),
    missingUsers: new Set(),
    claimedRows: new KeyIndex(),
    disputedRows: new KeyIndex(),
    newUuids: new Map(),
    contentTypes: await contentTypeLabels(fixture, input.signal),
    movedFiles: movedFiles(input.files),
    keptGenericReferences: new Set(),
    adapt: await startAdaptation(input, bound, catalogue, sql),
    problems: differencesOf(target.schema, scope),
    meter: new ProgressMeter(input.onProgress),
    signal: input.signal,
  };
  for (const problem of input.selected?.problems ?? []) context.problems.add(problem);
  return context;
}

/** Where the live schema and the map differ, as far as the models that are restored are concerned. */
function differencesOf(schema: LiveSchema, scope: ReadonlySet<string>): ProblemList {
  const problems = new ProblemList();
  for (const problem of schemaDifferences(schema)) {
    const { model, field } = problem.where ?? {};
    if (model === undefined || !scope.has(model)) continue;
    // A column of a version that is known is as it should be.
    const isKnown = field !== undefined && knownField(model, field) !== undefined;
    problems.add(isKnown ? { ...problem, severity: 'note' } : problem);
  }
  return problems;
}

function recordsByModel(fixture: IndexedFixture): ReadonlyMap<string, Int32Array> {
  const { spool } = fixture;
  const counts = new Array<number>(spool.models.length).fill(0);
  for (let n = 0; n < spool.count; n += 1)
    counts[spool.modelIndexOf(n)] = (counts[spool.modelIndexOf(n)] ?? 0) + 1;
  const lists = counts.map((count) => new Int32Array(count));
  const filled = counts.map(() => 0);
  for (let n = 0; n < spool.count; n += 1) {
    const model = spool.modelIndexOf(n);
    const list = lists[model];
    if (list) list[filled[model] ?? 0] = n;
    filled[model] = (filled[model] ?? 0) + 1;
  }
  return new Map(spool.models.map((label, i) => [label, lists[i] ?? new Int32Array()]));
}

/** The tables that the restore reads or writes: those of the restored models and all that they point at. */
function tablesToWatch(labels: ReadonlySet<string>, catalogue: Catalogue): ReadonlySet<string> {
  const tables = new Set<string>();
  if (labels.size === 0) return tables;
  for (const label of labels) {
    const model = catalogue.models.get(label);
    if (!model) continue;
    tables.add(model.table);
    for (const field of model.manyToMany) tables.add(field.table);
    for (const field of [...model.fields, ...model.manyToMany]) {
      const referenced = field.references && catalogue.models.get(field.references);
      if (referenced) tables.add(referenced.table);
    }
  }
  const users = catalogue.models.get(USER);
  return users ? tables.add(users.table) : tables;
}

/** New primary keys start above all that the target has, has given out, or that the package brings along. */
function firstFreeKeys(
  recordsOf: ReadonlyMap<string, Int32Array>,
  states: ReadonlyMap<string, TableState>,
  catalogue: Catalogue,
  fixture: IndexedFixture,
): Map<string, bigint> {
  const next = new Map<string, bigint>();
  for (const model of catalogue.models.values()) {
    let highest = states.get(model.table)?.highestKey ?? 0n;
    for (const number of recordsOf.get(model.label) ?? []) {
      const own = fixture.index.primaryKeyOf(number);
      const whole = typeof own === 'number' || /^\d{1,19}$/.test(own ?? '') ? BigInt(own ?? 0) : 0n;
      if (whole > highest) highest = whole;
    }
    next.set(model.label, highest + 1n);
  }
  return next;
}

function packageOrder(context: PlanContext): readonly string[] {
  return dependencyOrder(context.catalogue).filter((label) => context.scope.has(label));
}
