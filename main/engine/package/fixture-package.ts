import type { Readable } from 'node:stream';
import { contentStream, ExpansionGuard, piecesOf } from './entry-content.ts';
import { gunzipped } from './gunzipped.ts';
import { PACKAGE_PATHS, type Package, type PackageEntry } from './package.ts';
import type { ByteStream, PackageBytes } from './package-bytes.ts';
import type { PackageLimits, ProblemListener } from './package-errors.ts';
import { isUtf16 } from './recognise.ts';

interface FixturePackageOptions {
  readonly bytes: PackageBytes;
  readonly gzip: boolean;
  readonly limits: PackageLimits;
  readonly onProblem: ProblemListener;
}

/** A bare fixture, plain or in gzip, shown as a package that holds nothing else. */
export class FixturePackage implements Package {
  readonly path: string;
  readonly format: 'json' | 'json.gz';
  readonly size: number;
  readonly bytes: PackageBytes;
  readonly #options: FixturePackageOptions;
  #bytesRead = () => 0;

  constructor(options: FixturePackageOptions) {
    this.path = options.bytes.path;
    this.bytes = options.bytes;
    this.format = options.gzip ? 'json.gz' : 'json';
    this.size = options.bytes.size;
    this.#options = options;
  }

  bytesRead(): number {
    return this.#bytesRead();
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    const file = await this.bytes.stream();
    try {
      yield {
        path: PACKAGE_PATHS.fixture,
        // the unpacked size of gzip is only known at its end
        size: this.size,
        content: () => this.#content(file, signal),
      };
    } finally {
      file.destroy();
    }
  }

  close(): Promise<void> {
    return this.bytes.close();
  }

  #content(file: ByteStream, signal: AbortSignal | undefined): Readable {
    const { gzip, limits } = this.#options;
    this.#bytesRead = file.bytesRead;
    const bytes = inUtf8(gzip ? gunzipped(file.bytes) : file.bytes);
    const guard = new ExpansionGuard(limits, file.bytesRead);
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
