import type { EncryptionFacts } from '../encryption/age-header.ts';
import type { PlainError } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { SignatureState } from '../signature/signature-state.ts';
import type { PackageFormat } from './package.ts';

/** How a fixture refers to other records. `none`: it has no references at all. */
export type FixtureDialect = 'natural' | 'primary-key' | 'mixed' | 'none';

/** Everything that can be said about a package without a database. Plain data; holds no secret's value. */
export interface Inspection {
  readonly path: string;
  readonly format: PackageFormat;
  /** Bytes on disk. */
  readonly size: number;
  /** Hex sha256 of the file, null for a folder. */
  readonly sha256: string | null;
  /** How the file is encrypted; null when it is not, and for a folder. */
  readonly encryption: EncryptionFacts | null;
  readonly signature: SignatureState;
  readonly metadata: PackageMetadata | null;
  readonly dialect: FixtureDialect;
  /** Records found in the fixture, broken ones included. */
  readonly records: number;
  readonly models: readonly ModelCount[];
  readonly checks: readonly IntegrityCheck[];
  readonly files: FileFindings;
  readonly references: ReferenceFindings;
  readonly secrets: readonly SecretHint[];
  readonly users: readonly UserSummary[];
  readonly groups: readonly GroupSummary[];
  /** Earliest and latest time in the records, ISO 8601 UTC; null without any time. */
  readonly timeSpan: { readonly from: string; readonly to: string } | null;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /**
   * `whole`: all of it was read and it agrees with itself. `partly`: some of it is lost or damaged. `no`:
   * there is nothing to restore in it.
   */
  readonly readable: 'whole' | 'partly' | 'no';
  /**
   * Where reading had to stop, or the first damage found: a restore is refused unless damage is accepted. Null
   * when `readable` is `whole`, or when the package only lacks files that its records name.
   */
  readonly failure: PlainError | null;
}

export interface PackageMetadata {
  /** `export_timestamp` as written. */
  readonly exportedAt: string | null;
  readonly edmsVersion: string | null;
  readonly djangoVersion: string | null;
  readonly databaseEngine: string | null;
  readonly exportType: string | null;
  /** Fingerprint of the key that it was signed with, as it says itself. */
  readonly signedBy: string | null;
  /** `export_options` without nulls, values as text. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly components: readonly { readonly name: string; readonly included: boolean }[];
  /** The part of an EDMS that it was made of: chosen records, or files alone; null for everything, as far as it says. */
  readonly partOf: 'selection' | 'files' | null;
  /** `total_records` of `backup_metadata.json`. */
  readonly claimedRecords: number | null;
}

/** Why a package may lack what the EDMS that it was made of has. */
export type Lack = 'damage' | 'part';

/** Null for a package that holds everything, as far as can be known. */
export function lackOf({ readable, metadata }: Pick<Inspection, 'readable' | 'metadata'>): Lack | null {
  if (readable !== 'whole') return 'damage';
  return (metadata?.partOf ?? null) === null ? null : 'part';
}

export interface ModelCount {
  readonly model: string;
  readonly records: number;
  /** What `model_counts` claims; null when the metadata does not name the model. */
  readonly claimed: number | null;
  /** False for a model that the map of the EDMS does not have. */
  readonly known: boolean;
}

/** One line of `database/checksum.txt`, of the storage manifest as a whole, or of the container. */
export interface IntegrityCheck {
  readonly name: string;
  readonly result: 'ok' | 'failed' | 'absent';
  readonly detail: string;
}

export interface FileFindings {
  readonly count: number;
  readonly bytes: number;
  /** Document records that name a file. */
  readonly named: number;
  /** Named by a record, not in the package. */
  readonly missing: number;
  /** In the package's storage, named by no record. */
  readonly unnamed: number;
  readonly wrongSize: number;
  readonly wrongChecksum: number;
}

export interface ReferenceFindings {
  readonly total: number;
  /** Natural or primary keys that no record of the package answers to (a target may still have them). */
  readonly dangling: number;
  /** Records whose natural key, primary key or uuid an earlier record already has. */
  readonly duplicates: number;
  readonly examples: readonly Problem[];
}

export interface SecretHint {
  /** The entry or model that holds it. */
  readonly where: string;
  /** "environment file", "password hashes". Never a value. */
  readonly kind: string;
  readonly count: number;
}

export interface UserSummary {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  readonly staff: boolean;
  readonly superuser: boolean;
  readonly groups: readonly string[];
}

export interface GroupSummary {
  readonly name: string;
  readonly members: number;
  readonly permissions: number;
}
