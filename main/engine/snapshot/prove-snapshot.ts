import { rm } from 'node:fs/promises';
import type { WorkOptions } from '../engine.ts';
import type { Problem } from '../problems.ts';
import type { Repository } from '../repository/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { recordsOf } from './manifest.ts';
import { type Proof, type SnapshotProof, sealSnapshot } from './seal.ts';
import { SnapshotSignatures } from './snapshot-signatures.ts';
import { type Snapshot, shortId } from './snapshots.ts';

/** How a snapshot is put to the proof. */
export interface ProofOptions extends WorkOptions {
  /** Fingerprints of the keys whose signatures are known. */
  readonly knownSigners?: readonly string[] | undefined;
}

const PURPOSES = { verified: 'verification', restored: 'restore test' } as const;

/**
 * Puts a snapshot to the proof, and seals it where `prove` finds no error. `prove` gets a folder that is taken away
 * afterwards; the repository is held meanwhile. Errors: `REPOSITORY_LOCKED`, and those of `prove`.
 */
export async function proveSnapshot(
  repository: Repository,
  snapshot: Snapshot,
  { kind, knownSigners }: { readonly kind: Proof } & ProofOptions,
  prove: (folder: string) => Promise<readonly Problem[]>,
): Promise<SnapshotProof> {
  const started = Date.now();
  const folder = await temporaryFolder(`edms-${kind}-`);
  try {
    const lock = await repository.lock('shared', `${PURPOSES[kind]} of ${shortId(snapshot.id)}`);
    try {
      const signatures = await SnapshotSignatures.of(repository, knownSigners);
      const problems = [...(await signatures.problemsOf(snapshot)), ...(await prove(folder))];
      const records = recordsOf(snapshot.manifest);
      const files = snapshot.manifest.files?.files ?? 0;
      const isProven = problems.every(({ severity }) => severity !== 'error');
      const proof = { snapshot: snapshot.id, kind, records, files };
      const seal = isProven ? await sealSnapshot(repository, proof) : null;
      return { snapshot: snapshot.id, seal, records, files, problems, durationMs: Date.now() - started };
    } finally {
      await lock.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the EDMS itself is in its snapshot too, and no fault of that: it stays a warning. */
export function asOfSnapshot(problem: Problem): Problem {
  return problem.code.startsWith('REPOSITORY_') ? problem : { ...problem, severity: 'warning' };
}
