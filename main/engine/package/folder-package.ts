import { constants, type Dirent } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { throwIfCancelled } from '../errors.ts';
import { figure } from '../figures.ts';
import { contentStream, ExpansionGuard } from './entry-content.ts';
import { badEncoding, checkName, decodeUtf8, notAFile, refused, Wrapper } from './entry-names.ts';
import type { Package, PackageEntry } from './package.ts';
import { fileError, type PackageLimits, type ProblemListener, tooLarge } from './package-errors.ts';

/** Folders inside one another that are still looked into. */
const DEEPEST = 32;
const PIECE = 256 * 1024;

interface Found {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}

/** An unpacked package. Links in it are never followed. */
export class FolderPackage implements Package {
  readonly path: string;
  readonly format = 'folder';
  readonly size: number;
  readonly #limits: PackageLimits;
  readonly #files: readonly Found[];
  #bytesRead = 0;

  private constructor(root: string, files: readonly Found[], limits: PackageLimits) {
    this.path = root;
    this.#files = files;
    this.#limits = limits;
    this.size = files.reduce((sum, file) => sum + file.size, 0);
  }

  /** Lists the folder once; its files are read when they are asked for. */
  static async open(root: string, limits: PackageLimits, onProblem: ProblemListener): Promise<FolderPackage> {
    const listing = new Listing(root, limits, onProblem);
    await listing.add(root, [], 0);
    return new FolderPackage(root, listing.sorted(), limits);
  }

  bytesRead(): number {
    return this.#bytesRead;
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    const wrapper = new Wrapper();
    const guard = new ExpansionGuard(this.#limits, () => this.size);
    this.#bytesRead = 0;
    for (const { path: entry, file, size } of this.#files) {
      throwIfCancelled(signal);
      const shown = wrapper.strip(entry);
      yield { path: shown, size, content: () => this.#content(file, shown, size, guard, signal) };
      this.#bytesRead += size;
    }
  }

  async close(): Promise<void> {}

  #content(file: string, entry: string, size: number, guard: ExpansionGuard, signal?: AbortSignal): Readable {
    const pieces = filePieces(file);
    const next = async () => (await pieces.next()).value ?? null;
    const stream = contentStream(next, { entry, size, guard, signal });
    stream.once('close', () => void pieces.return(null));
    return stream;
  }
}

async function* filePieces(file: string): AsyncGenerator<Buffer, null> {
  const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
  let handle: Awaited<ReturnType<typeof open>> | null = null;
  try {
    handle = await open(file, constants.O_RDONLY | noFollow);
    for (;;) {
      const buffer = Buffer.allocUnsafe(PIECE);
      const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return null;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileError(error, file);
  } finally {
    await handle?.close();
  }
}

/** Collects the files below a folder, with their paths as a package shows them. */
class Listing {
  readonly #root: string;
  readonly #limits: PackageLimits;
  readonly #onProblem: ProblemListener;
  readonly #files: Found[] = [];

  constructor(root: string, limits: PackageLimits, onProblem: ProblemListener) {
    this.#root = root;
    this.#limits = limits;
    this.#onProblem = onProblem;
  }

  /** In one order on every system: top-level files first, then folder by folder. */
  sorted(): readonly Found[] {
    return this.#files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  async add(folder: string, parts: readonly string[], depth: number): Promise<void> {
    if (depth > DEEPEST) {
      this.#onProblem(refused('ENTRY_BAD_NAME', parts.join('/'), 'It lies too deep in the folder.').problem);
      return;
    }
    const folders: { readonly at: string; readonly parts: readonly string[] }[] = [];
    for await (const item of await this.#list(folder)) {
      const name = this.#nameOf(item, parts);
      if (name === null) continue;
      const at = path.join(folder, name);
      if (item.isDirectory()) folders.push({ at, parts: [...parts, name] });
      else if (item.isFile()) await this.#addFile(at, [...parts, name].join('/'));
      else this.#onProblem(notAFile([...parts, name].join('/'), item.isSymbolicLink() ? 'link' : 'device'));
    }
    for (const next of folders) await this.add(next.at, next.parts, depth + 1);
  }

  async #list(folder: string): Promise<AsyncIterable<Dirent>> {
    try {
      return await opendir(folder, { encoding: 'latin1' });
    } catch (error) {
      const failure = fileError(error, folder);
      if (folder === this.#root) throw failure;
      this.#onProblem(refused('ENTRY_NOT_READABLE', folder, failure.plain.message).problem);
      return (async function* none(): AsyncGenerator<Dirent> {})();
    }
  }

  /** The name of an item, as far as it can be shown: the file system gives bytes on Linux. */
  #nameOf(item: Dirent, parts: readonly string[]): string | null {
    const bytes = Buffer.from(item.name, 'latin1');
    const name = decodeUtf8(bytes);
    if (name === null) {
      this.#onProblem(badEncoding(bytes));
      return null;
    }
    const checked = checkName([...parts, name].join('/'));
    if ('problem' in checked) {
      this.#onProblem(checked.problem);
      return null;
    }
    return name;
  }

  async #addFile(file: string, entry: string): Promise<void> {
    if (this.#files.length >= this.#limits.entries) {
      throw tooLarge(`The folder has more than ${figure(this.#limits.entries)} files.`, {
        entry: this.#root,
      });
    }
    const handle = await open(file, 'r').catch((error: unknown) => fileError(error, file));
    if (handle instanceof Error) {
      this.#onProblem(refused('ENTRY_NOT_READABLE', entry, handle.plain.message).problem);
      return;
    }
    try {
      this.#files.push({ path: entry, file, size: (await handle.stat()).size });
    } finally {
      await handle.close();
    }
  }
}
