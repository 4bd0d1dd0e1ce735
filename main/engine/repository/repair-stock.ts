import { throwIfCancelled } from '../errors.ts';
import type { ProgressMeter } from '../progress.ts';
import { BlobIndex, type IndexedPackBlobs, type ReadIndexes } from './blob-index.ts';
import { listTrash, type MaintenanceContext, packSizes } from './context.ts';
import type { MaintenanceOptions } from './maintenance.ts';
import { type BlobEntry, cutBlob, openBlob, type StoredBlob } from './pack.ts';
import { PackReader } from './pack-reader.ts';
import { inspectPack, type PackState } from './pack-state.ts';
import type { BlobId, ObjectId } from './repository.ts';
import { type Survey, surveySnapshots } from './survey.ts';

/** A whole pack in the trash. */
interface TrashedPack {
  readonly pack: IndexedPackBlobs;
  readonly place: string;
}

/** What there is to repair a repository with. */
export interface RepairStock {
  /** Packs that are as they were written. */
  readonly good: readonly IndexedPackBlobs[];
  readonly damaged: readonly { readonly id: ObjectId; readonly damage: string }[];
  /** What snapshots need, and what of it is neither in a pack nor in the trash. */
  survey(): Promise<Survey>;
  /** Blobs that are whole in a damaged pack and were not given out before, nor are in a whole pack. */
  onlyIn(damaged: ObjectId): Promise<readonly { readonly entry: BlobEntry; readonly blob: StoredBlob }[]>;
  /** The packs in the trash that hold what is needed and nowhere else. Known after a survey. */
  wantedFromTrash(needed: ReadonlySet<BlobId>): readonly TrashedPack[];
}

/** Reads all packs. */
export async function stockOf(
  context: MaintenanceContext,
  indexes: ReadIndexes,
  options: MaintenanceOptions,
  meter: ProgressMeter,
): Promise<RepairStock> {
  const { files } = context;
  const entries = new Map<ObjectId, readonly BlobEntry[]>();
  for (const { content } of indexes.current)
    for (const { id, blobs } of content.packs) entries.set(id, [...(entries.get(id) ?? []), ...blobs]);
  const good: IndexedPackBlobs[] = [];
  const damaged: { readonly id: ObjectId; readonly damage: string; readonly whole: readonly BlobEntry[] }[] =
    [];
  const sizes = await packSizes(files);
  meter.start(
    'reading',
    [...sizes.values()].reduce((sum, size) => sum + size, 0),
    'bytes',
  );
  for (const [id, size] of sizes) {
    throwIfCancelled(options.signal);
    const state = await inspectPack(files, files.placeOf('packs', id), id, entries.get(id) ?? []);
    const pack = packOf(state);
    if (state.damage === null && pack !== null) good.push(pack);
    else damaged.push({ id, damage: state.damage ?? 'it holds nothing', whole: [...state.whole.values()] });
    meter.advance(size);
  }
  const index = new BlobIndex();
  for (const pack of good) index.add(pack);
  const salvageable = new Map<BlobId, ObjectId>();
  for (const { id, whole } of damaged)
    for (const entry of whole) if (index.locate(entry.id) === null) salvageable.set(entry.id, id);
  return new Stock(context, options, { good, damaged, index, salvageable, entries });
}

interface Sorted {
  readonly good: readonly IndexedPackBlobs[];
  readonly damaged: readonly { readonly id: ObjectId; readonly damage: string }[];
  readonly index: BlobIndex;
  /** In which damaged pack a blob is whole that no whole pack has. */
  readonly salvageable: ReadonlyMap<BlobId, ObjectId>;
  readonly entries: ReadonlyMap<ObjectId, readonly BlobEntry[]>;
}

class Stock implements RepairStock {
  readonly #context: MaintenanceContext;
  readonly #options: MaintenanceOptions;
  readonly #sorted: Sorted;
  readonly #reader: PackReader;
  readonly #trashed = new Map<BlobId, TrashedPack>();
  /** The damaged or trashed pack that was read last. */
  #last: PackState | null = null;

  constructor(context: MaintenanceContext, options: MaintenanceOptions, sorted: Sorted) {
    this.#context = context;
    this.#options = options;
    this.#sorted = sorted;
    this.#reader = new PackReader(context.files);
  }

  get good(): Sorted['good'] {
    return this.#sorted.good;
  }

  get damaged(): Sorted['damaged'] {
    return this.#sorted.damaged;
  }

  async survey(): Promise<Survey> {
    const survey = await this.#survey();
    if (survey.lost.size === 0) return survey;
    await this.#readTrash();
    return this.#survey();
  }

  async onlyIn(
    damaged: ObjectId,
  ): Promise<readonly { readonly entry: BlobEntry; readonly blob: StoredBlob }[]> {
    const { plain, whole } = await this.#inspect(damaged, this.#context.files.placeOf('packs', damaged));
    return [...whole.values()]
      .filter(({ id }) => this.#sorted.salvageable.get(id) === damaged)
      .map((entry) => ({ entry, blob: cutBlob(plain, entry) }));
  }

  wantedFromTrash(needed: ReadonlySet<BlobId>): readonly TrashedPack[] {
    const wanted = new Map<ObjectId, TrashedPack>();
    for (const [blob, trashed] of this.#trashed)
      if (needed.has(blob) && !this.#hasHere(blob)) wanted.set(trashed.pack.id, trashed);
    return [...wanted.values()];
  }

  #survey(): Promise<Survey> {
    return surveySnapshots({
      files: this.#context.files,
      references: this.#options.references,
      signal: this.#options.signal,
      has: (blob) => this.#hasHere(blob) || this.#trashed.has(blob),
      read: (blob) => this.#read(blob),
    });
  }

  #hasHere(blob: BlobId): boolean {
    return this.#sorted.index.locate(blob) !== null || this.#sorted.salvageable.has(blob);
  }

  async #read(blob: BlobId): Promise<Buffer | null> {
    const { index, salvageable } = this.#sorted;
    for (let at = index.locate(blob); at !== null; at = at.other) {
      const content = await this.#reader.read(blob, at);
      if (content !== null) return content;
    }
    const damaged = salvageable.get(blob);
    if (damaged !== undefined)
      return this.#readFrom(damaged, this.#context.files.placeOf('packs', damaged), blob);
    const trashed = this.#trashed.get(blob);
    return trashed === undefined ? null : this.#readFrom(trashed.pack.id, trashed.place, blob);
  }

  async #readFrom(id: ObjectId, place: string, blob: BlobId): Promise<Buffer | null> {
    const { plain, whole } = await this.#inspect(id, place);
    const entry = whole.get(blob);
    return entry === undefined ? null : openBlob(blob, cutBlob(plain, entry));
  }

  async #inspect(id: ObjectId, place: string): Promise<PackState> {
    if (this.#last?.id !== id)
      this.#last = await inspectPack(this.#context.files, place, id, this.#sorted.entries.get(id) ?? []);
    return this.#last;
  }

  async #readTrash(): Promise<void> {
    const { files } = this.#context;
    const present = new Set(this.#sorted.good.map(({ id }) => id));
    for (const { id, place } of await listTrash(files)) {
      throwIfCancelled(this.#options.signal);
      if (present.has(id)) continue;
      const state = await inspectPack(files, place, id, []);
      const pack = packOf(state);
      if (state.damage !== null || pack === null) continue;
      for (const { id: blob } of pack.blobs) this.#trashed.set(blob, { pack, place });
    }
  }
}

function packOf({ id, kind, size, directory }: PackState): IndexedPackBlobs | null {
  return kind === null || directory === null ? null : { id, kind, size, blobs: directory };
}
