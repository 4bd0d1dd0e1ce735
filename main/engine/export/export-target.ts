import type { Target } from '../database/target.ts';
import type { DiskSpaceOf } from '../disk-space.ts';
import type { WorkOptions } from '../engine.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { openRoot } from '../restore/stage-files.ts';
import { NO_CONFIGURATION, readConfiguration } from './configuration-files.ts';
import { checkSpace } from './estimate-space.ts';
import {
  exportedAt,
  exportFixture,
  exportPackage,
  type RecordExport,
  type Written,
} from './export-records.ts';
import { type ExportReport, type ExportRequest, isSelection, selectionOf } from './export-report.ts';
import { exportTables } from './export-tables.ts';
import { fixtureWriter } from './fixture-writer.ts';
import { limitsOf } from './format-limits.ts';
import { intoFile, type Made } from './into-file.ts';
import type { OutputFile } from './output-file.ts';
import type { RecordLine } from './read-model.ts';
import { exportedOf, readRecords } from './read-records.ts';
import { refuseForPgDump, runPgDump } from './run-pg-dump.ts';
import { ScratchFile } from './scratch-file.ts';
import { selectExported } from './select-exported.ts';
import { folderSource, type StoredSource } from './stored-files.ts';

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
  throwIfCancelled(options.signal);
  if (options.format !== 'package' && options.configuration) throw noPlaceForConfiguration();
  if (options.filesOnly) refuseWithoutFiles(options);
  if (options.format === 'pgdump') refuseForPgDump(target, options);
  if (options.format === 'sqlite' && options.encryptFor !== undefined) throw inTheClear();
  if (options.storageRoot !== null && options.format === 'package') await openRoot(options.storageRoot);
  return intoFile(options, started, 'Nothing was written; the EDMS was only read.', (output) =>
    new Exporter(target, output, started, options).run(),
  );
}

function noPlaceForConfiguration(): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: "Only a package has a place for the EDMS's configuration.",
    consequence: 'Nothing was written.',
    advice: 'Export a package, or leave the configuration away.',
  });
}

function refuseWithoutFiles({ format, storageRoot }: ExportOptions): void {
  const refuse = (message: string, advice: string): never => {
    throw new EngineError({ code: 'USAGE', message, consequence: 'Nothing was written.', advice });
  };
  if (format !== 'package')
    refuse('Only a package has a place for files.', 'Export a package (.tar.gz or .zip), or the records.');
  if (storageRoot === null)
    refuse(
      'Files alone were asked for, and no storage folder is named.',
      'Name the folder in which the EDMS keeps its files.',
    );
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
    const meter = this.#meter;
    await checkSpace({ ...this.#options, target: this.#target, output: this.#output, meter, onProblem });
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
        return exportPackage({
          ...this.#recordExport(),
          stored: this.#stored(),
          configuration: this.#configuration,
        });
      case 'fixture':
      case 'ndjson':
        return exportFixture(this.#recordExport());
      case 'csv':
      case 'sqlite':
        return this.#tables(format);
      case 'pgdump':
        return this.#dump();
    }
  }

  #recordExport(): RecordExport {
    return {
      request: this.#options,
      output: this.#output,
      startedAtMs: this.#started,
      records: (take) => this.#records(take),
      onProblem: (problem) => this.#problems.add(problem),
      signal: this.#options.signal,
    };
  }

  #stored(): StoredSource | null {
    const { storageRoot, signal } = this.#options;
    return storageRoot === null
      ? null
      : folderSource(storageRoot, {
          output: this.#output,
          meter: this.#meter,
          isSelected: isSelection(this.#options),
          onProblem: (problem) => this.#problems.add(problem),
          signal,
        });
  }

  async #tables(format: 'csv' | 'sqlite'): Promise<Written> {
    const tally = await exportTables({
      ...this.#options,
      target: this.#target,
      format,
      selection: isSelection(this.#options) ? selectionOf(this.#options) : null,
      output: this.#output,
      exportedAt: exportedAt(this.#options, this.#started),
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

  /** Gives every record that is exported to `take`. */
  async #records(take: (record: RecordLine) => Promise<void> | void): Promise<void> {
    const { keys, canonical, filesOnly, signal, onProgress } = this.#options;
    const onProblem = (problem: Problem): void => this.#problems.add(problem);
    const reading = {
      ...{ target: this.#target, keys, canonical, meter: this.#meter, signal },
      // What is wrong with records is nothing to those who asked for none.
      onProblem: filesOnly === true ? () => undefined : onProblem,
    };
    if (!isSelection(this.#options)) return readRecords(reading, take);
    const all = await ScratchFile.create(this.#output, 'records', signal);
    try {
      const writer = fixtureWriter(all, 'lines');
      await readRecords(reading, ({ text }) => writer.record(text));
      await writer.end();
      await all.end();
    } finally {
      await all.close();
    }
    const { catalogue } = exportedOf(this.#target);
    const from = {
      catalogue,
      records: all.path,
      output: this.#output,
      selection: selectionOf(this.#options),
      onProblem,
      onProgress,
      signal,
    };
    for await (const record of selectExported(from)) await take(record);
  }
}
