import { open } from 'node:fs/promises';
import path from 'node:path';
import type { WorkOptions } from '../engine.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { NO_CONFIGURATION } from '../export/configuration-files.ts';
import { exportFixture, exportPackage, type RecordExport } from '../export/export-records.ts';
import type { ExportReport, ExportRequest } from '../export/export-report.ts';
import { limitsOf } from '../export/format-limits.ts';
import { intoFile, type Made } from '../export/into-file.ts';
import { type OutputFile, writeAll } from '../export/output-file.ts';
import type { CopiedFile, StoredSource } from '../export/stored-files.ts';
import { ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import type { BlobStore, Repository } from '../repository/repository.ts';
import { recordsOf } from './manifest.ts';
import { readFiles, type SnapshotFile } from './read-files.ts';
import { readTable } from './read-table.ts';
import { type Snapshot, shortId } from './snapshots.ts';

/** What a snapshot is written out as: the formats that need no database. */
export type WriteOutRequest = Pick<ExportRequest, 'path' | 'format' | 'encryptFor' | 'signWith'>;

/**
 * Writes a snapshot out as an ordinary migration package (or fixture, or lines of records), without a database. Times
 * keep their microseconds. Errors: `USAGE` (another format; the file is there already), `REPOSITORY_DAMAGED`,
 * `STORAGE_…`, `CANCELLED`.
 */
export async function writeOutSnapshot(
  repository: Repository,
  snapshot: Snapshot,
  { signal, onProgress, ...wanted }: WriteOutRequest & WorkOptions,
): Promise<ExportReport> {
  if (!['package', 'fixture', 'ndjson'].includes(wanted.format)) throw needsDatabase();
  const request: ExportRequest = { ...wanted, keys: 'natural', canonical: false, select: [] };
  const lock = await repository.lockToRead(`writing out ${shortId(snapshot.id)}`);
  try {
    const blobs = await repository.openBlobs();
    const consequence = 'Nothing was written; the repository was only read.';
    const started = Date.now();
    return await intoFile({ ...request, signal }, started, consequence, (output) => {
      const writer = new SnapshotWriter(snapshot, blobs, output, request, { signal, onProgress });
      return writer.write();
    });
  } finally {
    await lock.release();
  }
}

class SnapshotWriter {
  readonly #snapshot: Snapshot;
  readonly #blobs: BlobStore;
  readonly #output: OutputFile;
  readonly #request: ExportRequest;
  readonly #meter: ProgressMeter;
  readonly #signal: AbortSignal | undefined;
  readonly #problems = new ProblemList();

  constructor(
    snapshot: Snapshot,
    blobs: BlobStore,
    output: OutputFile,
    request: ExportRequest,
    { signal, onProgress }: { readonly [K in keyof WorkOptions]: WorkOptions[K] | undefined },
  ) {
    this.#snapshot = snapshot;
    this.#blobs = blobs;
    this.#output = output;
    this.#request = request;
    this.#meter = new ProgressMeter(onProgress);
    this.#signal = signal;
  }

  async write(): Promise<Made> {
    const { manifest } = this.#snapshot;
    const { path: place, format, keys, canonical } = this.#request;
    const records: RecordExport = {
      request: this.#request,
      output: this.#output,
      startedAtMs: Date.parse(manifest.createdAt),
      records: (take) => this.#records(take),
      onProblem: (problem) => this.#problems.add(problem),
      signal: this.#signal,
    };
    const { tally, files } =
      format === 'package'
        ? await exportPackage({ ...records, stored: this.#stored(), configuration: NO_CONFIGURATION })
        : await exportFixture(records);
    const storageRoot = manifest.files === null ? null : '';
    return {
      ...{ path: place, format, keys, canonical, files },
      target: manifest.source.label,
      records: tally.records,
      byModel: Object.fromEntries(tally.byModel),
      problems: this.#problems.toArray(),
      limits: limitsOf({ ...this.#request, storageRoot }),
    };
  }

  async #records(
    take: (record: { readonly model: string; readonly text: string }) => Promise<void> | void,
  ): Promise<void> {
    const { manifest } = this.#snapshot;
    this.#meter.start('reading', recordsOf(manifest), 'records');
    for (const { model, segments } of manifest.tables)
      for await (const lines of readTable(this.#blobs, segments)) {
        throwIfCancelled(this.#signal);
        for (const { text } of lines) if (text !== null) await take({ model, text });
        this.#meter.advance(lines.length);
      }
    this.#meter.finish();
  }

  #stored(): StoredSource | null {
    const { files } = this.#snapshot.manifest;
    if (files === null) return null;
    const all = () => readFiles(this.#blobs, files.segments);
    return {
      list: async () => {
        const paths: string[] = [];
        for await (const file of all()) paths.push(file.path);
        return paths;
      },
      copies: (wanted) => this.#copies(among(all(), new Set(wanted))),
    };
  }

  async *#copies(files: AsyncIterable<SnapshotFile>): AsyncGenerator<CopiedFile> {
    const copy = path.join(await this.#output.scratch(), 'stored');
    this.#meter.start('staging files', this.#snapshot.manifest.files?.files ?? 0, 'files');
    for await (const { path: file, size, sha256, modified, chunks } of files) {
      const opened = await this.#output.scratched(open(copy, 'w', 0o600));
      const cipher = this.#output.scratchCipher(copy);
      try {
        let at = 0;
        for (const chunk of chunks) {
          throwIfCancelled(this.#signal);
          const bytes = await this.#blobs.read(chunk);
          await this.#output.scratched(writeAll(opened, cipher?.apply(bytes, at) ?? bytes));
          at += bytes.length;
        }
      } finally {
        await opened.close();
      }
      yield { path: file, copy, size, sha256, mtimeMs: modified };
      this.#meter.advance(1);
    }
    this.#meter.finish();
  }
}

async function* among(
  files: AsyncIterable<SnapshotFile>,
  wanted: ReadonlySet<string>,
): AsyncGenerator<SnapshotFile> {
  for await (const file of files) if (wanted.has(file.path)) yield file;
}

function needsDatabase(): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: 'A snapshot is written out as a package, a fixture or lines of records.',
    consequence: 'Nothing was written.',
    advice: 'Restore it into an embedded database and export that, for any other format.',
  });
}
