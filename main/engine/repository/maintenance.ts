import type { Problem } from '../problems.ts';
import type { ProgressListener } from '../progress.ts';
import type { BlobId, ObjectId } from './repository.ts';

/** Something that a snapshot needs: a blob, and what a person would miss with it ("records of users.user"). */
export interface Reference {
  readonly blob: BlobId;
  readonly what: string;
  /** True for what is kept as long as it is there, and nothing is lost without: it only saves time. */
  readonly savesTime?: boolean;
}

/**
 * Everything that a manifest needs, blobs that lead to others among it, each named before it is read. `read` gives the
 * content of such a blob, and null where it is lost: what it leads to is unknown then, the rest goes on.
 */
export type References = (
  manifest: unknown,
  read: (blob: BlobId) => Promise<Buffer | null>,
) => AsyncIterable<Reference>;

export interface MaintenanceOptions {
  readonly references: References;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface CheckOptions extends MaintenanceOptions {
  /** Reads every pack, decrypts it and compares the hash of every blob. Without it only names and sizes are looked at. */
  readonly readData?: boolean;
}

/** What of a snapshot is lost. */
export interface SnapshotLoss {
  readonly snapshot: ObjectId;
  /** As the references call it; empty where the manifest itself cannot be read: then all of it is. */
  readonly lost: readonly string[];
}

export interface RepositoryFigures {
  readonly snapshots: number;
  readonly packs: number;
  readonly blobs: number;
  /** Bytes of packs on the disk. */
  readonly bytes: number;
}

export interface CheckReport {
  readonly findings: readonly Problem[];
  readonly affected: readonly SnapshotLoss[];
  readonly figures: RepositoryFigures;
  /** Bytes of packs that were read and compared. */
  readonly bytesRead: number;
}

export interface PruneOptions extends MaintenanceOptions {
  /** Only says what would be done. */
  readonly dryRun?: boolean;
  /** How long what was put aside stays in the trash; a day where nothing is said. */
  readonly graceMs?: number;
  /** A pack of which less than this share is needed is written anew (0 to 1). A half where nothing is said. */
  readonly repackBelow?: number;
}

export interface PruneReport {
  readonly dryRun: boolean;
  /** Why nothing, or not everything, was taken away. */
  readonly findings: readonly Problem[];
  /** Nothing at all was taken away, since it cannot be known what is needed. */
  readonly blocked: boolean;
  readonly blobs: { readonly needed: number; readonly unneeded: number };
  readonly packs: {
    readonly kept: number;
    /** Their needed blobs were written into new packs; they themselves are among the trashed. */
    readonly repacked: number;
    readonly trashed: number;
    /** Packs that were in the trash for long enough. */
    readonly deleted: number;
  };
  readonly bytes: { readonly rewritten: number; readonly trashed: number; readonly deleted: number };
  /** Proofs and signatures of snapshots that are gone, files that dead processes had begun, and locks left behind. */
  readonly removed: {
    readonly seals: number;
    readonly signatures: number;
    readonly leftovers: number;
    readonly locks: number;
  };
}

export interface RepairReport {
  /** What was done, and what could not be. */
  readonly findings: readonly Problem[];
  /** What no repair brings back. */
  readonly affected: readonly SnapshotLoss[];
  readonly packs: {
    readonly whole: number;
    readonly damaged: number;
    readonly broughtBack: number;
  };
  readonly blobs: {
    /** Written anew out of damaged packs. */
    readonly salvaged: number;
    /** Needed by a snapshot, and nowhere whole. */
    readonly lost: number;
  };
}
