import { EngineError, throwIfCancelled } from '../errors.ts';
import type { BlobStore, ObjectId, Repository } from '../repository/repository.ts';
import { type FieldDifference, rootOf, show } from './comparison.ts';
import { anyWithin, compareKeys } from './key-order.ts';
import { readTable } from './read-table.ts';
import { listSnapshots, type Snapshot } from './snapshots.ts';

/** One record, named as in a selection: by a name of it (its number, user name, uuid) or its primary key. */
export interface TimelineRequest {
  /** Django label, `documents.document`. */
  readonly model: string;
  readonly record: string;
}

/** How the record is in one snapshot, held against the one before. */
export interface TimelineEntry {
  readonly snapshot: ObjectId;
  readonly createdAt: string;
  readonly source: string;
  readonly state: 'appeared' | 'changed' | 'unchanged' | 'gone' | 'not there';
  readonly fields: readonly FieldDifference[];
  /** How a selection of this snapshot names the record; null where it is not there. */
  readonly root: string | null;
}

export interface Timeline {
  readonly model: string;
  /** Primary key, and what the record is called in the newest snapshot that has it. */
  readonly key: string;
  readonly name: string;
  /** The oldest first. */
  readonly entries: readonly TimelineEntry[];
}

/**
 * Follows one record through the snapshots of its EDMS, which is that of the newest snapshot that has it. Errors:
 * `SELECTION_EMPTY` (no snapshot has it), `REPOSITORY_…`.
 */
export async function timelineOf(
  repository: Repository,
  { model, record }: TimelineRequest,
  signal: AbortSignal | undefined,
): Promise<Timeline> {
  const lock = await repository.lockToRead('following a record');
  try {
    const blobs = await repository.openBlobs();
    const { snapshots } = await listSnapshots(repository);
    const found = await findRecord(blobs, snapshots, model, record, signal);
    if (found === null) throw unknownRecord(model, record);
    const { key, name } = show({ model, change: 'added', key: found.key, before: null, now: found.text });
    const entries: TimelineEntry[] = [];
    let before: string | null = null;
    // Another EDMS in the same repository has other records under the same keys.
    const own = snapshots.filter(({ manifest }) => manifest.source.label === found.source);
    for (const { id, manifest } of own) {
      throwIfCancelled(signal);
      const now = await textOf(blobs, manifest, model, found.key);
      entries.push({
        snapshot: id,
        createdAt: manifest.createdAt,
        source: manifest.source.label,
        ...step(model, found.key, before, now),
        root: now === null ? null : rootOf(model, key, now),
      });
      before = now;
    }
    return { model, key, name, entries };
  } finally {
    await lock.release();
  }
}

function step(
  model: string,
  key: string,
  before: string | null,
  now: string | null,
): Pick<TimelineEntry, 'state' | 'fields'> {
  if (before === now) return { state: now === null ? 'not there' : 'unchanged', fields: [] };
  if (now === null) return { state: 'gone', fields: [] };
  if (before === null) return { state: 'appeared', fields: [] };
  return { state: 'changed', fields: show({ model, change: 'changed', key, before, now }).fields };
}

type Tables = Pick<Snapshot['manifest'], 'tables'>;

function segmentsOf({ tables }: Tables, model: string): readonly string[] {
  return tables.find((table) => table.model === model)?.segments ?? [];
}

/** In the newest snapshot that has such a record. */
async function findRecord(
  blobs: BlobStore,
  snapshots: readonly Snapshot[],
  model: string,
  record: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly key: string; readonly text: string; readonly source: string } | null> {
  const quoted = JSON.stringify(record);
  for (const { manifest } of [...snapshots].reverse()) {
    for await (const lines of readTable(blobs, segmentsOf(manifest, model))) {
      throwIfCancelled(signal);
      for (const { key, text } of lines)
        if (text !== null && (key === record || key === quoted || isNamed(text, quoted, record)))
          return { key, text, source: manifest.source.label };
    }
  }
  return null;
}

/** Fields that name one record and no other. */
const NAMES = ['uuid', 'document_number', 'username', 'name', 'code', 'codename', 'key'];

function isNamed(text: string, quoted: string, record: string): boolean {
  if (!text.includes(quoted)) return false;
  const { fields }: { readonly fields: { readonly [name: string]: unknown } } = JSON.parse(text);
  return NAMES.some((name) => fields[name] === record);
}

async function textOf(
  blobs: BlobStore,
  manifest: Tables,
  model: string,
  key: string,
): Promise<string | null> {
  const wants = ({ first, last }: { readonly first: string; readonly last: string }) =>
    anyWithin([key], first, last, compareKeys);
  for await (const lines of readTable(blobs, segmentsOf(manifest, model), { wants }))
    for (const line of lines) if (line.key === key) return line.text;
  return null;
}

function unknownRecord(model: string, record: string): EngineError {
  return new EngineError({
    code: 'SELECTION_EMPTY',
    message: `No snapshot has a record ${record.slice(0, 200)} of ${model}.`,
    consequence: 'Nothing was changed.',
    advice: 'Name it by its number, name, uuid or primary key: documents.document:POL-2025-0001-v01.00.',
  });
}
