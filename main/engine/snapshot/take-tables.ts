import type { Readers, Target } from '../database/target.ts';
import { exportedOf, tellLeftOutOfRecords } from '../export/read-records.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import type { BlobStore } from '../repository/repository.ts';
import { AFTER_HASHING, type FingerprintedModel, fingerprintModels, HASHING } from './fingerprint-models.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { KeptProblems } from './kept-problems.ts';
import type { Changes, TableState } from './manifest.ts';
import { isThere } from './parent-state.ts';
import { snapshotKeyQuery, snapshotQuery } from './record-form.ts';
import {
  type ParentState,
  type Reading,
  readingOf,
  rowsOf,
  type TakenTable,
  takeTable,
} from './take-table.ts';

export interface TakeTablesOptions<Base extends SnapshotBase> {
  readonly target: Target;
  /** Opens what the snapshot goes on from; called once, while the database hashes its rows. */
  readonly open: () => Promise<Base>;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  /** Called for every record that is new or changed, or is read again. */
  readonly onRecord: (model: string, text: string) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

/** What a snapshot goes on from. */
export interface SnapshotBase {
  /** Where it is written. */
  readonly blobs: BlobStore;
  /** What the earlier snapshot told of records. */
  readonly kept: KeptProblems;
  /** The state that this one is compared with, and what the database said of it. */
  readonly parent: { readonly tables: readonly TableState[]; readonly fingerprints: Fingerprints } | null;
}

export interface TakenTables<Base extends SnapshotBase> {
  readonly base: Base;
  readonly tables: readonly TableState[];
  readonly fingerprints: Fingerprints;
  /** Against the parent, of the models that differ. */
  readonly changes: { readonly [model: string]: Changes };
  /** The moment whose state this is, ISO 8601 in UTC. */
  readonly at: string;
}

type RowMeter = Pick<ProgressMeter, 'advance'>;

/** Connections that let the database hash rows: more would be felt by those who work with the EDMS. */
const READERS = 2;
/** So many groups are read at once; what takes longer has a phase of its own, which can tell how far it is. */
const FEW_GROUPS = 512;

/** Reads what a target holds at one moment into blobs: all of it, or where there is a parent, what differs. */
export function takeTables<Base extends SnapshotBase>(
  options: TakeTablesOptions<Base>,
): Promise<TakenTables<Base>> {
  const { target, meter, signal, onProblem, onRecord } = options;
  const comparison = new Comparison(options.open);
  const read = async (readers: Readers): Promise<TakenTables<Base>> => {
    const sql = readers.first;
    const { catalogue, models: exported } = exportedOf(target);
    const taken = new Map<FingerprintedModel, TakenTable>();
    const left: { readonly model: FingerprintedModel; readonly reading: Reading }[] = [];
    const take = async (model: FingerprintedModel, reading: Reading, progress: RowMeter) => {
      const { base, earlier } = await comparison.opened();
      const isCompared = earlier !== null;
      const { blobs, kept } = base;
      const how = { sql, blobs, kept, isCompared, meter: progress, onProblem, onRecord, signal };
      taken.set(model, await takeTable(model, reading, how));
    };
    const { models, keys } = await fingerprintModels(readers, exported, {
      queryOf: remembered((bound: BoundModel) => snapshotQuery(bound, catalogue, target)),
      keyQueryOf: (bound: BoundModel) => snapshotKeyQuery(bound, catalogue, target),
      server: target.schema.serverVersion,
      onHashing: () => comparison.begin(),
      earlier: async () => (await comparison.opened()).earlier?.fingerprints ?? null,
      whenFound: async (model, known) => {
        const { earlier } = await comparison.opened();
        const reading = await readingOf(sql, model, known, earlier);
        if (isQuick(reading)) await take(model, reading, UNTOLD);
        else left.push({ model, reading });
      },
      asWell: () => tellLeftOutOfRecords({ target, onProblem, signal }, sql),
      meter,
      signal,
    });
    const { base, earlier } = await comparison.opened();
    meter.start('reading', sum(left.map(({ model, reading }) => rowsOf(reading, model))), 'records');
    if (left.length > 0) await sql.execute(AFTER_HASHING);
    for (const { model, reading } of inOrder(left, models)) await take(model, reading, meter);
    meter.finish();
    const tables = new Map(models.map(({ bound, now }) => [bound.model.label, now]));
    const states = models.flatMap((model) => taken.get(model) ?? []);
    const gone = (earlier?.tables ?? []).filter(({ model }) => !tables.has(model));
    for (const { model } of gone) base.kept.forget(model);
    for (const problem of base.kept.left) onProblem(problem);
    return {
      base,
      tables: states.map(({ state }) => state),
      fingerprints: { tables, keys },
      changes: Object.fromEntries([...changesOf(states), ...removalsOf(gone)]),
      at: readers.at,
    };
  };
  return target.readTogether(READERS, read, { signal, meter, settings: HASHING });
}

/** What is read at once has no part in the progress that is shown. */
const UNTOLD: RowMeter = { advance: () => undefined };

interface Opened<Base> {
  readonly base: Base;
  readonly earlier: ParentState | null;
}

/** What the tables are compared with: opened once, at the first call. */
class Comparison<Base extends SnapshotBase> {
  readonly #open: () => Promise<Base>;
  #opened: Promise<Opened<Base>> | null = null;

  constructor(open: () => Promise<Base>) {
    this.#open = open;
  }

  begin(): void {
    // Heard of when it is needed: no statement may be left in a transaction that ends.
    this.opened().catch(() => undefined);
  }

  opened(): Promise<Opened<Base>> {
    this.#opened ??= this.#read();
    return this.#opened;
  }

  async #read(): Promise<Opened<Base>> {
    const base = await this.#open();
    const { blobs, parent } = base;
    return { base, earlier: parent && { ...parent, lost: await lostTables(blobs, parent.tables) } };
  }
}

/** The models of whose earlier state blobs are missing. */
async function lostTables(blobs: BlobStore, tables: readonly TableState[]): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const { model, segments } of tables) if (!(await isThere(blobs, segments))) lost.add(model);
  return lost;
}

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/** As records follow each other, and not as tables were found. */
function inOrder<Left extends { readonly model: FingerprintedModel }>(
  left: readonly Left[],
  models: readonly FingerprintedModel[],
): readonly Left[] {
  const places = new Map(models.map(({ bound }, at) => [bound, at]));
  const placeOf = ({ model }: Left): number => places.get(model.bound) ?? 0;
  return [...left].sort((a, b) => placeOf(a) - placeOf(b));
}

function isQuick(reading: Reading): boolean {
  return reading.kind === 'nothing' || (reading.kind === 'groups' && reading.groups.length <= FEW_GROUPS);
}

function changesOf(taken: readonly TakenTable[]): readonly (readonly [string, Changes])[] {
  return taken.flatMap(({ state, changes }) => (changes === null ? [] : [[state.model, changes]]));
}

/** Of models that the target does not have any more. */
function removalsOf(gone: readonly TableState[]): readonly (readonly [string, Changes])[] {
  return gone
    .filter(({ records }) => records > 0)
    .map(({ model, records }) => [model, { added: 0, changed: 0, removed: records }]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
