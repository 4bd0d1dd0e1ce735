import { throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { Take } from './collect-differences.ts';
import { LineComparer } from './compare-lines.ts';
import type { CompareOptions, ModelDifference } from './compare-states.ts';
import type { EarlierState } from './earlier-state.ts';
import { PackageComparer } from './package-comparer.ts';
import { fileLines } from './package-files.ts';
import type { ComparedPackage } from './package-records.ts';
import { FILES } from './record-form.ts';
import { isSameFile } from './stored-file.ts';

/** What a comparison with a package did not look at. */
export interface Uncompared {
  /** Records that are broken or repeat another one. */
  readonly records: number;
  readonly problems: readonly Problem[];
}

/**
 * Tells what differs between an earlier state, a snapshot or another package, and a package. A package has other primary
 * keys and refers in other ways than a snapshot, and its values lack microseconds: what is only written in another way is
 * no difference, and what a record of the package has no field for is not compared. Errors: `REPOSITORY_DAMAGED`,
 * `CANCELLED`.
 */
export async function compareWithPackage(
  before: EarlierState,
  now: ComparedPackage,
  options: CompareOptions,
  onDifference: Take,
): Promise<Uncompared> {
  const { meter, only = null } = options;
  const wanted = (model: string) => only?.has(model) ?? true;
  const records = before.tables.reduce((sum, table) => sum + table.records, 0);
  const own = before.tables.reduce((sum, table) => sum + (wanted(table.model) ? table.records : 0), 0);
  meter.start('comparing', records + own, 'records');
  let uncompared: Uncompared = { records: 0, problems: [] };
  if (now.spool !== null) {
    const comparer = new PackageComparer(before, { ...now, spool: now.spool }, options, onDifference);
    const passedOver = await comparer.compare(wanted);
    uncompared = { records: passedOver, problems: comparer.untold.problems() };
  }
  const files = wanted(FILES) && now.hasFiles ? before.files() : null;
  if (files !== null) {
    const tell = (difference: Omit<ModelDifference, 'model'>) =>
      onDifference({ model: FILES, ...difference });
    const comparer = new LineComparer(files, tell, { isSame: isSameFile });
    for (const { key, text } of fileLines(now.files)) {
      throwIfCancelled(options.signal);
      if (text !== null) await comparer.record(key, text);
    }
    await comparer.end();
  }
  meter.finish();
  return uncompared;
}
