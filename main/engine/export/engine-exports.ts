import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { Selection } from '../plan/policy.ts';
import { ownFolder } from '../repository/own-folder.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from '../select/selection.ts';
import { type ChoosableRecords, readChoosable } from './choosable-records.ts';
import type { ExportKeys } from './export-report.ts';
import type { ExportWork } from './export-work.ts';
import { measureSource, type SourceSize } from './measure-source.ts';

/** What the engine has that this needs. */
export interface ExportSurroundings {
  /** The open target, by the schema that it has now. Error: none is open. */
  readonly target: () => Promise<Target>;
  /** Where temporary files go. */
  readonly workFolder: () => Promise<string>;
}

/** What is asked before an export. What was read of the target is kept until it is closed, or read again. */
export class EngineExports implements ExportWork {
  readonly #engine: ExportSurroundings;
  readonly #readings = new OneAtATime();
  #records: ChoosableRecords | null = null;

  constructor(engine: ExportSurroundings) {
    this.#engine = engine;
  }

  async measure(
    storageRoot: string | null,
    repository: string | null,
    { signal }: WorkOptions = {},
  ): Promise<SourceSize> {
    // A disk that is not there has nothing that could be counted.
    const own = repository === null ? {} : await ownFolder(repository).catch(() => ({}));
    return measureSource(await this.#engine.target(), storageRoot, { ...own, signal });
  }

  readRecords(keys: ExportKeys, options: WorkOptions = {}): Promise<number> {
    return this.#readings.run(async () => {
      await this.#forget();
      const target = await this.#engine.target();
      const records = await readChoosable(target, keys, await this.#engine.workFolder(), options);
      this.#records = records;
      return records.count;
    });
  }

  async tree(selection: Selection, options: WorkOptions = {}): Promise<SelectionTree> {
    return this.#chosen().tree(selection, options);
  }

  async expand(record: number): Promise<readonly SelectedRecord[]> {
    return this.#chosen().expand(record);
  }

  async candidates(query: CandidateQuery, options: WorkOptions = {}): Promise<CandidatePage> {
    return this.#chosen().candidates(query, options);
  }

  /** Lets go of what was read: another target has other records. */
  forget(): Promise<void> {
    return this.#readings.run(() => this.#forget());
  }

  async #forget(): Promise<void> {
    const records = this.#records;
    this.#records = null;
    await records?.close();
  }

  #chosen(): ChoosableRecords['selection'] {
    if (this.#records !== null) return this.#records.selection;
    throw new EngineError({
      code: 'USAGE',
      message: 'The records of the EDMS have not been read yet.',
      consequence: 'Nothing was changed.',
      advice: 'Read them again, then choose.',
    });
  }
}
