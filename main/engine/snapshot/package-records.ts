import type { Catalogue } from '../catalogue/catalogue.ts';
import { type PlainError, throwIfCancelled } from '../errors.ts';
import { KEPT_KEY } from '../fixture/kept-key.ts';
import { ownNaturalKey, readReference } from '../fixture/natural-key.ts';
import type { FixtureRecord, RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import { jsonText } from '../plan/encode-value.ts';
import type { PackageFile } from '../plan/file-plan.ts';

/** A package that is open, as far as it is compared. */
export interface ComparedPackage {
  readonly spool: RecordSpool | null;
  readonly index: RecordIndex;
  readonly files: readonly PackageFile[];
  /** Whether it has files at all. */
  readonly hasFiles: boolean;
  /** Why it could not be read to its end. */
  readonly failure: PlainError | null;
}

/** One that has records. */
export type RecordsOfPackage = Pick<ComparedPackage, 'index'> & { readonly spool: RecordSpool };

export interface NumberedRecord {
  readonly record: FixtureRecord;
  readonly number: RecordNumber;
}

/** Records of a package that are read at once. */
const BATCH = 500;

/**
 * The records of a model in the order of the package, without those that a restore passes over too: broken ones, and
 * those that repeat another one, `unless` they are wanted all the same.
 */
export async function* recordsOfModel(
  { spool, index }: RecordsOfPackage,
  model: string,
  signal?: AbortSignal,
  unless: (number: RecordNumber) => boolean = () => false,
): AsyncGenerator<readonly NumberedRecord[]> {
  const label = spool.models.indexOf(model);
  if (label < 0) return;
  let numbers: RecordNumber[] = [];
  for (let number = 0; number <= spool.count; number += 1) {
    if (numbers.length === BATCH || number === spool.count) {
      throwIfCancelled(signal);
      const records = await spool.read(numbers);
      yield records.map((record, at) => ({ record, number: numbers[at] ?? -1 }));
      numbers = [];
    }
    if (number === spool.count || spool.modelIndexOf(number) !== label) continue;
    if (spool.brokenBecause(number) !== null) continue;
    if (index.duplicateOf(number) === null || unless(number)) numbers.push(number);
  }
}

/** How many records of a package are broken. */
export function brokenRecords({ spool }: RecordsOfPackage): number {
  let count = 0;
  for (let number = 0; number < spool.count; number += 1)
    if (spool.brokenBecause(number) !== null) count += 1;
  return count;
}

/** The records with the names of what they refer to, where the package has only its numbers. */
export async function withNames(
  records: readonly FixtureRecord[],
  { spool, index }: RecordsOfPackage,
  catalogue: Catalogue,
): Promise<readonly FixtureRecord[]> {
  const numbered = records.map((record) => referencesByNumber(record, index, catalogue));
  const referred = new Set(numbered.flatMap((references) => references.map(({ number }) => number)));
  if (referred.size === 0) return records;
  const names = await index.naturalKeysOf([...referred], spool);
  return records.map((record, at) => {
    const named = (numbered[at] ?? []).flatMap(({ field, number }) => {
      const natural = names.get(number);
      return natural ? [[field, natural] as const] : [];
    });
    return named.length === 0
      ? record
      : { ...record, fields: { ...record.fields, ...Object.fromEntries(named) } };
  });
}

/** References by primary key to records of the package that have a natural key. */
function referencesByNumber(
  record: FixtureRecord,
  index: RecordIndex,
  catalogue: Catalogue,
): readonly { readonly field: string; readonly number: RecordNumber }[] {
  const model = catalogue.models.get(record.model);
  return (model?.fields ?? []).flatMap((field) => {
    const value = record.fields[field.name];
    const related = field.references && catalogue.models.get(field.references);
    if (!related || related.naturalKey === null || value === undefined || value === null) return [];
    const reference = readReference(value, related, catalogue);
    if (reference?.by !== 'primary-key') return [];
    const number = index.find(related, reference);
    return number < 0 ? [] : [{ field: field.name, number }];
  });
}

/** The key under which a record of a package is shown: its primary key, else what else it is known by. */
export function shownKeyOf(
  { record, number }: NumberedRecord,
  index: RecordIndex,
  catalogue: Catalogue,
): string {
  return JSON.stringify(index.primaryKeyOf(number) ?? otherKeyOf(record, catalogue));
}

function otherKeyOf(record: FixtureRecord, catalogue: Catalogue): string {
  const model = catalogue.models.get(record.model);
  const own = model && ownNaturalKey(record, model, catalogue, null);
  if (own?.kind === 'key') return own.values.join(', ');
  return typeof record.fields.uuid === 'string' ? record.fields.uuid : '';
}

/** A record of a package as the line of a snapshot. */
export function lineOf({ model, pk, fields }: FixtureRecord): string {
  const key = pk === undefined ? '' : `, ${JSON.stringify(KEPT_KEY)}: ${JSON.stringify(pk)}`;
  return `{"model": ${JSON.stringify(model)}, "fields": ${jsonText(fields)}${key}}`;
}
