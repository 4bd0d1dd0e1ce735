import { createHash, type Hash } from 'node:crypto';
import path from 'node:path';
import { BufferPool } from '../buffer-pool.ts';
import { throwIfCancelled } from '../errors.ts';
import { type Restless, readCalm } from '../export/read-calm.ts';
import { leftOutOf, listStorage, restlessFile } from '../export/stored-files.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { readAhead } from '../read-ahead.ts';
import { ownFolder } from '../repository/own-folder.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { sha256 } from '../repository/repository-files.ts';
import { openRoot } from '../restore/stage-files.ts';
import { fewSegments } from './few-segments.ts';
import type { Changes, FilesState } from './manifest.ts';
import { isThere, lostState } from './parent-state.ts';
import { readTable } from './read-table.ts';
import { SegmentWriter } from './segment.ts';
import { encodeFile, isSameFile, type StoredFileState } from './stored-file.ts';
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
/** Files that are read at a time: most of the time that a small one takes goes by with waiting for the disk. */
const FILES_AT_ONCE = 4;

/** Reads the files of a storage into blobs; what is there already, by its checksum, is not written again. */
export async function takeFiles(
  options: TakeFilesOptions,
): Promise<{ readonly state: FilesState; readonly changes: Changes | null }> {
  const { storageRoot, repository, blobs, meter, onProblem, signal } = options;
  const parent = await wholeParent(options);
  const root = await openRoot(storageRoot);
  const output = await ownFolder(repository);
  const leftOut = leftOutOf('snapshot');
  const listed = await listStorage(storageRoot, { output, only: null, onProblem, leftOut, signal });
  const sorted = [...listed].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const segment = new SegmentWriter(blobs);
  const delta = parent && new TableDelta(blobs, readTable(blobs, parent.segments), { isSame: isSameFile });
  let files = 0;
  let bytes = 0;
  meter.start('staging files', sorted.length, 'files');
  const chunks = new BufferPool(CHUNK_BYTES);
  const take = async (file: string) => ({
    file,
    taken: await takeFile(path.join(root, file), blobs, signal, chunks),
  });
  for await (const { file, taken } of readAhead(sorted, FILES_AT_ONCE, take)) {
    throwIfCancelled(signal);
    meter.advance(1);
    if (typeof taken === 'string') {
      onProblem(restlessFile(file, taken, 'snapshot'));
      continue;
    }
    files += 1;
    bytes += taken.size;
    const line = { key: JSON.stringify(file), text: encodeFile(taken) };
    await (delta ? delta.record(line) : segment.line(line));
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

/** Writes a file's bytes, as they are at one moment, as chunks. */
async function takeFile(
  file: string,
  blobs: BlobStore,
  signal: AbortSignal | undefined,
  chunks: BufferPool,
): Promise<StoredFileState | Restless> {
  return chunks.lend(async (buffer) => {
    const read = await readCalm(file, (size) => new ChunkSink(blobs, size, buffer), signal);
    if (typeof read === 'string') return read;
    const { sink, size, mtimeMs: modified } = read;
    return { size, modified, ...(await sink.end()) };
  });
}

/** Takes a file's bytes and writes them as chunks. */
class ChunkSink {
  readonly #blobs: BlobStore;
  readonly #size: number;
  readonly #chunks: BlobId[] = [];
  /** Of the whole file; null where it is one chunk at most, which has the same checksum. */
  readonly #hash: Hash | null;
  /** The chunk at hand, and how far it goes. */
  readonly #buffer: Buffer;
  #bytes = 0;

  constructor(blobs: BlobStore, size: number, buffer: Buffer) {
    this.#blobs = blobs;
    this.#size = size;
    this.#buffer = buffer;
    this.#hash = size > CHUNK_BYTES ? createHash('sha256') : null;
  }

  async write(bytes: Buffer): Promise<void> {
    // Most files come in one piece, which is a chunk as it is.
    if (bytes.length === this.#size) return this.#add(bytes);
    this.#hash?.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(this.#buffer, this.#bytes, at);
      at += copied;
      this.#bytes += copied;
      if (this.#bytes === this.#buffer.length) await this.#close();
    }
  }

  async end(): Promise<Pick<StoredFileState, 'chunks' | 'sha256'>> {
    if (this.#bytes > 0) await this.#close();
    const [first = sha256(Buffer.alloc(0))] = this.#chunks;
    return { chunks: this.#chunks, sha256: this.#hash?.digest('hex') ?? first };
  }

  async #close(): Promise<void> {
    const chunk = this.#buffer.subarray(0, this.#bytes);
    this.#bytes = 0;
    await this.#add(chunk);
  }

  async #add(chunk: Buffer): Promise<void> {
    this.#chunks.push(await this.#blobs.write(chunk, 'data'));
  }
}
