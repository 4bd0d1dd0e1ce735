import { throwIfCancelled } from '../errors.ts';
import { NumberColumn } from '../fixture/growing-columns.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import { batches, type PlanContext } from './plan-context.ts';
import { encodeBatch, loseRecord } from './plan-rows.ts';

/**
 * Settles all records that cannot be restored because others cannot, along chains of any length (documents that
 * supersede one another, managers of managers): each record is looked at once for each reference that it has lost,
 * where planning everything again would find one link of the chain at a time.
 * @param settledBefore 1 for records whose outcome was there before rows were planned; those stay.
 */
export async function loseDependents(
  lost: readonly RecordNumber[],
  settledBefore: Uint8Array,
  context: PlanContext,
): Promise<void> {
  const dependents = await readDependents(lost, settledBefore, context);
  let front = lost;
  while (front.length > 0) {
    throwIfCancelled(context.signal);
    const touched = new Set<RecordNumber>();
    for (const number of front) {
      // A row of the target stays what it is: references to it hold.
      if (context.table.isMatched(number)) continue;
      for (const dependent of dependents.of(number)) {
        if (context.table.outcome(dependent) !== 'impossible') touched.add(dependent);
      }
    }
    front = await loseAmong([...touched], context);
  }
}

/** Encodes the records anew and loses those for which that is not possible any more. */
async function loseAmong(
  numbers: readonly RecordNumber[],
  context: PlanContext,
): Promise<readonly RecordNumber[]> {
  const lost: RecordNumber[] = [];
  for (const [label, members] of byModel(numbers, context)) {
    const bound = context.bound.get(label);
    if (!bound) continue;
    for (const batch of batches(members)) {
      const records = await context.fixture.spool.read(batch);
      const rows = await encodeBatch(batch, records, bound, context);
      rows.forEach((row, i) => {
        const number = batch[i];
        if (row.kind !== 'impossible' || number === undefined) return;
        loseRecord(number, `It cannot be restored: ${row.because}.`, context);
        lost.push(number);
      });
    }
  }
  return lost;
}

function byModel(
  numbers: readonly RecordNumber[],
  { fixture }: PlanContext,
): ReadonlyMap<string, RecordNumber[]> {
  const groups = new Map<string, RecordNumber[]>();
  for (const number of numbers) {
    const label = fixture.spool.models[fixture.spool.modelIndexOf(number)] ?? '';
    const group = groups.get(label);
    if (group) group.push(number);
    else groups.set(label, [number]);
  }
  return groups;
}

/** Reads which records refer to which, as far as a loss can spread along it. */
async function readDependents(
  lost: readonly RecordNumber[],
  settledBefore: Uint8Array,
  context: PlanContext,
): Promise<Dependents> {
  const labels = spreadingLabels([...byModel(lost, context).keys()], context);
  const dependents = new Dependents(context.table.count);
  for (const [label, numbers] of context.recordsOf) {
    const bound = context.bound.get(label);
    if (!bound || !labels.has(label)) continue;
    const fields = [...bound.columns.values(), ...bound.manyToMany.values()].map(({ field }) => field);
    const spreading = fields.filter(({ references }) => references && labels.has(references));
    if (spreading.length === 0) continue;
    for (const batch of batches(numbers.filter((number) => settledBefore[number] !== 1))) {
      throwIfCancelled(context.signal);
      const records = await context.fixture.spool.read(batch);
      records.forEach((record, i) => {
        for (const { name, references } of spreading)
          addReferences(record, batch[i] ?? -1, name, references ?? '', dependents, context);
      });
    }
  }
  return dependents;
}

function addReferences(
  record: FixtureRecord,
  number: RecordNumber,
  name: string,
  label: string,
  dependents: Dependents,
  context: PlanContext,
): void {
  const value = record.fields[name];
  const model = context.catalogue.models.get(label);
  if (value === undefined || value === null || !model) return;
  const isList = context.catalogue.models.get(record.model)?.manyToMany.some((field) => field.name === name);
  const values = isList && Array.isArray(value) ? value : [value];
  for (const part of values) {
    const found = context.fixture.index.findValue(model, part);
    if (found === null || found < 0) continue;
    dependents.add(found, number);
    // It may be the row of the record that it repeats.
    const duplicate = context.fixture.index.duplicateOf(found);
    if (duplicate) dependents.add(duplicate.first, number);
  }
}

/** The labels themselves and all that refer to them, to those, and so on. */
function spreadingLabels(
  start: readonly string[],
  { catalogue, recordsOf }: PlanContext,
): ReadonlySet<string> {
  const labels = new Set(start);
  for (let size = 0; size !== labels.size; ) {
    size = labels.size;
    for (const label of recordsOf.keys()) {
      const model = catalogue.models.get(label);
      const fields = [...(model?.fields ?? []), ...(model?.manyToMany ?? [])];
      if (fields.some(({ references }) => references !== undefined && labels.has(references)))
        labels.add(label);
    }
  }
  return labels;
}

/** Lists of dependents, each a chain through two columns of numbers: no object for each of millions of references. */
class Dependents {
  /** Position of a record's last entry, plus one; 0 for none. */
  readonly #last: Int32Array;
  readonly #records = new NumberColumn();
  readonly #before = new NumberColumn();

  constructor(count: number) {
    this.#last = new Int32Array(count);
  }

  add(number: RecordNumber, dependent: RecordNumber): void {
    this.#records.push(dependent);
    this.#before.push(this.#last[number] ?? 0);
    this.#last[number] = this.#records.length;
  }

  *of(number: RecordNumber): Generator<RecordNumber> {
    for (let at = this.#last[number] ?? 0; at > 0; at = this.#before.at(at - 1)) {
      yield this.#records.at(at - 1);
    }
  }
}
