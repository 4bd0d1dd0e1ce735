import { PassThrough } from 'node:stream';
import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { cancelledError, EngineError } from '../errors.ts';
import { readFixture } from '../fixture/read-fixture.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { ProgressMeter } from '../progress.ts';
import { PackageSelection } from '../select/package-selection.ts';
import type { ExportKeys } from './export-report.ts';
import { fixtureWriter } from './fixture-writer.ts';
import { exportedOf, readRecords } from './read-records.ts';

/** The records of a target as they were at one moment, to choose some of them. */
export interface ChoosableRecords {
  readonly count: number;
  readonly selection: PackageSelection;
  close(): Promise<void>;
}

/**
 * Reads all records as an export would write them, into an encrypted spool: password hashes are among them. They get the
 * same names as in the export, so that what is chosen here is found there. Errors: `TARGET_…`, `CANCELLED`.
 */
export async function readChoosable(
  target: Target,
  keys: ExportKeys,
  spoolFolder: string,
  { signal, onProgress }: WorkOptions,
): Promise<ChoosableRecords> {
  const { catalogue } = exportedOf(target);
  const index = new RecordIndex(catalogue);
  const lines = new PassThrough({ highWaterMark: 1024 * 1024 });
  // Told by both ends, each in its own way.
  lines.on('error', () => undefined);
  const meter = new ProgressMeter(onProgress);
  const reading = { target, keys, canonical: false, meter, onProblem: () => undefined, signal };
  const writing = writeInto(lines, reading);
  // The reader rejects with the same error, when the stream ends with it.
  writing.catch(() => undefined);
  const { spool, failure } = await readFixture(lines, {
    spoolFolder,
    secret: true,
    onRecord: (record, number) => index.record(record, number),
    onProblem: () => undefined,
    ...(signal ? { signal } : {}),
  }).catch(async (error: unknown) => {
    // The target is not left while it is still being read.
    await writing.catch(() => undefined);
    throw error;
  });
  try {
    await writing;
    if (failure !== null) throw new EngineError(failure);
    await index.finish(spool, signal);
    const selection = new PackageSelection({ catalogue, spool, index });
    return { count: spool.count, selection, close: () => spool.close() };
  } catch (error) {
    await spool.close();
    if (signal?.aborted) throw cancelledError('The EDMS was only read.');
    throw error;
  }
}

async function writeInto(lines: PassThrough, reading: Parameters<typeof readRecords>[0]): Promise<void> {
  try {
    const writer = fixtureWriter({ write: (bytes) => taken(lines, bytes) }, 'lines');
    await readRecords(reading, ({ text }) => writer.record(text));
    await writer.end();
    lines.end();
  } catch (error) {
    lines.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Waits until there is room again; a reader that has gone is an error and no wait without end. */
function taken(lines: PassThrough, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => lines.write(bytes, (error) => (error ? reject(error) : resolve())));
}
