import { EngineError, type PlainError, toPlainError } from '../errors.ts';
import type { ObjectId, Repository } from '../repository/repository.ts';
import { type Manifest, parseManifest } from './manifest.ts';

export interface Snapshot {
  readonly id: ObjectId;
  readonly manifest: Manifest;
}

/** A snapshot whose manifest cannot be read. */
export interface UnreadableSnapshot {
  readonly id: ObjectId;
  readonly error: PlainError;
}

/** All snapshots of a repository, the oldest first, and those that cannot be read. */
export async function listSnapshots(
  repository: Repository,
): Promise<{ readonly snapshots: readonly Snapshot[]; readonly unreadable: readonly UnreadableSnapshot[] }> {
  const snapshots: Snapshot[] = [];
  const unreadable: UnreadableSnapshot[] = [];
  for (const id of await repository.listObjects('snapshots')) {
    try {
      snapshots.push({ id, manifest: await readManifest(repository, id) });
    } catch (error) {
      unreadable.push({ id, error: toPlainError(error) });
    }
  }
  snapshots.sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? -1 : 1));
  return { snapshots, unreadable };
}

/** Error: `REPOSITORY_DAMAGED`. */
export async function readManifest(repository: Repository, id: ObjectId): Promise<Manifest> {
  const manifest = parseManifest(await repository.readObject('snapshots', id));
  if (manifest === null)
    throw new EngineError({
      code: 'REPOSITORY_DAMAGED',
      message: `The snapshot ${shortId(id)} is described in a way that this program does not know.`,
      consequence: 'Nothing was changed; the other snapshots are not affected.',
      advice: 'Open the repository with a newer version of the program, or check it.',
      where: { entry: `snapshots/${id}` },
    });
  return manifest;
}

/** The eight digits by which a person names a snapshot. */
export function shortId(id: ObjectId): string {
  return id.slice(0, 8);
}

/**
 * The snapshot that a person names: by the beginning of its id (four digits at least), or `latest`. Errors:
 * `SNAPSHOT_NOT_FOUND` (none, or more than one), `REPOSITORY_DAMAGED`.
 */
export async function findSnapshot(repository: Repository, named: string): Promise<Snapshot> {
  const id = await findSnapshotId(repository, named);
  return { id, manifest: await readManifest(repository, id) };
}

/** As {@link findSnapshot}, also of a snapshot that cannot be read. */
export async function findSnapshotId(repository: Repository, named: string): Promise<ObjectId> {
  const latest = named === 'latest' ? (await listSnapshots(repository)).snapshots.at(-1)?.id : undefined;
  return chooseSnapshot(named, await repository.listObjects('snapshots'), latest);
}

/** The one of some snapshots that a person names. Error: `SNAPSHOT_NOT_FOUND`. */
export function chooseSnapshot(
  named: string,
  all: readonly ObjectId[],
  latest: ObjectId | undefined,
): ObjectId {
  if (named === 'latest') {
    if (latest === undefined) throw notFound('The repository has no snapshot yet.');
    return latest;
  }
  const ids = /^[0-9a-f]{4,64}$/.test(named) ? all.filter((id) => id.startsWith(named)) : [];
  const [id] = ids;
  if (id === undefined) throw notFound(`The repository has no snapshot ${named}.`);
  if (ids.length > 1) throw notFound(`More than one snapshot begins with ${named}.`);
  return id;
}

function notFound(message: string): EngineError {
  return new EngineError({
    code: 'SNAPSHOT_NOT_FOUND',
    message,
    consequence: 'Nothing was changed.',
    advice: 'List the snapshots, and name one by the beginning of its id or as latest.',
  });
}
