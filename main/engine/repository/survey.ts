import { EngineError, throwIfCancelled } from '../errors.ts';
import { readJson } from './json-objects.ts';
import type { Reference, References, SnapshotLoss } from './maintenance.ts';
import type { BlobId, ObjectId } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** What all snapshots need, and what of it cannot be had. */
export interface Survey {
  readonly snapshots: readonly ObjectId[];
  readonly needed: ReadonlySet<BlobId>;
  /** Needed blobs that are not there. */
  readonly lost: ReadonlySet<BlobId>;
  /** Manifests that cannot be read, or lead to something that cannot: what else they need is unknown. */
  readonly unclear: readonly { readonly snapshot: ObjectId; readonly error: string }[];
  /** Manifests that cannot be read at all. */
  readonly unreadable: readonly ObjectId[];
  readonly affected: readonly SnapshotLoss[];
  /** Which snapshots lose something, by what they lose. */
  readonly losses: ReadonlyMap<string, ReadonlySet<ObjectId>>;
  /** The same of what only saves time. */
  readonly slowed: ReadonlyMap<string, ReadonlySet<ObjectId>>;
}

export interface SurveySources {
  readonly files: RepositoryFiles;
  readonly references: References;
  readonly signal: AbortSignal | undefined;
  /** Whether a blob is there, as far as is known without reading it. */
  readonly has: (blob: BlobId) => boolean;
  readonly read: (blob: BlobId) => Promise<Buffer | null>;
}

/** Reads every manifest, and follows what it needs. Never throws for damage. */
export async function surveySnapshots(sources: SurveySources): Promise<Survey> {
  const { files, signal } = sources;
  const snapshots = await files.list('snapshots');
  const needed = new Set<BlobId>();
  const lost = new Set<BlobId>();
  const unclear: { readonly snapshot: ObjectId; readonly error: string }[] = [];
  const unreadable: ObjectId[] = [];
  const losses = new Map<string, Set<ObjectId>>();
  const slowed = new Map<string, Set<ObjectId>>();
  const note = (snapshot: ObjectId, { blob, what, savesTime = false }: Reference) => {
    needed.add(blob);
    if (sources.has(blob)) return;
    if (!savesTime) lost.add(blob);
    const told = savesTime ? slowed : losses;
    told.set(what, (told.get(what) ?? new Set()).add(snapshot));
  };
  for (const snapshot of snapshots) {
    throwIfCancelled(signal);
    let manifest: unknown;
    try {
      manifest = await readJson(files, 'snapshots', snapshot);
    } catch (error) {
      unclear.push({ snapshot, error: messageOf(error) });
      unreadable.push(snapshot);
      continue;
    }
    const error = await follow(manifest, sources, (reference) => note(snapshot, reference));
    if (error !== null) unclear.push({ snapshot, error });
  }
  const affected = affectedOf(losses, unclear);
  return { snapshots, needed, lost, unclear, unreadable, affected, losses, slowed };
}

/** Returns what kept it from knowing everything; null where nothing did. */
async function follow(
  manifest: unknown,
  { references, read, has, signal }: SurveySources,
  note: (reference: Reference) => void,
): Promise<string | null> {
  let trouble: string | null = null;
  const told = new Set<BlobId>();
  const reading = async (blob: BlobId): Promise<Buffer | null> => {
    const content = has(blob) ? await read(blob) : null;
    if (content === null) {
      trouble ??= `blob ${blob}, which leads to others, is lost`;
      if (!told.has(blob)) note({ blob, what: 'what leads to its content' });
    }
    return content;
  };
  try {
    for await (const reference of references(manifest, reading)) {
      throwIfCancelled(signal);
      if (!has(reference.blob)) told.add(reference.blob);
      note(reference);
    }
  } catch (error) {
    throwIfCancelled(signal);
    return trouble ?? messageOf(error);
  }
  return trouble;
}

function affectedOf(
  losses: ReadonlyMap<string, ReadonlySet<ObjectId>>,
  unclear: Survey['unclear'],
): readonly SnapshotLoss[] {
  const lost = new Map<ObjectId, string[]>(unclear.map(({ snapshot }) => [snapshot, []]));
  for (const [what, snapshots] of losses)
    for (const snapshot of snapshots) lost.set(snapshot, [...(lost.get(snapshot) ?? []), what]);
  return [...lost].map(([snapshot, lost]) => ({ snapshot, lost }));
}

export function messageOf(error: unknown): string {
  if (error instanceof EngineError) return error.plain.message;
  return error instanceof Error ? error.message : String(error);
}
