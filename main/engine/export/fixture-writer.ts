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
  const between = form === 'array' ? ',\n' : '\n';
  let pieces: string[] = form === 'array' ? ['[\n'] : [];
  let length = 0;
  let any = false;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(pieces.join(''));
    pieces = [];
    length = 0;
    await sink.write(bytes);
  };
  return {
    record: (text) => {
      if (any) pieces.push(between);
      any = true;
      pieces.push(text);
      length += text.length;
      return length >= PIECE ? flush() : undefined;
    },
    end: () => {
      if (any) pieces.push('\n');
      if (form === 'array') pieces.push(']\n');
      return flush();
    },
  };
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
