import type { Catalogue } from '../catalogue/catalogue.ts';
import { EngineError } from '../errors.ts';
import { readFixture } from '../fixture/read-fixture.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import type { Selection } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';
import type { ProgressListener } from '../progress.ts';
import { selectRecords } from '../select/select-records.ts';
import type { OutputFile } from './output-file.ts';
import type { RecordLine } from './read-model.ts';

export interface SelectExportedOptions {
  readonly catalogue: Catalogue;
  /** All records, a line each. */
  readonly records: string;
  readonly selection: Selection;
  readonly output: OutputFile;
  readonly onProblem: (problem: Problem) => void;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The records that a selection names with all that they need, by the same rules as a restore's, in the order in which
 * they were written. Errors: `SELECTION_EMPTY`, `CANCELLED`.
 */
export async function* selectExported(options: SelectExportedOptions): AsyncGenerator<RecordLine> {
  const { catalogue, output, onProblem, onProgress, signal } = options;
  const index = new RecordIndex(catalogue);
  const { spool, failure } = await readFixture(output.readScratch(options.records), {
    spoolFolder: await output.scratch(),
    secret: output.isSecret,
    onRecord: (record, number) => index.record(record, number),
    // What cannot be read again was told when it was written.
    onProblem: () => undefined,
    ...(signal ? { signal } : {}),
  });
  try {
    if (failure !== null) throw new EngineError(failure);
    await index.finish(spool, signal);
    const selected = await selectRecords(
      options.selection,
      { catalogue, spool, index },
      { signal, onProgress },
    ).catch((error: unknown) => {
      throw error instanceof EngineError && error.code === 'SELECTION_EMPTY'
        ? new EngineError({ ...error.plain, message: ofTheEdms(error.plain.message) }, error)
        : error;
    });
    for (const problem of selected.problems) onProblem({ ...problem, message: ofTheEdms(problem.message) });
    for (const number of selected.records) {
      const model = spool.models[spool.modelIndexOf(number)] ?? '';
      yield { model, text: await spool.text(number) };
    }
  } finally {
    await spool.close();
  }
}

/** The selection speaks of a package; here it is the EDMS that is selected from. */
function ofTheEdms(message: string): string {
  return message.replaceAll('not in the package', 'not in the EDMS');
}
