import { Readable } from 'node:stream';
import { throwIfCancelled } from '../errors.ts';
import { PACKAGE_PATHS, type Package, type PackageEntry } from '../package/package.ts';
import { type Problem, ProblemList } from '../problems.ts';
import type { BlobStore } from '../repository/repository.ts';
import type { SignatureState } from '../signature/signature-state.ts';
import { recordsOf } from './manifest.ts';
import { fileContent, readFiles, type SnapshotFile } from './read-files.ts';
import { type LostLines, readTable } from './read-table.ts';
import { type Snapshot, shortId } from './snapshots.ts';

/**
 * A snapshot as a package: what inspects, plans and restores packages does so with snapshots. Records that lie in a
 * damaged part of the repository are passed over, and told; so the package has fewer than it says of itself, which makes
 * it a damaged one. A file there fails (`REPOSITORY_DAMAGED`). The walk goes on behind both.
 */
export class SnapshotPackage implements Package {
  readonly path: string;
  readonly format = 'snapshot';
  /** Bytes of its files and, for want of something better to go by, its records. */
  readonly size: number;
  readonly #snapshot: Snapshot;
  readonly #blobs: BlobStore;
  readonly #close: () => Promise<void>;
  readonly #passedOver = new ProblemList();
  #bytesRead = 0;

  readonly signature: SignatureState;

  /** `close` lets go of the repository. */
  constructor(
    repository: string,
    snapshot: Snapshot,
    blobs: BlobStore,
    close: () => Promise<void>,
    signature: SignatureState = { kind: 'unsigned' },
  ) {
    this.signature = signature;
    this.path = `${repository}#${shortId(snapshot.id)}`;
    this.#snapshot = snapshot;
    this.#blobs = blobs;
    this.#close = close;
    const { files } = snapshot.manifest;
    this.size = recordsOf(snapshot.manifest) * RECORD_BYTES + (files?.bytes ?? 0);
  }

  get passedOver(): readonly Problem[] {
    return this.#passedOver.toArray();
  }

  bytesRead(): number {
    return this.#bytesRead;
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    this.#bytesRead = 0;
    const { tables, files } = this.#snapshot.manifest;
    yield entryOf(PACKAGE_PATHS.metadata, this.#metadata());
    const claims = {
      total_records: recordsOf(this.#snapshot.manifest),
      model_counts: Object.fromEntries(
        tables.filter(({ records }) => records > 0).map(({ model, records }) => [model, records]),
      ),
    };
    yield entryOf(PACKAGE_PATHS.fixtureMetadata, claims);
    const content = () => Readable.from(this.#fixture(signal), { objectMode: false });
    yield { path: PACKAGE_PATHS.fixture, size: 0, content };
    if (files === null) return;
    const manifest = () =>
      Readable.from(fileList(readFiles(this.#blobs, files.segments)), { objectMode: false });
    yield { path: PACKAGE_PATHS.storageManifest, size: 0, content: manifest };
    for await (const file of readFiles(this.#blobs, files.segments)) {
      throwIfCancelled(signal);
      yield {
        path: PACKAGE_PATHS.storage + file.path,
        size: file.size,
        content: () => fileContent(this.#blobs, file.chunks),
      };
      this.#bytesRead += file.size;
    }
  }

  close(): Promise<void> {
    return this.#close();
  }

  #metadata(): object {
    const { createdAt, source, kind, user, host } = this.#snapshot.manifest;
    return {
      export_timestamp: createdAt.replace('Z', '+00:00'),
      export_type: 'snapshot',
      exported_by: `${user}@${host}`,
      database_engine: 'django.db.backends.postgresql',
      export_options: { type: kind, source: source.label },
    };
  }

  async *#fixture(signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    let before = '[\n';
    for (const { model, segments } of this.#snapshot.manifest.tables) {
      const onLost = (lost: LostLines) => this.#passedOver.add(lostRecords(model, lost));
      for await (const lines of readTable(this.#blobs, segments, { onLost })) {
        throwIfCancelled(signal);
        const text = before + lines.map(({ text }) => text).join(',\n');
        before = ',\n';
        this.#bytesRead += lines.length * RECORD_BYTES;
        yield Buffer.from(text);
      }
    }
    yield Buffer.from(before === '[\n' ? '[\n]\n' : '\n]\n');
  }
}

/** What a record takes in a fixture, roughly. */
const RECORD_BYTES = 500;

function entryOf(path: string, content: object): PackageEntry {
  const bytes = Buffer.from(JSON.stringify(content));
  return { path, size: bytes.length, content: () => Readable.from([bytes], { objectMode: false }) };
}

async function* fileList(files: AsyncIterable<SnapshotFile>): AsyncGenerator<Buffer> {
  let before = '{"files": {\n';
  for await (const { path, size, sha256, modified } of files) {
    const listed = { size, checksum: sha256, modified: modified / 1000 };
    yield Buffer.from(`${before}${JSON.stringify(path)}: ${JSON.stringify(listed)}`);
    before = ',\n';
  }
  yield Buffer.from(before === ',\n' ? '\n}}\n' : '{"files": {}}\n');
}

function lostRecords(model: string, { block, isOverlay }: LostLines): Problem {
  const what = block === null ? 'Records' : `${block.lines} records`;
  const which = block === null ? '' : ` with keys from ${block.first} to ${block.last}`;
  const older = isOverlay ? ' What is there under these keys may be as it was in an earlier snapshot.' : '';
  return {
    code: 'REPOSITORY_DAMAGED',
    severity: 'error',
    message: `${what} of ${model}${which} lie in a damaged part of the repository.${older}`,
    advice: 'Check the repository and repair it; another snapshot may have these records.',
    where: { model },
  };
}
