import os from 'node:os';
import { z } from 'zod';
import type { Problem } from '../problems.ts';
import type { ObjectId, Repository } from '../repository/repository.ts';

/** What was proven of a snapshot: all of it was read back, or it was restored and compared. */
export const PROOFS = ['verified', 'restored'] as const;
export type Proof = (typeof PROOFS)[number];

/** Says that a snapshot was proven, when, and how much of it. */
export interface Seal {
  readonly snapshot: ObjectId;
  readonly kind: Proof;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly records: number;
  readonly files: number;
  readonly host: string;
  readonly user: string;
}

/** What a verification or a restore test has shown. */
export interface SnapshotProof {
  readonly snapshot: ObjectId;
  /** Null where something is wrong: `problems` says what. */
  readonly seal: Seal | null;
  readonly records: number;
  readonly files: number;
  readonly problems: readonly Problem[];
  readonly durationMs: number;
}

const sealSchema = z.object({
  snapshot: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(PROOFS),
  at: z.iso.datetime(),
  records: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  host: z.string(),
  user: z.string(),
});

/** Of what, and how much, a seal is. */
export type ProvenFacts = Pick<Seal, 'snapshot' | 'kind' | 'records' | 'files'>;

/** A seal of this moment, by whoever runs this. */
export function makeSeal(proof: ProvenFacts): Seal {
  const by = { host: os.hostname(), user: os.userInfo().username };
  return { ...proof, at: new Date().toISOString(), ...by };
}

/** The seals of a repository by snapshot, the newest first. One that cannot be read proves nothing and is passed over. */
export async function readSeals(repository: Repository): Promise<ReadonlyMap<ObjectId, readonly Seal[]>> {
  const seals = new Map<ObjectId, Seal[]>();
  for (const id of await repository.listObjects('seals')) {
    const parsed = sealSchema.safeParse(await repository.readObject('seals', id).catch(() => null));
    if (!parsed.success) continue;
    const of = seals.get(parsed.data.snapshot) ?? [];
    of.push(parsed.data);
    seals.set(parsed.data.snapshot, of);
  }
  for (const of of seals.values()) of.sort((a, b) => (a.at < b.at ? 1 : -1));
  return seals;
}
