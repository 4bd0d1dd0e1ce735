import type { Sql } from '../database/target.ts';
import type { Selection } from '../plan/policy.ts';
import type { ProgressListener } from '../progress.ts';
import { fixtureWriter } from './fixture-writer.ts';
import type { OutputFile } from './output-file.ts';
import { exportedOf, type ReadRecordsOptions, readRecordsOf } from './read-records.ts';
import type { KeptKeys } from './read-tables.ts';
import { ScratchFile } from './scratch-file.ts';
import { selectExported } from './select-exported.ts';

export interface SelectRowsOptions extends Omit<ReadRecordsOptions, 'keys' | 'canonical'> {
  readonly selection: Selection;
  readonly output: OutputFile;
  readonly onProgress?: ProgressListener | undefined;
}

/** The keys of the rows that a selection names with all that they need, by table. Errors: `SELECTION_EMPTY`. */
export async function selectRows(sql: Sql, options: SelectRowsOptions): Promise<KeptKeys> {
  const { target, selection, output, onProblem, onProgress, signal } = options;
  const { catalogue } = exportedOf(target);
  const all = await ScratchFile.create(output, 'records', signal);
  try {
    const writer = fixtureWriter(all, 'lines');
    await readRecordsOf(sql, { ...options, keys: 'primary', canonical: false }, ({ text }) =>
      writer.record(text),
    );
    await writer.end();
    await all.end();
  } finally {
    await all.close();
  }
  const kept = new Map<string, Set<string>>();
  const from = { catalogue, records: all.path, output, selection, onProblem, onProgress, signal };
  for await (const { model, text } of selectExported(from)) {
    const table = catalogue.models.get(model)?.table ?? '';
    const record: { readonly pk: unknown } = JSON.parse(text);
    const keys = kept.get(table) ?? new Set();
    kept.set(table, keys.add(String(record.pk)));
  }
  return kept;
}
