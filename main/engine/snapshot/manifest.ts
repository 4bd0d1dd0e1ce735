import { z } from 'zod';
import type { Problem } from '../problems.ts';
import type { BlobId, ObjectId } from '../repository/repository.ts';

/** How a snapshot was made, in the EDMS's own terms (`backup_configurations.backup_type`). */
export const SNAPSHOT_KINDS = ['full', 'incremental', 'differential'] as const;
export type SnapshotKind = (typeof SNAPSHOT_KINDS)[number];

/** What differs between two states of records, or of files. */
export interface Changes {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** The records of one model. */
export interface TableState {
  readonly model: string;
  readonly records: number;
  /** Laid over each other in this order. */
  readonly segments: readonly BlobId[];
}

export interface FilesState {
  readonly files: number;
  readonly bytes: number;
  readonly segments: readonly BlobId[];
}

/** The schedule that took a snapshot, by its id, and as it was called then. */
export interface TakingSchedule {
  readonly id: string;
  readonly name: string;
}

/** What a snapshot is: where everything of it lies. `docs/repository-format.md` describes it as JSON. */
export interface Manifest {
  readonly version: 1;
  /** ISO 8601 in UTC; of the moment whose state it holds. */
  readonly createdAt: string;
  readonly finishedAt: string;
  readonly kind: SnapshotKind;
  /** The snapshot that it was compared with; null for a full one. */
  readonly parent: ObjectId | null;
  readonly source: { readonly kind: 'embedded' | 'server'; readonly label: string };
  readonly host: string;
  readonly user: string;
  readonly tags: readonly string[];
  /** The schedule whose run took it; null where a person did, and in snapshots of consoles that did not write it down. */
  readonly schedule: TakingSchedule | null;
  /** In the order in which a package has them. */
  readonly tables: readonly TableState[];
  /** Null where no storage folder was named. */
  readonly files: FilesState | null;
  readonly fingerprints: BlobId | null;
  /** Against the parent, by model; files under `files`. Null for a full snapshot. */
  readonly changes: { readonly [model: string]: Changes } | null;
  readonly bytesAdded: number;
  readonly problems: readonly Problem[];
  /** Fingerprint of the key that signed it: so a signature that is gone is known. Null where it was not signed. */
  readonly signedBy: string | null;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const segments = z.array(sha256).readonly();
const changes = z.object({ added: count, changed: count, removed: count });

const manifestSchema = z.object({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  kind: z.enum(SNAPSHOT_KINDS),
  parent: sha256.nullable(),
  source: z.object({ kind: z.enum(['embedded', 'server']), label: z.string() }),
  host: z.string(),
  user: z.string(),
  tags: z.array(z.string()).readonly(),
  schedule: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  tables: z.array(z.object({ model: z.string(), records: count, segments })).readonly(),
  files: z.object({ files: count, bytes: count, segments }).nullable(),
  fingerprints: sha256.nullable(),
  changes: z.record(z.string(), changes).nullable(),
  bytesAdded: count,
  problems: z
    .array(
      z.object({
        code: z.string(),
        severity: z.enum(['error', 'warning', 'note']),
        message: z.string(),
        advice: z.string().exactOptional(),
        where: z
          .object({
            entry: z.string().exactOptional(),
            byte: z.number().exactOptional(),
            record: z.number().exactOptional(),
            model: z.string().exactOptional(),
            field: z.string().exactOptional(),
            key: z.string().exactOptional(),
          })
          .exactOptional(),
      }),
    )
    .readonly(),
  // Snapshots were made before there were signatures.
  signedBy: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
    .nullable()
    .default(null),
});

/** Checks what was read from a repository; null where it is no manifest of this version. */
export function parseManifest(content: unknown): Manifest | null {
  const parsed = manifestSchema.safeParse(content);
  return parsed.success ? parsed.data : null;
}

/** How many records a snapshot holds. */
export function recordsOf({ tables }: Pick<Manifest, 'tables'>): number {
  return tables.reduce((sum, { records }) => sum + records, 0);
}
