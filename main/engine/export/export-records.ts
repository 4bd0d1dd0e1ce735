import { createHash, type Hash } from 'node:crypto';
import type { Problem } from '../problems.ts';
import type { Configuration } from './configuration-files.ts';
import { packingOf } from './export-format.ts';
import type { ExportRequest } from './export-report.ts';
import type { ExportCounts } from './export-tables.ts';
import { fixtureWriter, gzipSink, type RecordWriter } from './fixture-writer.ts';
import type { ByteSink, OutputFile } from './output-file.ts';
import { packedFile } from './packed-file.ts';
import type { RecordLine } from './read-model.ts';
import { RecordTally } from './record-tally.ts';
import { ScratchFile } from './scratch-file.ts';
import type { StoredSource } from './stored-files.ts';
import { tarArchive } from './tar-archive.ts';
import { writePackage } from './write-package.ts';
import { zipArchive } from './zip-archive.ts';

/** Records on their way into a file, wherever they come from. */
export interface RecordExport {
  readonly request: ExportRequest;
  readonly output: OutputFile;
  readonly startedAtMs: number;
  /** Gives every record to `take`, in the order in which they are written. */
  readonly records: (take: (record: RecordLine) => Promise<void> | void) => Promise<void>;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface PackageExport extends RecordExport {
  /** Null: the package has no files. */
  readonly stored: StoredSource | null;
  readonly configuration: Configuration;
}

export interface Written {
  readonly tally: ExportCounts;
  readonly files: number;
}

/** Python's `isoformat`; a canonical export tells no times. */
export function exportedAt(
  { canonical }: Pick<ExportRequest, 'canonical'>,
  startedAtMs: number,
): string | null {
  return canonical ? null : new Date(startedAtMs).toISOString().replace('Z', '+00:00');
}

/** Writes a bare fixture, or lines of records. */
export async function exportFixture({ request, output, records }: RecordExport): Promise<Written> {
  const { path, format } = request;
  const tally = new RecordTally(() => undefined);
  const gzip = packingOf(path, format) === 'gzip' ? gzipSink(output) : null;
  try {
    const writer = fixtureWriter(gzip ?? output, format === 'ndjson' ? 'lines' : 'array');
    await records(taking(tally, writer));
    await writer.end();
    await gzip?.end();
  } finally {
    gzip?.destroy();
  }
  return { tally, files: 0 };
}

/** Writes a migration package. */
export async function exportPackage(options: PackageExport): Promise<Written> {
  const { request, output, stored, configuration, onProblem, signal } = options;
  const { path, format, canonical } = request;
  const fixture = packedFile(await ScratchFile.create(output, 'fixture.json', signal));
  const hash = createHash('sha256');
  const users = await ScratchFile.create(output, 'users.json', signal);
  const startedAtMs = canonical ? 0 : options.startedAtMs;
  const archive = packingOf(path, format) === 'zip' ? zipArchive(output) : tarArchive(output, startedAtMs);
  try {
    await users.write(Buffer.from('['));
    let some = false;
    const tally = new RecordTally((summary) => {
      const text = `${some ? ',' : ''}\n${summary}`;
      some = true;
      return users.write(Buffer.from(text));
    });
    const writer = fixtureWriter(hashed(fixture, hash), 'array');
    await options.records(
      request.filesOnly === true ? (record) => void tally.takeFile(record) : taking(tally, writer),
    );
    await writer.end();
    await users.write(Buffer.from(`${some ? '\n' : ''}]\n`));
    await users.end();
    const packed = await fixture.end();
    const fixtureSha256 = hash.digest('hex');
    const at = exportedAt(request, options.startedAtMs);
    const files = await writePackage({
      facts: {
        ...{ request, tally, fixtureSha256, files: stored !== null, configuration },
        exportedAt: at,
      },
      ...{ fixture: packed, users, archive, output, stored, startedAtMs, onProblem, signal },
    });
    return { tally, files };
  } finally {
    archive.destroy();
    await fixture.close();
    await users.close();
  }
}

function hashed(sink: ByteSink, hash: Hash): ByteSink {
  return {
    write: (bytes) => {
      hash.update(bytes);
      return sink.write(bytes);
    },
  };
}

/** Takes a record down and writes it. */
function taking(tally: RecordTally, writer: RecordWriter): (record: RecordLine) => Promise<void> | void {
  return (record) => {
    const taken = tally.take(record);
    return taken === undefined ? writer.record(record.text) : taken.then(() => writer.record(record.text));
  };
}
