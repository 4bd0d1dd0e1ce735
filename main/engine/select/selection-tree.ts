import { throwIfCancelled } from '../errors.ts';
import type { RecordNumber } from '../fixture/record.ts';
import { recordName } from '../fixture/record-name.ts';
import { type ReferenceSources, recordReferences } from '../fixture/record-references.ts';
import type { Selection } from '../plan/policy.ts';
import {
  type SelectedRecords,
  type SelectionSource,
  type SelectOptions,
  START,
  selectRecords,
} from './select-records.ts';
import { MOST_NODES, type SelectedRecord, type SelectionNode, type SelectionTree } from './selection.ts';

/** Roots that are shown; a time span may select all there is. */
const MOST_ROOTS = 500;
const BATCH = 1000;

/** What is to be shown of a record, as far as it is known from the record above it. */
interface Branch {
  readonly number: RecordNumber;
  readonly fields: readonly string[];
  readonly because: string;
}

/** A record that was read: its name, and the records that it needs with the fields that refer to them. */
interface Known {
  readonly name: string;
  readonly needs: ReadonlyMap<RecordNumber, readonly string[]>;
}

/**
 * Selects, and shows what is in and why: the roots, below each record what it needs, breadth first. Each record is
 * unfolded where it is met first; what would be too much is left to {@link expandRecord}.
 *
 * Errors as `selectRecords`.
 */
export async function selectionTree(
  selection: Selection,
  source: SelectionSource,
  sources: ReferenceSources,
  options: SelectOptions,
): Promise<SelectionTree> {
  const selected = await selectRecords(selection, source, options);
  const starts = [...selected.records].filter((number) => selected.starts[number] !== 0);
  return {
    records: selected.records.size,
    total: source.spool.count,
    byModel: countModels(selected, source),
    files: selected.files.size,
    roots: starts.length,
    nodes: await unfold(starts.slice(0, MOST_ROOTS), selected, source, sources, options),
    problems: selected.problems,
  };
}

/** The records that a record needs itself, `limit` of them at most. */
export async function expandRecord(
  number: RecordNumber,
  limit: number,
  source: SelectionSource,
  sources: ReferenceSources,
): Promise<readonly SelectedRecord[]> {
  const known = (await readKnown([number], source, sources)).get(number);
  const branches = known ? branchesOf(known).slice(0, limit) : [];
  const below = await readKnown(
    branches.map((branch) => branch.number),
    source,
    sources,
  );
  return branches.map((branch) => describe(branch, below.get(branch.number), source));
}

async function unfold(
  roots: readonly RecordNumber[],
  selected: SelectedRecords,
  source: SelectionSource,
  sources: ReferenceSources,
  { signal }: SelectOptions,
): Promise<readonly SelectionNode[]> {
  const nodes: SelectionNode[] = [];
  const unfolded = new Set<RecordNumber>();
  let level: readonly { readonly branch: Branch; readonly parent: number | null }[] = roots.map((number) => ({
    branch: { number, fields: [], because: rootReason(selected.starts[number] ?? 0) },
    parent: null,
  }));
  while (level.length > 0) {
    throwIfCancelled(signal);
    const known = await readKnown(
      level.map(({ branch }) => branch.number),
      source,
      sources,
    );
    const next: { branch: Branch; parent: number }[] = [];
    // Counted with this level, so that a record is never unfolded in part.
    const planned = nodes.length + level.length;
    for (const { branch, parent } of level) {
      const own = known.get(branch.number);
      const below = own ? branchesOf(own) : [];
      const opens = !unfolded.has(branch.number) && planned + next.length + below.length <= MOST_NODES;
      if (opens) unfolded.add(branch.number);
      nodes.push({ ...describe(branch, own, source), parent, unfolded: opens });
      if (opens) for (const child of below) next.push({ branch: child, parent: nodes.length - 1 });
    }
    level = next;
  }
  return nodes;
}

function describe(branch: Branch, known: Known | undefined, { spool }: SelectionSource): SelectedRecord {
  return {
    record: branch.number,
    model: spool.models[spool.modelIndexOf(branch.number)] ?? '',
    name: known?.name ?? `record ${branch.number + 1}`,
    fields: branch.fields,
    because: branch.because,
    needs: known?.needs.size ?? 0,
  };
}

function branchesOf({ name, needs }: Known): readonly Branch[] {
  return [...needs].map(([number, fields]) => ({
    number,
    fields,
    because: fields.length === 0 ? `repeated by ${name}` : `${sayFields(fields)} of ${name}`,
  }));
}

/** `author and document type` */
function sayFields(fields: readonly string[]): string {
  const words = fields.map((field) => field.replaceAll('_', ' '));
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}

function rootReason(start: number): string {
  const reasons = [
    ...((start & START.root) === 0 ? [] : ['named in the selection']),
    ...((start & START.span) === 0 ? [] : ['created in the time span']),
    ...((start & START.search) === 0 ? [] : ['holds the text']),
  ];
  return reasons.join(', ');
}

async function readKnown(
  numbers: readonly RecordNumber[],
  { spool, catalogue, index }: SelectionSource,
  sources: ReferenceSources,
): Promise<ReadonlyMap<RecordNumber, Known>> {
  const known = new Map<RecordNumber, Known>();
  const wanted = [...new Set(numbers)].filter((number) => spool.brokenBecause(number) === null);
  for (let from = 0; from < wanted.length; from += BATCH) {
    const batch = wanted.slice(from, from + BATCH);
    for (const [i, record] of (await spool.read(batch)).entries()) {
      const number = batch[i] ?? -1;
      const needs = new Map<RecordNumber, string[]>();
      for (const reference of recordReferences(record, number, sources)) {
        const fields = needs.get(reference.number) ?? [];
        needs.set(reference.number, fields);
        if (reference.field !== null && !fields.includes(reference.field)) fields.push(reference.field);
      }
      known.set(number, { name: recordName(record, number, catalogue, index), needs });
    }
  }
  return known;
}

function countModels({ records }: SelectedRecords, { spool, catalogue }: SelectionSource) {
  const counts = spool.models.map(() => 0);
  for (const number of records) {
    const model = spool.modelIndexOf(number);
    counts[model] = (counts[model] ?? 0) + 1;
  }
  return spool.models
    .map((model, i) => ({
      model,
      step: catalogue.models.get(model)?.step ?? ('business' as const),
      count: counts[i] ?? 0,
    }))
    .filter(({ count }) => count > 0);
}
