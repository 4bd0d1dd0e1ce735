import { EngineError, throwIfCancelled } from '../errors.ts';
import { figure } from '../figures.ts';
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
import { gunzipped } from './gunzipped.ts';
import type { Package, PackageEntry } from './package.ts';
import type { PackageBytes } from './package-bytes.ts';
import { inflateError, type PackageLimits, type ProblemListener, tooLarge } from './package-errors.ts';
import { readTar, type TarItem } from './tar-reader.ts';

interface TarOptions {
  readonly bytes: PackageBytes;
  readonly gzip: boolean;
  readonly limits: PackageLimits;
  readonly onProblem: ProblemListener;
}

/** A tar archive, plain or in gzip, read from front to back with back-pressure. */
export class TarPackage implements Package {
  readonly path: string;
  readonly format: 'tar' | 'tar.gz';
  readonly size: number;
  readonly bytes: PackageBytes;
  readonly #options: TarOptions;
  #bytesRead = () => 0;

  constructor(options: TarOptions) {
    this.path = options.bytes.path;
    this.bytes = options.bytes;
    this.format = options.gzip ? 'tar.gz' : 'tar';
    this.size = options.bytes.size;
    this.#options = options;
  }

  bytesRead(): number {
    return this.#bytesRead();
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    const { gzip, limits } = this.#options;
    const file = await this.bytes.stream();
    this.#bytesRead = file.bytesRead;
    const guard = new ExpansionGuard(limits, file.bytesRead);
    const names = new TarNames(this.#options);
    let last = '';
    const next = piecesOf(gzip ? gunzipped(file.bytes) : file.bytes);
    // counted here, where what nobody reads passes too
    const source = async () => {
      throwIfCancelled(signal);
      const piece = await next();
      if (piece !== null) guard.count(piece.length, last);
      return piece;
    };
    try {
      for await (const item of readTar(source, gzip ? limits.bytes : this.size)) {
        const entry = names.check(item);
        if (entry === null) continue;
        last = entry;
        yield {
          path: entry,
          size: item.size,
          content: () => contentStream(item.next, { entry, size: item.size, signal }),
        };
      }
    } catch (error) {
      throw error instanceof EngineError
        ? error
        : inflateError(error, { entry: last, byte: file.bytesRead() });
    } finally {
      file.destroy();
    }
  }

  close(): Promise<void> {
    return this.bytes.close();
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
  check(item: TarItem): string | null {
    this.#count++;
    if (this.#count > this.#options.limits.entries) {
      const message = `The archive has more than ${figure(this.#options.limits.entries)} entries.`;
      throw tooLarge(message, { entry: this.#options.bytes.path });
    }
    const { onProblem } = this.#options;
    const name = decodeUtf8(item.name);
    if (name === null) {
      onProblem(badEncoding(item.name));
      return null;
    }
    const checked = checkName(name);
    if ('problem' in checked) {
      onProblem(checked.problem);
      return null;
    }
    if (item.kind === 'folder') return null;
    if (item.kind === 'other')
      onProblem(refused('ENTRY_UNSUPPORTED', name, 'It is of a kind that is no file.').problem);
    else if (item.kind !== 'file') onProblem(notAFile(name, item.kind));
    return item.kind === 'file' ? this.#once(this.#wrapper.strip(checked.path)) : null;
  }

  #once(path: string): string | null {
    if (path === '') return null;
    if (this.#seen.has(path)) {
      this.#options.onProblem(duplicateName(path, 'first'));
      return null;
    }
    this.#seen.add(path);
    return path;
  }
}
