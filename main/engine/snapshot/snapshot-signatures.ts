import { signatureProblem } from '../package/signature-problem.ts';
import type { Problem } from '../problems.ts';
import type { ObjectId, Repository } from '../repository/repository.ts';
import { manifestSignature } from '../signature/manifest-signature.ts';
import type { SignatureState } from '../signature/signature-state.ts';
import { listSnapshots, type Snapshot } from './snapshots.ts';

/** How snapshots of a repository are signed. */
export class SnapshotSignatures {
  readonly #repository: Repository;
  readonly #known: readonly string[];
  readonly #files = new Map<ObjectId, Awaited<ReturnType<Repository['listSignatures']>>[number][]>();

  private constructor(repository: Repository, known: readonly string[]) {
    this.#repository = repository;
    this.#known = known;
  }

  /** `known`: fingerprints of the keys whose signatures are known. */
  static async of(repository: Repository, known: readonly string[] = []): Promise<SnapshotSignatures> {
    const signatures = new SnapshotSignatures(repository, known);
    for (const signature of await repository.listSignatures()) {
      const of = signatures.#files.get(signature.snapshot) ?? [];
      of.push(signature);
      signatures.#files.set(signature.snapshot, of);
    }
    return signatures;
  }

  /** Error: `REPOSITORY_DAMAGED`. */
  async stateOf({ id, manifest }: Snapshot): Promise<SignatureState> {
    const files = this.#files.get(id) ?? [];
    if (files.length === 0 && manifest.signedBy === null) return { kind: 'unsigned' };
    const texts: (string | null)[] = [];
    for (const file of files) texts.push(await this.#repository.readSignature(file));
    const stored = await this.#repository.readStored('snapshots', id);
    return manifestSignature(stored, texts, manifest.signedBy, this.#known);
  }

  /** What a person has to know about how a snapshot is signed; nothing where all is well. */
  async problemsOf(snapshot: Snapshot): Promise<readonly Problem[]> {
    const entry = this.#files.get(snapshot.id)?.[0]?.file ?? `snapshots/${snapshot.id}`;
    const problem = signatureProblem(await this.stateOf(snapshot), entry, 'snapshot');
    return problem === null ? [] : [problem];
  }
}

/**
 * Which signatures of a repository are not what they promise. That a file is damaged is found by `check` itself; a key that
 * nobody trusts is no fault of the repository.
 */
export async function signatureFindings(repository: Repository): Promise<readonly Problem[]> {
  const signatures = await SnapshotSignatures.of(repository);
  const findings: Problem[] = [];
  for (const snapshot of (await listSnapshots(repository)).snapshots)
    for (const problem of await signatures.problemsOf(snapshot).catch(() => []))
      if (problem.code !== 'SIGNATURE_UNKNOWN_KEY') findings.push(problem);
  return findings;
}
