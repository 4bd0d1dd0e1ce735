import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { contentStream, ExpansionGuard, piecesOf } from './entry-content.ts';
import {
  badEncoding,
  checkName,
  decodeUtf8,
  duplicateName,
  notAFile,
  refused,
  Wrapper,
} from './entry-names.ts';
import type { Package, PackageEntry } from './package.ts';
import {
  damaged,
  figure,
  fileError,
  inflateError,
  type PackageLimits,
  type ProblemListener,
  tooLarge,
  truncated,
} from './package-errors.ts';
import { type FileStamp, sameFile } from './recognise.ts';

/** Names come as bytes, so that wrong encodings show; `v7` archives have no mark of their format. */
const EXTRACT_OPTIONS = { highWaterMark: 64 * 1024, filenameEncoding: 'latin1', allowUnknownFormat: true };

interface TarOptions {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly gzip: boolean;
  readonly limits: PackageLimits;
  readonly onProblem: ProblemListener;
}

/** A tar archive, plain or in gzip, read from front to back with back-pressure. */
export class TarPackage implements Package {
  readonly path: string;
  readonly format: 'tar' | 'tar.gz';
  readonly size: number;
  readonly #options: TarOptions;
  #bytesRead = () => 0;

  constructor(options: TarOptions) {
    this.path = options.path;
    this.format = options.gzip ? 'tar.gz' : 'tar';
    this.size = options.stamp.size;
    this.#options = options;
  }

  bytesRead(): number {
    return this.#bytesRead();
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    const { path, gzip, limits, stamp } = this.#options;
    await sameFile(path, stamp);
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    const archive = extract(EXTRACT_OPTIONS);
    this.#bytesRead = () => file.bytesRead;
    // errors come out of the iteration
    const ignore = () => {};
    if (gzip) pipeline(file, createGunzip({ chunkSize: 64 * 1024 }), archive, ignore);
    else pipeline(file, archive, ignore);
    const guard = new ExpansionGuard(limits, () => file.bytesRead);
    const names = new TarNames(this.#options);
    let last = '';
    try {
      const iterator = archive[Symbol.asyncIterator]();
      for (;;) {
        throwIfCancelled(signal);
        const { value: source, done } = await iterator.next();
        if (done === true) break;
        const next = piecesOf(source);
        const size = this.#believable(source.header, guard);
        const entry = names.check(source.header);
        if (entry !== null) {
          last = entry;
          yield { path: entry, size, content: () => contentStream(next, { entry, size, guard, signal }) };
        }
        for (let piece = await next(); piece !== null; piece = await next()) {
          throwIfCancelled(signal);
          guard.count(piece.length, last);
        }
      }
    } catch (error) {
      throw this.#walkError(error, last);
    } finally {
      file.destroy();
      archive.destroy();
    }
  }

  async close(): Promise<void> {}

  /** The size of an entry, if there can be so many bytes at all: behind a false one nothing can be found. */
  #believable(header: Header, guard: ExpansionGuard): number {
    const size = header.type === 'directory' ? 0 : header.size;
    const most = this.format === 'tar' ? this.size : this.#options.limits.bytes;
    guard.count(0, header.name);
    if (size <= most) return size;
    const where = { entry: header.name.slice(0, 200) };
    throw tooLarge(`An entry of the archive claims ${figure(size)} bytes, more than there can be.`, where);
  }

  #walkError(error: unknown, last: string): EngineError {
    if (error instanceof EngineError) return error;
    const where = { entry: last, byte: this.bytesRead() };
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && 'syscall' in error) return fileError(error, this.path);
    if (text === 'Unexpected end of data') {
      return truncated(`The archive ends in the middle of an entry, behind "${last}".`, where, error);
    }
    if (error instanceof Error && 'errno' in error) return inflateError(error, where);
    return damaged(`The archive is damaged behind the entry "${last}".`, where, error);
  }
}

/** Tells which entries of one walk are shown. */
class TarNames {
  readonly #options: TarOptions;
  readonly #wrapper = new Wrapper();
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(options: TarOptions) {
    this.#options = options;
  }

  /** The path of a file that may be shown; null for all else, which is reported unless it is a folder. */
  check(header: Header): string | null {
    this.#count++;
    if (this.#count > this.#options.limits.entries) {
      throw tooLarge(`The archive has more than ${figure(this.#options.limits.entries)} entries.`, {});
    }
    const { onProblem } = this.#options;
    const name = tarName(header);
    if (name === null) {
      onProblem(badEncoding(Buffer.from(header.name, 'latin1')));
      return null;
    }
    const checked = checkName(name);
    if ('problem' in checked) {
      onProblem(checked.problem);
      return null;
    }
    if (header.type === 'directory') return null;
    const other = otherThanFile(header.type);
    if (other !== null) {
      onProblem(notAFile(name, other));
      return null;
    }
    if (header.type !== 'file' && header.type !== 'contiguous-file') {
      onProblem(refused('ENTRY_DEVICE', name, 'It is of a kind that is no file.').problem);
      return null;
    }
    const path = this.#wrapper.strip(checked.path);
    if (path === '') return null;
    if (this.#seen.has(path)) {
      onProblem(duplicateName(path, 'first'));
      return null;
    }
    this.#seen.add(path);
    return path;
  }
}

function otherThanFile(type: Header['type']): 'link' | 'device' | null {
  if (type === 'symlink' || type === 'link') return 'link';
  return type === 'character-device' || type === 'block-device' || type === 'fifo' ? 'device' : null;
}

/** The entry's name; null when it is not UTF-8. Names of pax headers were decoded before, others are bytes. */
function tarName(header: Header): string | null {
  const { pax } = header;
  if (typeof pax === 'object' && pax !== null && 'path' in pax) {
    return header.name.includes('\ufffd') ? null : header.name;
  }
  return decodeUtf8(Buffer.from(header.name, 'latin1'));
}
