import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { describeReference, ownNaturalKey } from '../fixture/natural-key.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import { recordName } from '../fixture/record-name.ts';
import type { SelectionSource, SelectOptions } from './select-records.ts';
import type { Candidate, CandidateKind, CandidatePage, CandidateQuery } from './selection.ts';
import { findRoot } from './selection-root.ts';

const MODELS: { readonly [kind in CandidateKind]: readonly string[] } = {
  documents: ['documents.document'],
  users: ['users.user'],
  workflows: ['workflows.documentworkflow', 'workflows.workflowinstance'],
};

/** The numbers of the records that a query matches, its range aside. */
export async function matchCandidates(
  { kind, search }: CandidateQuery,
  { spool }: SelectionSource,
  options: SelectOptions,
): Promise<Int32Array> {
  const models = new Set(MODELS[kind].map((label) => spool.models.indexOf(label)));
  const matches = (number: RecordNumber) =>
    models.has(spool.modelIndexOf(number)) && spool.brokenBecause(number) === null;
  if (search !== '') return Int32Array.from((await spool.search(search, options.signal)).filter(matches));
  const numbers: RecordNumber[] = [];
  for (let number = 0; number < spool.count; number += 1) if (matches(number)) numbers.push(number);
  return Int32Array.from(numbers);
}

/** The wanted range of the matching records, read in one go. */
export async function candidatePage(
  numbers: Int32Array,
  { offset, limit }: CandidateQuery,
  { spool, catalogue, index }: SelectionSource,
): Promise<CandidatePage> {
  const shown = Array.from(numbers.subarray(offset, offset + Math.min(limit, 500)));
  const records = await spool.read(shown);
  const rows = records.map((record, i): Candidate => {
    const number = shown[i] ?? -1;
    const name = recordName(record, number, catalogue, index);
    const root = rootOf(record, number, catalogue, index);
    return { record: number, model: record.model, name, title: titleOf(record), root };
  });
  return { total: numbers.length, rows };
}

function titleOf({ fields }: FixtureRecord): string {
  const parts = [fields.title, fields.first_name, fields.last_name].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  if (parts.length > 0) return parts.join(' ');
  const state = fields.current_state ?? fields.state;
  return state === undefined || state === null ? '' : describeReference(state);
}

/** How a selection names this very record; null when every name of it leads to another one. */
function rootOf(
  record: FixtureRecord,
  number: RecordNumber,
  catalogue: Catalogue,
  index: RecordIndex,
): string | null {
  const model = catalogue.models.get(record.model);
  const keys = model ? keysOf(record, number, model, catalogue, index) : [];
  const own = keys.find((key) => findRoot({ label: record.model, key }, catalogue, index) === number);
  return own === undefined ? null : `${record.model}:${own}`;
}

function keysOf(
  record: FixtureRecord,
  number: RecordNumber,
  model: Model,
  catalogue: Catalogue,
  index: RecordIndex,
): readonly string[] {
  const primaryKey = index.primaryKeyOf(number);
  const lostKey = typeof primaryKey === 'string' ? primaryKey : null;
  const natural = ownNaturalKey(record, model, catalogue, lostKey);
  return [
    ...(natural.kind === 'key' ? [natural.values.join(',')] : []),
    ...(typeof record.fields.uuid === 'string' ? [record.fields.uuid] : []),
    ...(primaryKey === null ? [] : [String(primaryKey)]),
  ];
}
