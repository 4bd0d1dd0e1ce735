import type { Target } from '../database/target.ts';
import type { DiskSpaceOf } from '../disk-space.ts';
import type { WorkOptions } from '../engine.ts';
import { cancelledError, EngineError, toPlainError } from '../errors.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { openRoot } from '../restore/stage-files.ts';
import { fingerprintOf, publicKeyOf } from '../signature/ed25519.ts';
import { signaturePath } from '../signature/signature-state.ts';
import { NO_CONFIGURATION, readConfiguration } from './configuration-files.ts';
import { checkSpace } from './estimate-space.ts';
import { packingOf } from './export-format.ts';
import type { ExportReport, ExportRequest } from './export-report.ts';
import { type ExportCounts, exportTables } from './export-tables.ts';
import { fixtureWriter, gzipSink, type RecordWriter } from './fixture-writer.ts';
import { limitsOf } from './format-limits.ts';
import { OutputFile } from './output-file.ts';
import type { RecordLine } from './read-model.ts';
import { exportCatalogue, readRecords } from './read-records.ts';
import { RecordTally } from './record-tally.ts';
import { refuseForPgDump, runPgDump } from './run-pg-dump.ts';
import { ScratchFile } from './scratch-file.ts';
import { selectExported } from './select-exported.ts';
import { tarArchive } from './tar-archive.ts';
import { writePackage } from './write-package.ts';
import { zipArchive } from './zip-archive.ts';

export interface ExportOptions extends WorkOptions, ExportRequest {
  /** The folder in which the EDMS keeps its files (an absolute path), or null: then a package has none. */
  readonly storageRoot: string | null;
  /** Tells the free space; the disk's own without it. */
  readonly diskSpace?: DiskSpaceOf;
}

/**
 * Exports what a target holds at one moment: all records, or those that a selection names with what they need, and in a
 * package the files of the storage too. The target is only read. The file is there as a whole or not at all.
 *
 * Errors: `USAGE` (the file is there already), `STORAGE_…`, `SELECTION_EMPTY`, `TARGET_…`, `CANCELLED`.
 */
export async function exportTarget(target: Target, options: ExportOptions): Promise<ExportReport> {
  const started = Date.now();
  if (options.signal?.aborted) throw stopped();
  if (options.format !== 'package' && options.configuration) throw noPlaceForConfiguration();
  if (options.format === 'pgdump') refuseForPgDump(target, options);
  if (options.format === 'sqlite' && options.encryptFor !== undefined) throw inTheClear();
  if (options.storageRoot !== null && options.format === 'package') await openRoot(options.storageRoot);
  const output = await OutputFile.create(options.path, options.signal, options);
  try {
    const made = await new Exporter(target, output, started, options).run();
    const sha256 = await output.finish();
    return {
      ...made,
      ...protectionOf(options),
      bytes: output.size,
      sha256,
      durationMs: Date.now() - started,
    };
  } catch (error) {
    await output.discard();
    // A stream that is torn down on the way rejects with an error of its own.
    if (options.signal?.aborted) throw stopped();
    if (error instanceof EngineError) throw error;
    throw new EngineError(toPlainError(error), error);
  }
}

function noPlaceForConfiguration(): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: "Only a package has a place for the EDMS's configuration.",
    consequence: 'Nothing was written.',
    advice: 'Export a package, or leave the configuration away.',
  });
}

function inTheClear(): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: 'A SQLite database lies in the clear on the disk while it is written.',
    consequence: 'Nothing was written.',
    advice:
      'Encrypt another format, or export the database to a disk that may hold it and encrypt it with age.',
  });
}

function stopped(): EngineError {
  return cancelledError('Nothing was written; the EDMS was only read.');
}

/** What a report says of how the file is protected. */
function protectionOf({
  path,
  encryptFor,
  signWith,
}: ExportRequest): Pick<ExportReport, 'encryption' | 'signature'> {
  const encryption =
    encryptFor === undefined ? 'none' : 'passphrase' in encryptFor ? 'passphrase' : 'recipients';
  const signature =
    signWith === undefined
      ? null
      : { path: signaturePath(path), fingerprint: fingerprintOf(publicKeyOf(signWith)) };
  return { encryption, signature };
}

type Made = Omit<ExportReport, 'bytes' | 'sha256' | 'durationMs' | 'encryption' | 'signature'>;

/** Takes a record down and writes it. */
function taking(tally: RecordTally, writer: RecordWriter): (record: RecordLine) => Promise<void> | void {
  return (record) => {
    const taken = tally.take(record);
    return taken === undefined ? writer.record(record.text) : taken.then(() => writer.record(record.text));
  };
}

interface Written {
  readonly tally: ExportCounts;
  readonly files: number;
}

class Exporter {
  readonly #target: Target;
  readonly #output: OutputFile;
  readonly #started: number;
  readonly #options: ExportOptions;
  readonly #meter: ProgressMeter;
  readonly #problems = new ProblemList();
  #configuration = NO_CONFIGURATION;

  constructor(target: Target, output: OutputFile, started: number, options: ExportOptions) {
    this.#target = target;
    this.#output = output;
    this.#started = started;
    this.#options = options;
    this.#meter = new ProgressMeter(options.onProgress);
  }

  async run(): Promise<Made> {
    const { path, format, keys, canonical } = this.#options;
    const onProblem = (problem: Problem) => this.#problems.add(problem);
    const { configuration, includeSecrets } = this.#options;
    if (configuration)
      this.#configuration = await readConfiguration(configuration, includeSecrets === true, onProblem);
    await checkSpace({ ...this.#options, target: this.#target, output: this.#output, onProblem });
    const { tally, files } = await this.#write();
    return {
      path,
      format,
      keys,
      canonical,
      target: this.#target.label,
      records: tally.records,
      byModel: Object.fromEntries(tally.byModel),
      files,
      problems: this.#problems.toArray(),
      limits: limitsOf(this.#options),
    };
  }

  #write(): Promise<Written> {
    const { format } = this.#options;
    switch (format) {
      case 'package':
        return this.#package();
      case 'fixture':
      case 'ndjson':
        return this.#fixture();
      case 'csv':
      case 'sqlite':
        return this.#tables(format);
      case 'pgdump':
        return this.#dump();
    }
  }

  async #tables(format: 'csv' | 'sqlite'): Promise<Written> {
    const tally = await exportTables({
      ...this.#options,
      target: this.#target,
      format,
      output: this.#output,
      exportedAt: this.#exportedAt(),
      startedAtMs: this.#options.canonical ? 0 : this.#started,
      meter: this.#meter,
      onProblem: (problem) => this.#problems.add(problem),
    });
    return { tally, files: 0 };
  }

  async #dump(): Promise<Written> {
    const tally = await runPgDump({
      target: this.#target,
      output: this.#output,
      meter: this.#meter,
      onProblem: (problem) => this.#problems.add(problem),
      signal: this.#options.signal,
    });
    return { tally, files: 0 };
  }

  /** Python's `isoformat`; a canonical export tells no times. */
  #exportedAt(): string | null {
    return this.#options.canonical ? null : new Date(this.#started).toISOString().replace('Z', '+00:00');
  }

  /** A bare fixture, or lines of records. */
  async #fixture(): Promise<Written> {
    const { path, format } = this.#options;
    const tally = new RecordTally(() => undefined);
    const gzip = packingOf(path, format) === 'gzip' ? gzipSink(this.#output) : null;
    try {
      const writer = fixtureWriter(gzip ?? this.#output, format === 'ndjson' ? 'lines' : 'array');
      await this.#records(taking(tally, writer));
      await writer.end();
      await gzip?.end();
    } finally {
      gzip?.destroy();
    }
    return { tally, files: 0 };
  }

  async #package(): Promise<Written> {
    const { canonical, storageRoot, signal, path, format } = this.#options;
    const output = this.#output;
    const fixture = await ScratchFile.create(output, 'fixture.json', signal);
    const users = await ScratchFile.create(output, 'users.json', signal);
    const startedAtMs = canonical ? 0 : this.#started;
    const archive = packingOf(path, format) === 'zip' ? zipArchive(output) : tarArchive(output, startedAtMs);
    try {
      await users.write(Buffer.from('['));
      let some = false;
      const tally = new RecordTally((summary) => {
        const text = `${some ? ',' : ''}\n${summary}`;
        some = true;
        return users.write(Buffer.from(text));
      });
      const writer = fixtureWriter(fixture, 'array');
      await this.#records(taking(tally, writer));
      await writer.end();
      await users.write(Buffer.from(`${some ? '\n' : ''}]\n`));
      await users.end();
      const fixtureSha256 = await fixture.end();
      const exportedAt = this.#exportedAt();
      const files = await writePackage({
        facts: {
          ...{ request: this.#options, exportedAt, tally, fixtureSha256, files: storageRoot !== null },
          configuration: this.#configuration,
        },
        ...{ fixture, users, archive, output, storageRoot, startedAtMs, signal },
        meter: this.#meter,
        onProblem: (problem) => this.#problems.add(problem),
      });
      return { tally, files };
    } finally {
      archive.destroy();
      await fixture.close();
      await users.close();
    }
  }

  /** Gives every record that is exported to `take`. */
  async #records(take: (record: RecordLine) => Promise<void> | void): Promise<void> {
    const { keys, canonical, select, signal, onProgress } = this.#options;
    const onProblem = this.#problems.add.bind(this.#problems);
    const reading = { target: this.#target, keys, canonical, meter: this.#meter, onProblem, signal };
    if (select.length === 0) return readRecords(reading, take);
    const all = await ScratchFile.create(this.#output, 'records', signal);
    try {
      const writer = fixtureWriter(all, 'lines');
      await readRecords(reading, ({ text }) => writer.record(text));
      await writer.end();
      await all.end();
    } finally {
      await all.close();
    }
    const catalogue = exportCatalogue(this.#target);
    const from = {
      catalogue,
      records: all.path,
      output: this.#output,
      select,
      onProblem,
      onProgress,
      signal,
    };
    for await (const record of selectExported(from)) await take(record);
  }
}
