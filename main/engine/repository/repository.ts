import type {
  CheckOptions,
  CheckReport,
  MaintenanceOptions,
  PruneOptions,
  PruneReport,
  RepairReport,
} from './maintenance.ts';
import type { StoredSignature } from './signatures.ts';

/** SHA-256 in 64 hexadecimal digits of a blob's plain content. */
export type BlobId = string;

/** SHA-256 in 64 hexadecimal digits of a file's bytes as they are stored. */
export type ObjectId = string;

/** What a blob holds: records and files, or what leads to them. */
export type BlobKind = 'data' | 'tree';

/** Folders of objects that are named by their own bytes and hold JSON. */
export type ObjectFolder = 'snapshots' | 'seals';

/** How a repository is opened. */
export interface RepositoryKeys {
  readonly passphrase?: string;
  /** age identities: `AGE-SECRET-KEY-1…`; a recovery key is one. */
  readonly identities?: readonly string[];
}

/** How a new repository is protected. Neither passphrase nor recipients: it is not encrypted. */
export interface NewRepository {
  readonly passphrase?: string;
  readonly recipients?: readonly string[];
}

/** A claim on a repository while work goes on; who holds it is told to others. */
export interface RepositoryLock {
  release(): Promise<void>;
}

/** Who holds a claim, as its lock says. */
export interface LockHolder {
  readonly id: string;
  readonly mode: 'shared' | 'exclusive';
  readonly purpose: string;
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  readonly since: string;
  /** A lock that cannot be read stands against everything until it counts as left behind. */
  readonly readable: boolean;
  /** Its process is gone from this machine, or it was not renewed for thirty minutes: it no longer counts. */
  readonly leftBehind: boolean;
}

/**
 * A folder of snapshots in the layout of `docs/repository-format.md`. Errors of all methods: `REPOSITORY_DAMAGED` (says
 * which file), `REPOSITORY_LOCKED` (says who holds it and since when), `STORAGE_…`, `ENCRYPTION_…`.
 */
export interface Repository {
  readonly path: string;
  readonly id: string;
  readonly isEncrypted: boolean;
  /** Waits for nobody: it is refused where another claim stands against it. */
  lock(mode: 'shared' | 'exclusive', purpose: string): Promise<RepositoryLock>;
  /**
   * A shared lock for work that only reads. A disk that is full or cannot be written takes none, and what is on it can be
   * read all the same: whoever prunes meanwhile leaves what was needed in the trash, and reading fails at worst.
   */
  lockToRead(purpose: string): Promise<RepositoryLock>;
  locks(): Promise<readonly LockHolder[]>;
  /** Takes away the locks that were left behind; returns them. */
  unlock(): Promise<readonly LockHolder[]>;
  /** The names of the keys that open it; none where it is not encrypted. */
  keyNames(): Promise<readonly string[]>;
  /** Adds a key for one person, or puts it in the place of the one of that name. */
  writeKey(name: string, by: { readonly passphrase: string } | { readonly recipient: string }): Promise<void>;
  /** The one who has it can still have a copy of the repository's identity. The last key stays: `USAGE`. */
  removeKey(name: string): Promise<void>;
  listObjects(folder: ObjectFolder): Promise<readonly ObjectId[]>;
  /** The JSON of an object, as it was written. */
  readObject(folder: ObjectFolder, id: ObjectId): Promise<unknown>;
  /** `sign` makes a signature of the bytes as they are stored; it is there before the object is. */
  writeObject(folder: ObjectFolder, content: object, sign?: (stored: Buffer) => string): Promise<ObjectId>;
  /** The bytes of an object as they are stored, checked against its name: what a signature is made of. */
  readStored(folder: ObjectFolder, id: ObjectId): Promise<Buffer>;
  /** The signatures that lie beside the snapshots, also damaged ones. */
  listSignatures(): Promise<readonly StoredSignature[]>;
  /** The text of a signature; null where it is damaged. */
  readSignature(signature: StoredSignature): Promise<string | null>;
  /** A snapshot goes with its signatures. */
  removeObject(folder: ObjectFolder, id: ObjectId): Promise<void>;
  /** Reads the indexes: the blobs that are there now. Take the lock before, and do not keep it beyond the lock. */
  openBlobs(options?: OpenBlobsOptions): Promise<BlobStore>;
  /**
   * Says what is damaged and which snapshots that concerns; damage is a finding, never thrown. Takes a shared lock
   * where it can write one.
   */
  check(options: CheckOptions): Promise<CheckReport>;
  /** Takes away what no snapshot needs, under an exclusive lock. */
  prune(options: PruneOptions): Promise<PruneReport>;
  /** Makes the best of a damaged repository, under an exclusive lock. Takes no snapshot away. */
  repair(options: MaintenanceOptions): Promise<RepairReport>;
  close(): Promise<void>;
}

export interface OpenBlobsOptions {
  /**
   * Reads a blob that is there already before it is relied on, once each, and stores it again where it is damaged.
   * Otherwise the indexes are taken at their word.
   */
  readonly doubtful?: boolean;
}

/** The blobs of a repository, as its indexes had them when it was opened, and those written through it since. */
export interface BlobStore {
  has(id: BlobId): boolean;
  /** Plain content, checked against its id. Packs that were read last are kept for a while. */
  read(id: BlobId): Promise<Buffer>;
  /**
   * Adds a blob that may be there already; its bytes are stored when their pack is full or at `flush`. The buffer is the
   * caller's again when this has returned. A damaged blob that is known to be so can be added again.
   */
  write(content: Buffer, kind: BlobKind): Promise<BlobId>;
  /** Writes what is waiting, and the index of all that was written. Only then may a manifest name it. */
  flush(): Promise<void>;
  /** Blobs that were written through it and were not there before, or not whole. */
  readonly added: ReadonlySet<BlobId>;
  /** Those of them that were there and damaged. */
  readonly mended: ReadonlySet<BlobId>;
  /** Bytes of packs and indexes that were added to the folder since it was opened. */
  readonly bytesAdded: number;
}
