import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { EngineError, type PlainError, throwIfCancelled, toPlainError } from '../errors.ts';
import { type ReadFixtureResult, readFixture } from '../fixture/read-fixture.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import type { Problem } from '../problems.ts';
import { PACKAGE_PATHS, type Package, type PackageEntry } from './package.ts';
import type { StoredFile } from './storage-findings.ts';

/** Small files that are kept as a whole; larger ones are only hashed. A manifest of 300,000 files has 60 MB. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
const KEPT: ReadonlySet<string> = new Set([
  PACKAGE_PATHS.metadata,
  PACKAGE_PATHS.fixtureMetadata,
  PACKAGE_PATHS.fixtureChecksums,
  PACKAGE_PATHS.storageManifest,
  PACKAGE_PATHS.configurationManifest,
]);
/** Where a fixture stands when only the `database` folder was packed. */
const FIXTURE_AT_TOP = 'database_backup.json';

export interface WalkOptions {
  readonly spoolFolder: string;
  /** Whether the spool is encrypted where it lies. */
  readonly secret?: boolean;
  readonly onRecord: (record: FixtureRecord, number: RecordNumber) => void;
  readonly onProblem: (problem: Problem) => void;
  readonly onAdvance: () => void;
  readonly signal?: AbortSignal | undefined;
}

/** All that one walk over a package brings. */
export interface Walk {
  readonly spool: RecordSpool | null;
  /** Contents of the small files that describe the package, by path. */
  readonly kept: ReadonlyMap<string, Buffer>;
  /** Hex sha256 of the files below `database/`, by path. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly stored: ReadonlyMap<string, StoredFile>;
  /** Paths of all other files. */
  readonly others: readonly string[];
  readonly fixtureFailure: PlainError | null;
  /** Why the walk had to end before the package did. */
  readonly failure: PlainError | null;
  /** The first entry whose content could not be read, although the walk went on. */
  readonly damage: PlainError | null;
}

/**
 * Reads a package once from front to back: the fixture into its spool, storage files through a hash. Rejects
 * only when cancelled; damage is part of the result.
 */
export async function walkPackage(source: Package, options: WalkOptions): Promise<Walk> {
  const walker = new Walker(options);
  try {
    await walker.walk(source);
    return walker.result();
  } catch (error) {
    await walker.spool?.close();
    throw error;
  }
}

class Walker {
  spool: RecordSpool | null = null;
  readonly #options: WalkOptions;
  readonly #kept = new Map<string, Buffer>();
  readonly #hashes = new Map<string, string>();
  readonly #stored = new Map<string, StoredFile>();
  readonly #others: string[] = [];
  #fixtureFailure: PlainError | null = null;
  #failure: PlainError | null = null;
  #damage: PlainError | null = null;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  result(): Walk {
    return {
      spool: this.spool,
      kept: this.#kept,
      hashes: this.#hashes,
      stored: this.#stored,
      others: this.#others,
      fixtureFailure: this.#fixtureFailure,
      failure: this.#failure,
      damage: this.#damage,
    };
  }

  async walk(source: Package): Promise<void> {
    try {
      for await (const entry of source.entries(this.#options.signal)) {
        throwIfCancelled(this.#options.signal);
        await this.#take(entry);
        this.#options.onAdvance();
      }
    } catch (error) {
      const plain = toPlainError(error);
      if (plain.code === 'CANCELLED') throw error;
      this.#failure = plain;
    }
  }

  async #take(entry: PackageEntry): Promise<void> {
    const { path } = entry;
    if (path === PACKAGE_PATHS.fixture || path === FIXTURE_AT_TOP) return this.#takeFixture(entry);
    if (KEPT.has(path)) return this.#takeSmall(entry);
    if (path.startsWith(PACKAGE_PATHS.storage)) return this.#takeStored(entry);
    if (path.startsWith('database/')) return this.#takeHashed(entry);
    // unread content is passed over by the container, which checks it on the way where it can
    if (this.#others.length < 10_000) this.#others.push(path);
  }

  async #takeFixture(entry: PackageEntry): Promise<void> {
    if (this.spool !== null) return;
    const hash = createHash('sha256');
    const { spoolFolder, secret = false, onRecord, onProblem, onAdvance, signal } = this.#options;
    const stream = Readable.from(hashed(entry.content(), hash), { objectMode: false });
    const read: ReadFixtureResult = await readFixture(stream, {
      spoolFolder,
      secret,
      entry: entry.path,
      onRecord,
      onProblem,
      onBytes: onAdvance,
      signal,
    });
    this.spool = read.spool;
    this.#fixtureFailure = read.failure;
    if (stream.readableEnded) this.#hashes.set(entry.path, hash.digest('hex'));
  }

  async #takeSmall(entry: PackageEntry): Promise<void> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const { sha256, whole } = await this.#hash(entry, (chunk) => {
      bytes += chunk.length;
      if (bytes <= MOST_KEPT_BYTES) chunks.push(chunk);
    });
    if (!whole) return;
    this.#hashes.set(entry.path, sha256);
    if (bytes <= MOST_KEPT_BYTES) this.#kept.set(entry.path, Buffer.concat(chunks));
  }

  async #takeStored(entry: PackageEntry): Promise<void> {
    this.#stored.set(entry.path, await this.#hash(entry, () => {}));
  }

  async #takeHashed(entry: PackageEntry): Promise<void> {
    const { sha256, whole } = await this.#hash(entry, () => {});
    if (whole) this.#hashes.set(entry.path, sha256);
  }

  /** Reads an entry to its end. Damage of this entry alone is a problem; the walk tells whether it goes on. */
  async #hash(entry: PackageEntry, onChunk: (chunk: Buffer) => void): Promise<StoredFile> {
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const chunk of hashed(entry.content(), hash)) {
        size += chunk.length;
        onChunk(chunk);
        this.#options.onAdvance();
      }
      return { size, sha256: hash.digest('hex'), whole: true };
    } catch (error) {
      this.#note(error, entry.path);
      return { size, sha256: hash.digest('hex'), whole: false };
    }
  }

  #note(error: unknown, entry: string): void {
    const plain = toPlainError(error);
    if (plain.code === 'CANCELLED' || plain.code === 'PACKAGE_TOO_LARGE') throw error;
    const where = { ...plain.where, entry };
    this.#damage ??= { ...plain, where };
    const problem: Problem = {
      code: plain.code,
      severity: 'error',
      message: `${entry}: ${plain.message}`,
      advice: plain.advice,
      where,
    };
    this.#options.onProblem(problem);
  }
}

async function* hashed(content: Readable, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    if (!Buffer.isBuffer(chunk))
      throw new EngineError(toPlainError(new TypeError('A content has to be bytes.')));
    hash.update(chunk);
    yield chunk;
  }
}
