import { rm } from 'node:fs/promises';
import type { WorkOptions } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { Repository } from '../repository/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { recordsOf } from './manifest.ts';
import { makeSeal, type Proof, type ProvenFacts, type Seal, type SnapshotProof } from './seal.ts';
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
    const lock = await repository.lockToRead(`${PURPOSES[kind]} of ${shortId(snapshot.id)}`);
    try {
      const signatures = await SnapshotSignatures.of(repository, knownSigners);
      const problems = [...(await signatures.problemsOf(snapshot)), ...(await prove(folder))];
      const records = recordsOf(snapshot.manifest);
      const files = snapshot.manifest.files?.files ?? 0;
      const isProven = problems.every(({ severity }) => severity !== 'error');
      const proof = { snapshot: snapshot.id, kind, records, files };
      const { seal, unwritten } = isProven ? await sealed(repository, proof) : UNPROVEN;
      return {
        ...{ snapshot: snapshot.id, seal, records, files },
        problems: [...problems, ...unwritten],
        durationMs: Date.now() - started,
      };
    } finally {
      await lock.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sealed {
  readonly seal: Seal | null;
  /** What keeps the seal out of the repository. */
  readonly unwritten: readonly Problem[];
}

const UNPROVEN: Sealed = { seal: null, unwritten: [] };

/** What was shown is true also of a repository that cannot be written; it is told this once, then. */
async function sealed(repository: Repository, proof: ProvenFacts): Promise<Sealed> {
  const seal = makeSeal(proof);
  try {
    await repository.writeObject('seals', seal);
    return { seal, unwritten: [] };
  } catch (error) {
    if (!(error instanceof EngineError && error.code.startsWith('STORAGE_'))) throw error;
    const { message, advice } = error.plain;
    return {
      seal,
      unwritten: [
        {
          code: 'SEAL_NOT_WRITTEN',
          severity: 'warning',
          message: `The repository does not keep that the snapshot is proven: ${message}`,
          advice,
        },
      ],
    };
  }
}

/** What is wrong with the EDMS itself is in its snapshot too, and no fault of that: it stays a warning. */
export function asOfSnapshot(problem: Problem): Problem {
  return problem.code.startsWith('REPOSITORY_') ? problem : { ...problem, severity: 'warning' };
}
