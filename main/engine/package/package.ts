import type { Readable } from 'node:stream';
import type { EncryptionFacts } from '../encryption/age-header.ts';
import type { PlainError } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { SignatureState } from '../signature/signature-state.ts';

/** What a package is, told from its content and never from its name; a snapshot lies in a repository. */
export type PackageFormat = 'tar.gz' | 'tar' | 'zip' | 'folder' | 'json' | 'json.gz' | 'snapshot';

/**
 * One way to look at every format: a walk over its entries. Paths are normalised: `/` between parts, no
 * leading `./`, no wrapper folder (`database/database_backup.json`). A bare fixture is shown as a package
 * with the single entry `database/database_backup.json`.
 *
 * Unsafe entries (absolute, `..`, links, devices, undecodable names) are reported through `onProblem` and not
 * yielded. The walk throws an `EngineError` (`PACKAGE_…`) where the container cannot be read any further;
 * the entries before that have been yielded.
 */
export interface Package {
  /** The file or folder that was opened. */
  readonly path: string;
  readonly format: PackageFormat;
  /** Size on disk in bytes; the sum of its files for a folder. */
  readonly size: number;
  /** How the file is encrypted, and why it could not be decrypted to its end; left out for a folder. */
  readonly bytes?: { readonly encryption: EncryptionFacts | null; readonly failure: PlainError | null };
  /** Each call walks from the beginning. An entry's content is only good until the next entry is asked for. */
  entries(signal?: AbortSignal): AsyncIterable<PackageEntry>;
  /** How it is signed, where that does not lie beside a file of its own. */
  readonly signature?: SignatureState;
  /** What the walk so far had to pass over inside an entry; absent where an entry is whole or fails. */
  readonly passedOver?: readonly Problem[];
  /** Bytes of `size` that the present walk has behind it: for progress. */
  bytesRead(): number;
  close(): Promise<void>;
}

export interface PackageEntry {
  readonly path: string;
  /** Bytes, as the container declares them; may be a lie, which `content` then reports as an error. */
  readonly size: number;
  /** A stream with back-pressure. Leaving it unread is allowed: the walk skips it. */
  content(): Readable;
}

/** Where things are inside a migration package (FORMATS, section 1). */
export const PACKAGE_PATHS = {
  metadata: 'metadata.json',
  fixture: 'database/database_backup.json',
  fixtureMetadata: 'database/backup_metadata.json',
  fixtureChecksums: 'database/checksum.txt',
  storageManifest: 'storage/manifest.json',
  storage: 'storage/',
  configurationManifest: 'configuration/config_manifest.json',
  users: 'configuration/users.json',
  permissions: 'configuration/permissions.json',
} as const;
