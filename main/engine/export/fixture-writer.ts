import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { writeGzip } from '../gzip-writes.ts';
import { PIECE } from './archive.ts';
import { BESIDE_CALLER } from './deflate-body.ts';
import type { ByteSink } from './output-file.ts';

/** Takes the records of an export, each as JSON on one line. */
export interface RecordWriter {
  record(text: string): Promise<void> | void;
  end(): Promise<void>;
}

/** Writes a fixture (a JSON array, a record a line) or lines of records, in pieces. */
export function fixtureWriter(sink: ByteSink, form: 'array' | 'lines'): RecordWriter {
  const pieces = new TextPieces(sink);
  const between = form === 'array' ? ',\n' : '\n';
  let before = form === 'array' ? '[\n' : '';
  let any = false;
  return {
    record: (text) => {
      const written = pieces.write(before + text);
      before = between;
      any = true;
      return written;
    },
    end: async () => {
      if (form === 'array') await pieces.write(any ? '\n]\n' : '[\n]\n');
      else if (any) await pieces.write('\n');
      await pieces.flush();
    },
  };
}

/** A character of JavaScript's becomes so many bytes of UTF-8 at most. */
const MOST_BYTES = 3;

/** Encodes texts where they are put together: all of an export goes through here. */
class TextPieces {
  readonly #sink: ByteSink;
  /** Whoever took the last one may still have it. */
  #piece = Buffer.allocUnsafe(PIECE);
  #bytes = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  write(text: string): Promise<void> | void {
    if (text.length * MOST_BYTES <= PIECE - this.#bytes) this.#put(text);
    else return this.#writeNext(text);
  }

  async flush(): Promise<void> {
    const bytes = this.#piece.subarray(0, this.#bytes);
    this.#piece = Buffer.allocUnsafe(PIECE);
    this.#bytes = 0;
    if (bytes.length > 0) await this.#sink.write(bytes);
  }

  #put(text: string): void {
    this.#bytes += this.#piece.write(text, this.#bytes);
  }

  async #writeNext(text: string): Promise<void> {
    await this.flush();
    if (text.length * MOST_BYTES <= PIECE) this.#put(text);
    else await this.#sink.write(Buffer.from(text));
  }
}

/** A sink whose bytes arrive in gzip; `end` sends what is left. */
export interface GzipSink extends ByteSink {
  end(): Promise<void>;
  destroy(): void;
}

export function gzipSink(sink: ByteSink): GzipSink {
  const gzip = createGzip(BESIDE_CALLER);
  const done = pipeline(gzip, async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await sink.write(piece);
  });
  done.catch(() => undefined);
  return {
    write: (bytes) => writeGzip(gzip, bytes, done),
    end: async () => {
      gzip.end();
      await done;
    },
    destroy: () => gzip.destroy(),
  };
}
