import { randomUUID } from 'node:crypto';
import { throwIfCancelled } from '../errors.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import { type Candidates, decide, type Identity, identify } from './decide.ts';
import { resolveReference } from './encode-row.ts';
import { encodeValue } from './encode-value.ts';
import { exactKey } from './exact-key.ts';
import { hasUniqueName, type IdentityRule, identityRules, isGenerated } from './identity-columns.ts';
import { batches, type PlanContext, takeKey } from './plan-context.ts';
import { lookupStatement } from './statements.ts';
import type { WantedKey } from './target-keys.ts';

/**
 * Gives every record of a model its row: one of the target that it is recognised in, or a new one. Models
 * come in an order in which the records that natural keys go through have their rows already.
 */
export async function identifyRecords(bound: BoundModel, context: PlanContext): Promise<void> {
  const numbers = context.recordsOf.get(bound.model.label) ?? new Int32Array();
  const open = Array.from(numbers).filter((number) => context.table.outcome(number) === null);
  const empty = (context.tableStates.get(bound.table.name)?.rows ?? 0) === 0;
  for (const batch of batches(open)) {
    throwIfCancelled(context.signal);
    if (empty) {
      for (const number of batch) giveNewRow(number, bound, context, new Set());
    } else {
      await identifyBatch(batch, bound, context);
    }
    context.meter.advance(batch.length);
  }
}

async function identifyBatch(
  batch: readonly RecordNumber[],
  bound: BoundModel,
  context: PlanContext,
): Promise<void> {
  const records = await context.fixture.spool.read(batch);
  const found = new Map<RecordNumber, FoundRows>();
  const tellingRules = identityRules(bound, context.catalogue).map((rule) => presentColumns(rule, records));
  for (const rule of tellingRules) {
    await applyRule(rule, batch, records, bound, context, found);
  }
  const takenKeys = await findTakenKeys(batch, bound, context);
  const hasNaturalKey = tellingRules.some((rule) => rule.kind === 'natural-key');
  const infrastructure = bound.model.step === 'infrastructure';
  const conflicts: (readonly [RecordNumber, Conflict])[] = [];
  for (const [i, number] of batch.entries()) {
    const uuid = records[i]?.fields.uuid;
    const rules = {
      hasNaturalKey,
      infrastructure,
      uuid: typeof uuid === 'string' ? uuid.toLowerCase() : null,
    };
    const rows = found.get(number) ?? NOTHING_FOUND;
    const identity = rows.alike.length > 0 ? pickAlike(rows.alike, bound, context) : identify(rows, rules);
    if (identity.kind === 'conflict') conflicts.push([number, identity]);
    else settleIdentity(number, identity, bound, context, takenKeys);
  }
  // Records that are a row beyond doubt have it before those that only share a name with it.
  const nameIsUnique = hasUniqueName(bound, context.catalogue);
  for (const [number, identity] of conflicts) {
    disputeRows(found.get(number) ?? NOTHING_FOUND, bound, context);
    const isTaken = !nameIsUnique && isClaimed(identity.key, bound, context);
    settleIdentity(number, isTaken ? { kind: 'new' } : identity, bound, context, takenKeys);
  }
}

/** Remembers the rows that a record in conflict might be: whatever is decided, they are not beyond the package. */
function disputeRows(rows: FoundRows, bound: BoundModel, context: PlanContext): void {
  const keys = [...rows.byNaturalKey.map(({ key }) => key), ...rows.byUnique.map(({ key }) => key)];
  if (rows.byUuid !== null) keys.push(rows.byUuid);
  for (const key of keys) context.disputedRows.add(`${bound.model.label}\0${key}`, 0);
}

type Conflict = Extract<Identity, { kind: 'conflict' }>;

/** Rows with the same content are as good as one another, but each is the row of one record only. */
function pickAlike(keys: readonly string[], bound: BoundModel, context: PlanContext): Identity {
  const free = keys.find((key) => !isClaimed(key, bound, context));
  return free === undefined ? { kind: 'new' } : { kind: 'row', key: free };
}

function isClaimed(key: string, bound: BoundModel, context: PlanContext): boolean {
  return context.claimedRows.get(`${bound.model.label}\0${key}`) >= 0;
}

interface FoundRows extends Candidates {
  readonly byNaturalKey: { key: string; uuid: string | null }[];
  byUuid: string | null;
  readonly byUnique: { fields: readonly string[]; key: string }[];
  /** Rows that have all values of a record which nothing else tells apart. */
  readonly alike: string[];
}

const NOTHING_FOUND: FoundRows = { byNaturalKey: [], byUuid: null, byUnique: [], alike: [] };

/** Asks the target, in one statement, which rows the batch's records are by one rule. */
async function applyRule(
  rule: IdentityRule,
  batch: readonly RecordNumber[],
  records: readonly FixtureRecord[],
  bound: BoundModel,
  context: PlanContext,
  found: Map<RecordNumber, FoundRows>,
): Promise<void> {
  await context.targetKeys.load(records.flatMap((record) => wantedKeys(record, rule, context)));
  const rows = batch
    .map((number, i) => ruleRow(number, records[i], rule, bound, context))
    .filter((row) => row !== null);
  if (rows.length === 0) return;
  const statement = lookupStatement(bound, rule.columns);
  const matches = await context.sql.query<{ n: number; k: string; uuid: string | null }>(
    statement,
    `[${rows.join(',')}]`,
  );
  for (const { n, k, uuid } of matches) {
    const candidates = found.get(n) ?? { byNaturalKey: [], byUuid: null, byUnique: [], alike: [] };
    found.set(n, candidates);
    if (rule.kind === 'uuid') candidates.byUuid = k;
    else if (rule.kind === 'unique')
      candidates.byUnique.push({ fields: rule.columns.map((column) => column.field.name), key: k });
    else if (rule.kind === 'natural-key') candidates.byNaturalKey.push({ key: k, uuid });
    else if (k === String(context.fixture.index.primaryKeyOf(n))) candidates.alike.unshift(k);
    else candidates.alike.push(k);
  }
}

/** Content is told by the fields that the package's version of the model has. */
function presentColumns(rule: IdentityRule, records: readonly FixtureRecord[]): IdentityRule {
  if (rule.kind !== 'content') return rule;
  const columns = rule.columns.filter(({ field }) =>
    records.some((record) => record.fields[field.name] !== undefined),
  );
  return columns.length > 0 ? { kind: rule.kind, columns } : rule;
}

function wantedKeys(record: FixtureRecord, rule: IdentityRule, context: PlanContext): readonly WantedKey[] {
  const wanted: WantedKey[] = [];
  for (const column of rule.columns) {
    const value = record.fields[column.field.name];
    if (!column.field.references || value === undefined || value === null) continue;
    const resolution = resolveReference(column.field.references, value, context);
    if (resolution.kind === 'unknown') wanted.push(resolution.wanted);
  }
  return wanted;
}

/** The values of a rule's columns, or null when one of them is not there: then the rule says nothing. */
function ruleRow(
  number: RecordNumber,
  record: FixtureRecord | undefined,
  rule: IdentityRule,
  bound: BoundModel,
  context: PlanContext,
): string | null {
  if (!record) return null;
  const cells: string[] = [];
  for (const column of rule.columns) {
    const value =
      column === bound.key ? context.fixture.index.primaryKeyOf(number) : record.fields[column.field.name];
    const json = value === undefined ? null : ruleCell(value, column, rule, context);
    if (json === null) return null;
    cells.push(`"c${cells.length}":${json}`);
  }
  return `{"n":${number},${cells.join(',')}}`;
}

function ruleCell(
  value: FixtureRecord['fields'][string],
  column: BoundColumn,
  rule: IdentityRule,
  context: PlanContext,
): string | null {
  const isContent = rule.kind === 'content';
  if (value === null) return isContent ? emptyCell(column) : null;
  const { references } = column.field;
  if (references) {
    if (isContent && !column.live.notNull && context.adapt.placeless.isReference(references, value))
      return 'null';
    const resolution = resolveReference(references, value, context);
    return resolution.kind === 'key' ? JSON.stringify(resolution.key) : null;
  }
  const encoded = encodeValue(value, column);
  return encoded.ok ? encoded.json : null;
}

/** What null is restored as, where the row says that without the plan. */
function emptyCell(column: BoundColumn): string | null {
  if (!column.live.notNull) return 'null';
  return column.sqlType === 'text' && !column.field.references ? '""' : null;
}

/** Which of the batch's own primary keys the target has given to rows already. */
async function findTakenKeys(
  batch: readonly RecordNumber[],
  bound: BoundModel,
  context: PlanContext,
): Promise<ReadonlySet<string>> {
  const rows = batch
    .map((number) => ({ number, key: context.fixture.index.primaryKeyOf(number) }))
    .filter(({ key }) => key !== null && encodeValue(key, bound.key).ok)
    .map(({ number, key }) => `{"n":${number},"c0":${JSON.stringify(key)}}`);
  if (rows.length === 0) return new Set();
  const statement = lookupStatement(bound, [bound.key]);
  const found = await context.sql.query<{ k: string }>(statement, `[${rows.join(',')}]`);
  return new Set(found.map((row) => row.k));
}

function settleIdentity(
  number: RecordNumber,
  identity: Identity,
  bound: BoundModel,
  context: PlanContext,
  takenKeys: ReadonlySet<string>,
): void {
  if (identity.kind === 'new') {
    giveNewRow(number, bound, context, takenKeys);
    return;
  }
  if (identity.kind === 'row') {
    giveRow(number, identity.key, bound, context);
    return;
  }
  const conflict = decide(identity.class, bound.model, number, context.policy, identity.possible);
  context.table.setConflict(number, conflict);
  const outcome = conflict.decided ? 'skip' : 'conflict';
  const reason = `In conflict: ${identity.because}.`;
  if (conflict.decision === 'beside') {
    context.newUuids.set(number, randomUUID());
    giveNewRow(number, bound, context, takenKeys);
    return;
  }
  if (conflict.decision === 'skip') {
    context.table.settle(number, outcome, `${reason} It is left out.`);
    return;
  }
  giveRow(number, identity.key, bound, context);
  if (conflict.decision === 'keep' && context.table.outcome(number) === null)
    context.table.settle(number, outcome, `${reason} The target's row is kept.`);
}

function giveRow(number: RecordNumber, key: string, bound: BoundModel, context: PlanContext): void {
  const other = context.claimedRows.add(`${bound.model.label}\0${key}`, number);
  if (other >= 0) {
    context.table.clearConflict(number);
    // What refers to it by number goes to that row all the same.
    context.table.setKey(number, isIntegerKey(bound) ? exactKey(key) : key);
    context.table.settle(number, 'skip', `Record ${other + 1} is the same row of the target.`);
    context.adapt.placeless.keepWhole(number);
    return;
  }
  context.table.setKey(number, isIntegerKey(bound) ? exactKey(key) : key);
  context.table.setMatched(number);
}

/**
 * A new row keeps the primary key that the package gives it where that is free: what refers to it by number
 * (generic references, change logs) stays true.
 */
function giveNewRow(
  number: RecordNumber,
  bound: BoundModel,
  context: PlanContext,
  takenKeys: ReadonlySet<string>,
): void {
  const own = context.fixture.index.primaryKeyOf(number);
  if (own !== null && !takenKeys.has(String(own))) {
    const encoded = encodeValue(own, bound.key);
    if (encoded.ok) {
      context.table.setKey(number, own);
      return;
    }
    context.table.settle(number, 'impossible', `Its primary key ${encoded.because}.`);
    return;
  }
  if (isGenerated(bound)) {
    context.table.setKey(number, takeKey(context, bound.model));
    return;
  }
  const what = bound.model.primaryKey;
  context.adapt.placeless.keepWhole(number);
  context.table.settle(
    number,
    own === null ? 'skip' : 'impossible',
    own === null
      ? `Its ${what} is not in the package and cannot be known.`
      : `Its ${what} is taken in the target.`,
  );
}

function isIntegerKey(bound: BoundModel): boolean {
  return /^(smallint|integer|bigint)$/.test(bound.key.live.type);
}
