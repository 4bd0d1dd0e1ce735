import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Target } from '../database/target.ts';
import { createRepository } from '../repository/open-repository.ts';
import type { NewRepository, Repository } from '../repository/repository.ts';
import type { Comparison, ComparisonRequest } from './comparison.ts';
import { EngineSnapshots } from './engine-snapshots.ts';
import type { SnapshotKind } from './manifest.ts';
import type { ComparedPackage } from './package-records.ts';
import type { Snapshot } from './snapshots.ts';
import { readManifest } from './snapshots.ts';
import { type SnapshotReport, takeSnapshot } from './take-snapshot.ts';

/** Gives `work` a new repository and a folder beside it. */
export async function withRepository<T>(
  work: (repository: Repository, folder: string) => Promise<T>,
  protection: NewRepository = {},
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-repository-'));
  const { repository } = await createRepository(path.join(folder, 'repository'), protection);
  try {
    return await work(repository, folder);
  } finally {
    await repository.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export function take(
  repository: Repository,
  target: Target,
  kind: SnapshotKind = 'incremental',
  storageRoot: string | null = null,
): Promise<SnapshotReport> {
  return takeSnapshot(repository, target, { kind, storageRoot, tags: [] });
}

export async function snapshotOf(repository: Repository, id: string): Promise<Snapshot> {
  return { id, manifest: await readManifest(repository, id) };
}

/** Compares as the engine does with this target and package open; everything where nothing else is said. */
export function compareAs(
  repository: Repository,
  target: Target | null,
  request: Partial<ComparisonRequest> & Pick<ComparisonRequest, 'before' | 'now'>,
  opened: ComparedPackage | null = null,
): Promise<Comparison> {
  const open = { target: () => target ?? none(), open: () => none(), package: () => opened ?? none() };
  const engine = new EngineSnapshots({ ...open, folder: () => none() });
  const whole = { model: null, offset: 0, limit: 1000, storageRoot: null, keep: false };
  return engine.compare({ path: repository.path, keys: {} }, { ...whole, ...request });
}

function none(): never {
  throw new Error('There is none.');
}
