import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { contentStream, ExpansionGuard, piecesOf } from './entry-content.ts';
import { gunzipped } from './gunzipped.ts';
import { PACKAGE_PATHS, type Package, type PackageEntry } from './package.ts';
import type { PackageLimits, ProblemListener } from './package-errors.ts';
import { type FileStamp, isUtf16, sameFile } from './recognise.ts';

interface FixturePackageOptions {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly gzip: boolean;
  readonly limits: PackageLimits;
  readonly onProblem: ProblemListener;
}

/** A bare fixture, plain or in gzip, shown as a package that holds nothing else. */
export class FixturePackage implements Package {
  readonly path: string;
  readonly format: 'json' | 'json.gz';
  readonly size: number;
  readonly #options: FixturePackageOptions;
  #bytesRead = () => 0;

  constructor(options: FixturePackageOptions) {
    this.path = options.path;
    this.format = options.gzip ? 'json.gz' : 'json';
    this.size = options.stamp.size;
    this.#options = options;
  }

  bytesRead(): number {
    return this.#bytesRead();
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    await sameFile(this.path, this.#options.stamp);
    const opened: Readable[] = [];
    try {
      yield {
        path: PACKAGE_PATHS.fixture,
        // the unpacked size of gzip is only known at its end
        size: this.size,
        content: () => this.#content(opened, signal),
      };
    } finally {
      for (const stream of opened) stream.destroy();
    }
  }

  async close(): Promise<void> {}

  #content(opened: Readable[], signal: AbortSignal | undefined): Readable {
    const { gzip, limits } = this.#options;
    const file = createReadStream(this.path, { highWaterMark: 256 * 1024 });
    this.#bytesRead = () => file.bytesRead;
    opened.push(file);
    const bytes = inUtf8(gzip ? gunzipped(file) : file);
    const guard = new ExpansionGuard(limits, () => file.bytesRead);
    const stream = contentStream(piecesOf(bytes), {
      entry: PACKAGE_PATHS.fixture,
      size: null,
      guard,
      signal,
    });
    stream.once('close', () => file.destroy());
    return stream;
  }
}

/** Text in UTF-16 (what a redirection in PowerShell writes) as UTF-8; all else as it is. */
async function* inUtf8(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined;
  for await (const piece of input) {
    if (decoder === undefined)
      decoder = isUtf16(piece) ? new TextDecoder(piece[0] === 0xff ? 'utf-16le' : 'utf-16be') : null;
    yield decoder === null ? piece : Buffer.from(decoder.decode(piece, { stream: true }));
  }
  if (decoder) yield Buffer.from(decoder.decode());
}
