import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { EarlierState, StateRecord } from './earlier-state.ts';
import type { Line } from './lines.ts';
import { fileLines } from './package-files.ts';
import {
  brokenRecords,
  type ComparedPackage,
  lineOf,
  type RecordsOfPackage,
  recordsOfModel,
  shownKeyOf,
  withNames,
} from './package-records.ts';

/**
 * A package as the earlier state of a comparison, in the form of a snapshot. A record keeps its primary key; one that has
 * none gets a key that is no primary key of any record.
 */
export function packageState(opened: ComparedPackage, signal?: AbortSignal): EarlierState {
  const { spool, index, files, hasFiles } = opened;
  const records = spool && { spool, index };
  return {
    tables: records === null ? [] : countsOf(records),
    kind: 'package',
    passedOver: records === null ? 0 : brokenRecords(records) + index.duplicates.size,
    records: (model) => (records === null ? nothing() : stateRecords(records, model, signal)),
    files: () => (hasFiles ? groupOf(fileLines(files)) : null),
  };
}

async function* stateRecords(
  opened: RecordsOfPackage,
  model: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly StateRecord[]> {
  const catalogue = edmsCatalogue();
  for await (const batch of recordsOfModel(opened, model, signal)) {
    const named = await withNames(
      batch.map(({ record }) => record),
      opened,
      catalogue,
    );
    yield named.map((record, at) => {
      const number = batch[at]?.number ?? -1;
      const primaryKey = opened.index.primaryKeyOf(number);
      return {
        key: JSON.stringify(primaryKey ?? madeUpKey(number)),
        shownKey: shownKeyOf({ record, number }, opened.index, catalogue),
        primaryKey: primaryKey === null ? null : String(primaryKey),
        record: () => record,
        text: () => lineOf(record),
      };
    });
  }
}

/** No database holds a text with a NUL. */
function madeUpKey(number: RecordNumber): string {
  return `\0${number}`;
}

/** Models by name, with how many of their records a restore would take. */
function countsOf({ spool, index }: RecordsOfPackage): EarlierState['tables'] {
  const counts = new Map<string, number>();
  for (let number = 0; number < spool.count; number += 1) {
    if (spool.brokenBecause(number) !== null || index.duplicateOf(number) !== null) continue;
    const model = spool.models[spool.modelIndexOf(number)] ?? '';
    counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return [...counts]
    .map(([model, records]) => ({ model, records }))
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

async function* nothing(): AsyncGenerator<readonly StateRecord[]> {}

async function* groupOf(lines: readonly Line[]): AsyncGenerator<readonly Line[]> {
  yield lines;
}
