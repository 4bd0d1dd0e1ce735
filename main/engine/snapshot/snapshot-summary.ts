import type { RepositoryKeys } from '../repository/repository.ts';
import type { SignatureState } from '../signature/signature-state.ts';
import {
  type Changes,
  type Manifest,
  recordsOf,
  type SnapshotKind,
  type TakingSchedule,
} from './manifest.ts';
import type { Seal } from './seal.ts';
import type { Snapshot, UnreadableSnapshot } from './snapshots.ts';

/** Where a repository is, and what opens it. The keys stay in the main and engine processes. */
export interface RepositoryAddress {
  /** An absolute path. */
  readonly path: string;
  readonly keys: RepositoryKeys;
  /** Fingerprints of the keys whose signatures are known. */
  readonly knownSigners?: readonly string[];
}

/** What a person is told of a snapshot in a list. */
export interface SnapshotSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly kind: SnapshotKind;
  readonly parent: string | null;
  /** Label of the EDMS, without a password. */
  readonly source: string;
  readonly host: string;
  readonly user: string;
  readonly tags: readonly string[];
  /** The schedule whose run took it, or null. */
  readonly schedule: TakingSchedule | null;
  readonly records: number;
  readonly byModel: { readonly [model: string]: number };
  readonly files: number;
  /** Bytes of its files. */
  readonly fileBytes: number;
  /** Bytes by which the repository grew. */
  readonly bytesAdded: number;
  readonly durationMs: number;
  readonly changes: { readonly [model: string]: Changes } | null;
  readonly problems: Manifest['problems'];
  /** The newest first. */
  readonly seals: readonly Seal[];
  readonly signature: SignatureState;
}

export interface SnapshotList {
  readonly repository: { readonly id: string; readonly path: string; readonly isEncrypted: boolean };
  /** The oldest first. */
  readonly snapshots: readonly SnapshotSummary[];
  readonly unreadable: readonly UnreadableSnapshot[];
}

export function summariseSnapshot(
  { id, manifest }: Snapshot,
  seals: readonly Seal[],
  signature: SignatureState,
): SnapshotSummary {
  const { createdAt, finishedAt, kind, parent, source, host, user, tags, schedule, tables, files } = manifest;
  return {
    ...{ id, createdAt, kind, parent, host, user, tags, schedule, seals, signature },
    source: source.label,
    records: recordsOf(manifest),
    byModel: Object.fromEntries(
      tables.filter(({ records }) => records > 0).map(({ model, records }) => [model, records]),
    ),
    files: files?.files ?? 0,
    fileBytes: files?.bytes ?? 0,
    bytesAdded: manifest.bytesAdded,
    durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(createdAt)),
    changes: manifest.changes,
    problems: manifest.problems,
  };
}
