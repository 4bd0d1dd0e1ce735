import type { Catalogue } from '../catalogue/catalogue.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { contentTypeLabels } from '../fixture/content-types.ts';
import { KeyIndex } from '../fixture/key-index.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import { type ReferenceSources, recordReferences } from '../fixture/record-references.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import { namedFile } from '../package/named-file.ts';
import type { RestorePolicy, Selection } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { RecordSet } from './record-set.ts';
import { findRoot, parseRoot } from './selection-root.ts';
import { creationField, isInSpan, parseSpan } from './time-span.ts';

/** The package that is selected from. */
export interface SelectionSource {
  readonly catalogue: Catalogue;
  readonly spool: RecordSpool;
  readonly index: RecordIndex;
}

export interface SelectOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Which of the package's files records name, by path in the package. Holds a hash of each path, no text. */
export interface NamedFiles {
  readonly size: number;
  has(path: string): boolean;
}

/** Why a record is one of those that a selection starts from: bits, for it may be so in several ways. */
export const START = { root: 1, span: 2, search: 4 } as const;

/** What a selection brings: the records that it names and all that those need. */
export interface SelectedRecords {
  readonly records: RecordSet;
  /** For each record of the package its {@link START} bits; 0 for what is not a beginning. */
  readonly starts: Uint8Array;
  /** Files that selected records name. */
  readonly files: NamedFiles;
  /** Roots that name nothing, where others do. */
  readonly problems: readonly Problem[];
}

const BATCH = 1000;

/**
 * Finds the records that a selection names (by root, by time span, by text; any of the three is enough) and all
 * that they need, along references of every kind and over any number of steps; cycles end by themselves. Each
 * selected record is read once, in batches; memory is about six bytes for each record of the package.
 *
 * Errors: `SELECTION_EMPTY` when it names no record at all, `POLICY_INVALID` (time span), `CANCELLED`.
 */
export async function selectRecords(
  selection: Selection,
  source: SelectionSource,
  options: SelectOptions = {},
): Promise<SelectedRecords> {
  const meter = new ProgressMeter(options.onProgress);
  const closure = new Closure(source, await contentTypeLabels(source, options.signal));
  const starts = new Uint8Array(source.spool.count);
  meter.start('selecting', source.spool.count, 'records');
  const start = (number: RecordNumber, why: number) => {
    starts[number] = (starts[number] ?? 0) | why;
    closure.take(number);
  };
  const unknown = startFromRoots(selection.roots, source, (number) => start(number, START.root));
  if (selection.span !== null)
    await startFromSpan(selection.span, source, meter, options, (number) => start(number, START.span));
  if (selection.search !== '')
    for (const number of await source.spool.search(selection.search, options.signal))
      if (source.spool.brokenBecause(number) === null) start(number, START.search);
  if (closure.records.size === 0) throw selectionEmpty(selection, unknown);
  await closure.follow(meter, options.signal);
  return { records: closure.records, starts, files: closure.files, problems: unknown.map(unknownRoot) };
}

/** What the policy's selection brings; null in every other mode than `selected`. Errors as {@link selectRecords}. */
export async function selectForPolicy(
  { mode, selection }: Pick<RestorePolicy, 'mode' | 'selection'>,
  source: SelectionSource,
  options: SelectOptions = {},
): Promise<SelectedRecords | null> {
  return mode === 'selected' ? selectRecords(selection, source, options) : null;
}

/** Calls `start` for what the roots name; returns the roots that name nothing. */
function startFromRoots(
  roots: readonly string[],
  source: SelectionSource,
  start: (number: RecordNumber) => void,
): readonly string[] {
  return roots.filter((text) => {
    const root = parseRoot(text);
    if (root === null) return true;
    if (root.key === '*') return !startFromModel(root.label, source.spool, start);
    const number = findRoot(root, source.catalogue, source.index);
    if (number >= 0) start(number);
    return number < 0;
  });
}

/** All records of a model that can be read; false when there are none. */
function startFromModel(label: string, spool: RecordSpool, start: (number: RecordNumber) => void): boolean {
  const model = spool.models.indexOf(label);
  let found = false;
  for (let number = 0; model >= 0 && number < spool.count; number += 1) {
    if (spool.modelIndexOf(number) !== model || spool.brokenBecause(number) !== null) continue;
    start(number);
    found = true;
  }
  return found;
}

async function startFromSpan(
  span: NonNullable<Selection['span']>,
  { catalogue, spool }: SelectionSource,
  meter: ProgressMeter,
  { signal }: SelectOptions,
  start: (number: RecordNumber) => void,
): Promise<void> {
  const limits = parseSpan(span);
  const fields = spool.models.map((label) => {
    const model = catalogue.models.get(label);
    return model ? creationField(model) : null;
  });
  const fieldOf = (number: RecordNumber) => fields[spool.modelIndexOf(number)] ?? null;
  let batch: RecordNumber[] = [];
  const look = async () => {
    throwIfCancelled(signal);
    const records = await spool.read(batch);
    for (const [i, record] of records.entries()) {
      const number = batch[i] ?? -1;
      if (isInSpan(record, fieldOf(number) ?? '', limits)) start(number);
    }
    meter.advance(batch.length);
    batch = [];
  };
  for (let number = 0; number < spool.count; number += 1) {
    if (fieldOf(number) === null || spool.brokenBecause(number) !== null) continue;
    batch.push(number);
    if (batch.length === BATCH) await look();
  }
  if (batch.length > 0) await look();
}

/** Records, and all that they need: a set, and a queue of those whose own references are still to be followed. */
class Closure {
  readonly records: RecordSet;
  readonly #source: SelectionSource;
  readonly #sources: ReferenceSources;
  readonly #queue: Int32Array;
  readonly #files = new KeyIndex();
  #read = 0;

  constructor(source: SelectionSource, contentTypes: ReferenceSources['contentTypes']) {
    this.#source = source;
    this.#sources = { catalogue: source.catalogue, index: source.index, contentTypes };
    this.records = new RecordSet(source.spool.count);
    this.#queue = new Int32Array(source.spool.count);
  }

  get files(): NamedFiles {
    const files = this.#files;
    return { size: files.size, has: (path) => files.get(path) >= 0 };
  }

  take(number: RecordNumber): void {
    const place = this.records.size;
    if (this.records.add(number)) this.#queue[place] = number;
  }

  async follow(meter: ProgressMeter, signal: AbortSignal | undefined): Promise<void> {
    meter.start('selecting', this.#source.spool.count, 'records');
    while (this.#read < this.records.size) {
      throwIfCancelled(signal);
      const batch = this.#queue.subarray(this.#read, Math.min(this.records.size, this.#read + BATCH));
      this.#read += batch.length;
      const records = await this.#source.spool.read(batch);
      for (const [i, record] of records.entries()) {
        const file = namedFile(record);
        if (file !== null) this.#files.add(file, this.#files.size);
        for (const { number } of recordReferences(record, batch[i] ?? -1, this.#sources)) this.take(number);
      }
      meter.advance(batch.length);
    }
    meter.finish();
  }
}

function unknownRoot(root: string): Problem {
  return {
    code: 'SELECTION_ROOT_UNKNOWN',
    severity: 'warning',
    message: `The selection names ${root.slice(0, 300)}, which is not in the package.`,
    advice: 'Write MODEL:KEY with the natural key (parts joined by commas), the uuid or the primary key.',
  };
}

function selectionEmpty({ roots, span, search }: Selection, unknown: readonly string[]): EngineError {
  const named = unknown.slice(0, 5).map((root) => root.slice(0, 300));
  const reasons = [
    ...(named.length > 0
      ? [
          `${named.join(' and ')}${unknown.length > 5 ? ' and more' : ''} ${unknown.length === 1 ? 'is' : 'are'} not in the package`,
        ]
      : []),
    ...(span === null ? [] : ['nothing was created in the time span']),
    ...(search === '' ? [] : [`no record holds the text "${search.slice(0, 100)}"`]),
    ...(roots.length === 0 && span === null && search === '' ? ['it names nothing'] : []),
  ];
  return new EngineError({
    code: 'SELECTION_EMPTY',
    message: `The selection holds no record: ${reasons.join('; ')}.`,
    consequence: 'Nothing was changed.',
    advice:
      'Name records as MODEL:KEY (documents.document:POL-2025-0001-v01.00), a time span, or a text that they hold.',
  });
}
