import type { Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { readModel } from '../export/read-model.ts';
import { exportedOf } from '../export/read-records.ts';
import type { ProgressMeter } from '../progress.ts';
import type { BlobStore } from '../repository/repository.ts';
import { type Difference, LineComparer } from './compare-lines.ts';
import type { Manifest, TableState } from './manifest.ts';
import { readTable } from './read-table.ts';
import { FILES, snapshotQuery, VALUES } from './record-form.ts';
import { isSameFile } from './stored-file.ts';

/** A difference, and of which model; `files` for a file, whose key is its path. */
export interface ModelDifference extends Difference {
  readonly model: string;
}

export interface CompareOptions {
  readonly meter: ProgressMeter;
  readonly signal?: AbortSignal | undefined;
  /** The only models that are compared; null for all, and the files. */
  readonly only?: ReadonlySet<string> | null;
}

/**
 * Tells what differs between two snapshots of a repository, the earlier one first. Files are compared where both have
 * some: a snapshot without a storage folder says nothing of files. Errors: `REPOSITORY_DAMAGED`.
 */
export async function compareSnapshots(
  blobs: BlobStore,
  before: Manifest,
  now: Manifest,
  { meter, signal, only = null }: CompareOptions,
  onDifference: (difference: ModelDifference) => Promise<void> | void,
): Promise<void> {
  const files =
    before.files && now.files
      ? [{ model: FILES, before: before.files.segments, now: now.files.segments }]
      : [];
  const pairs = [...tablePairs(before.tables, now.tables), ...files].filter(
    ({ model }) => only?.has(model) ?? true,
  );
  meter.start('comparing', pairs.length, 'steps');
  for (const { model, before: earlier, now: later } of pairs) {
    if (!isEqual(earlier, later)) {
      const comparer = new LineComparer(
        readTable(blobs, earlier),
        (difference) => onDifference({ model, ...difference }),
        model === FILES ? { isSame: isSameFile } : {},
      );
      for await (const lines of readTable(blobs, later)) {
        throwIfCancelled(signal);
        for (const { key, text } of lines) if (text !== null) await comparer.record(key, text);
      }
      await comparer.end();
    }
    meter.advance(1);
  }
  meter.finish();
}

/**
 * Tells what differs between a snapshot and the records that a target holds now. Errors: `REPOSITORY_DAMAGED`,
 * `TARGET_…`, `CANCELLED`.
 */
export async function compareWithTarget(
  blobs: BlobStore,
  before: Manifest,
  target: Target,
  { meter, signal, only = null }: CompareOptions,
  onDifference: (difference: ModelDifference) => Promise<void> | void,
): Promise<void> {
  const wanted = (model: string) => only?.has(model) ?? true;
  meter.start(
    'comparing',
    before.tables.reduce((sum, { model, records }) => sum + (wanted(model) ? records : 0), 0),
    'records',
  );
  await target.readHeld(
    async (sql) => {
      const { catalogue, models } = exportedOf(target);
      const there = new Set<string>();
      for (const bound of models) {
        const { label } = bound.model;
        there.add(label);
        if (!wanted(label)) continue;
        const segments = before.tables.find(({ model }) => model === label)?.segments ?? [];
        const comparer = new LineComparer(readTable(blobs, segments), (difference) =>
          onDifference({ model: label, ...difference }),
        );
        const query = snapshotQuery(bound, catalogue, target);
        const reading = { ...VALUES, sql, meter, signal, onProblem: () => undefined };
        await readModel(query, reading, ({ key, text }) => comparer.record(key, text));
        await comparer.end();
      }
      for (const { model, segments } of before.tables) {
        if (there.has(model) || !wanted(model)) continue;
        for await (const lines of readTable(blobs, segments))
          for (const { key, text } of lines)
            await onDifference({ model, change: 'removed', key, before: text, now: null });
      }
    },
    { meter, signal },
  );
  meter.finish();
}

interface TablePair {
  readonly model: string;
  readonly before: readonly string[];
  readonly now: readonly string[];
}

/** In the order of the later state; models that it does not have come last. */
function tablePairs(before: readonly TableState[], now: readonly TableState[]): readonly TablePair[] {
  const earlier = new Map(before.map(({ model, segments }) => [model, segments]));
  const pairs = now.map(({ model, segments }) => ({
    model,
    before: earlier.get(model) ?? [],
    now: segments,
  }));
  const there = new Set(now.map(({ model }) => model));
  const gone = before.filter(({ model }) => !there.has(model));
  return [...pairs, ...gone.map(({ model, segments }) => ({ model, before: segments, now: [] }))];
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
