import path from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import { readCalm } from '../export/read-calm.ts';
import { listStorage, restlessFile } from '../export/stored-files.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { openRoot } from '../restore/stage-files.ts';
import { fewSegments } from './few-segments.ts';
import type { Changes, FilesState } from './manifest.ts';
import { ownFolder } from './own-folder.ts';
import { isThere, lostState } from './parent-state.ts';
import { readTable } from './read-table.ts';
import { SegmentWriter } from './segment.ts';
import { encodeFile, isSameFile } from './stored-file.ts';
import { TableDelta } from './table-delta.ts';

export interface TakeFilesOptions {
  readonly storageRoot: string;
  /** The folder of the repository: it may lie in the storage, and is no part of it. */
  readonly repository: string;
  readonly blobs: BlobStore;
  readonly parent: FilesState | null;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of a piece of a file. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Reads the files of a storage into blobs; what is there already, by its checksum, is not written again. */
export async function takeFiles(
  options: TakeFilesOptions,
): Promise<{ readonly state: FilesState; readonly changes: Changes | null }> {
  const { storageRoot, repository, blobs, meter, onProblem, signal } = options;
  const parent = await wholeParent(options);
  const root = await openRoot(storageRoot);
  const output = await ownFolder(repository);
  const listed = await listStorage(storageRoot, { output, only: null, onProblem, signal });
  const sorted = [...listed].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const segment = new SegmentWriter(blobs);
  const delta = parent && new TableDelta(blobs, readTable(blobs, parent.segments), { isSame: isSameFile });
  let files = 0;
  let bytes = 0;
  meter.start('staging files', sorted.length, 'files');
  for (const file of sorted) {
    throwIfCancelled(signal);
    const read = await readCalm(path.join(root, file), () => new ChunkSink(blobs), signal);
    meter.advance(1);
    if (typeof read === 'string') {
      onProblem(restlessFile(file, read));
      continue;
    }
    const { size, sha256, mtimeMs } = read;
    const text = encodeFile({ size, sha256, modified: mtimeMs, chunks: await read.sink.end() });
    files += 1;
    bytes += size;
    const key = JSON.stringify(file);
    await (delta ? delta.record(key, text) : segment.line({ key, text }));
  }
  meter.finish();
  if (parent === null || delta === null) {
    const id = await segment.end();
    return { state: { files, bytes, segments: id === null ? [] : [id] }, changes: null };
  }
  const { segment: id, changes } = await delta.end();
  const segments = await fewSegments(blobs, id === null ? parent.segments : [...parent.segments, id], signal);
  return { state: { files, bytes, segments }, changes: id === null ? null : changes };
}

/** The state that this one is compared with; null where there is none, or blobs of it are lost. */
async function wholeParent({ parent, blobs, onProblem }: TakeFilesOptions): Promise<FilesState | null> {
  if (parent === null || (await isThere(blobs, parent.segments))) return parent;
  onProblem(lostState('files'));
  return null;
}

/** Takes a file's bytes and writes them as chunks. */
class ChunkSink {
  readonly #blobs: BlobStore;
  readonly #chunks: BlobId[] = [];
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async write(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const part = rest.subarray(0, CHUNK_BYTES - this.#bytes);
      // Whoever reads uses the buffer again.
      this.#pieces.push(Buffer.from(part));
      this.#bytes += part.length;
      rest = rest.subarray(part.length);
      if (this.#bytes === CHUNK_BYTES) await this.#close();
    }
  }

  async end(): Promise<readonly BlobId[]> {
    if (this.#bytes > 0) await this.#close();
    return this.#chunks;
  }

  async #close(): Promise<void> {
    const chunk = Buffer.concat(this.#pieces, this.#bytes);
    this.#pieces = [];
    this.#bytes = 0;
    this.#chunks.push(await this.#blobs.write(chunk, 'data'));
  }
}
