import { stringify } from 'lossless-json';
import { CONTENT_TYPE, PERMISSION } from '../adapt/placeless.ts';
import type { RecordNumber } from '../fixture/record.ts';
import { parseExactly } from '../fixture/scan-record.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { isNothing } from '../plan/encode-row.ts';
import type { Problem } from '../problems.ts';
import type { ModelDifference } from './compare-states.ts';
import type { Manifest } from './manifest.ts';
import { readTable } from './read-table.ts';
import type { BlobReader } from './segment.ts';

/** The fields of a record that the database could not take as they are; null for all of it. */
type Unheld = ReadonlySet<string> | null;

const NOTHING: Unheld = new Set();

/**
 * What of a snapshot the database of a restore test has no place for, since that is one of the EDMS that this program
 * knows and the snapshot is one of an EDMS that has other tables and columns, or content types of models that are gone. A
 * restore keeps it in its side file. It is no difference, and is told.
 */
export class WithoutPlace {
  /** By model and key. */
  readonly #unheld: ReadonlyMap<string, Unheld>;
  /** Records for each model, or field of one, that is told. */
  readonly #told = new Map<string, number>();

  private constructor(unheld: ReadonlyMap<string, Unheld>) {
    this.#unheld = unheld;
  }

  /** What a plan says of the records of a snapshot; the plan may be closed afterwards. */
  static async of(plan: RestorePlan, blobs: BlobReader, { tables }: Manifest): Promise<WithoutPlace> {
    const unheld = new Map<string, Unheld>();
    if (!hasAny(plan)) return new WithoutPlace(unheld);
    let number: RecordNumber = 0;
    // Numbered as the records of the package were, which passes over what is lost.
    for (const { model, segments } of tables)
      for await (const lines of readTable(blobs, segments, { onLost: () => undefined }))
        for (const { key } of lines) {
          const of = unheldOf(plan, model, number);
          if (of !== undefined) unheld.set(nameOf(model, key), of);
          number += 1;
        }
    return new WithoutPlace(unheld);
  }

  /** True where nothing but what has no place makes the difference. */
  take(difference: ModelDifference): boolean {
    const { model, key, change } = difference;
    const known = this.#unheld.get(nameOf(model, key));
    const unheld = known === undefined ? NOTHING : known;
    if (unheld === null) return change === 'removed' && this.#tell(model);
    if (change !== 'changed' || !isSameBeside(unheld, difference)) return false;
    for (const field of unheld) this.#tell(`${model}.${field}`);
    return true;
  }

  problems(): readonly Problem[] {
    return [...this.#told].map(([what, records]) => ({
      code: 'SNAPSHOT_WITHOUT_PLACE',
      severity: 'warning',
      message: `The EDMS that this program knows has no place for ${what} as the snapshot has it: of ${records.toLocaleString('en-US')} ${records === 1 ? 'record' : 'records'} that was read, and not restored and compared.`,
      advice:
        'A restore into an EDMS that has a place for it takes it; into another one, the side file keeps it.',
      where: { model: what.split('.').slice(0, 2).join('.') },
    }));
  }

  #tell(what: string): true {
    this.#told.set(what, (this.#told.get(what) ?? 0) + 1);
    return true;
  }
}

function nameOf(model: string, key: string): string {
  return `${model}\t${key}`;
}

function hasAny(plan: RestorePlan): boolean {
  for (let number = 0; number < plan.table.count; number += 1)
    if (plan.adapt.placeless.isKeptWhole(number) || plan.adapt.traits.of(number).length > 0) return true;
  return false;
}

/** Undefined where the database takes the record as it is. */
function unheldOf(
  { adapt, bound, table }: RestorePlan,
  model: string,
  number: RecordNumber,
): Unheld | undefined {
  if (table.outcome(number) === 'skip' && adapt.placeless.isKeptWhole(number)) {
    // Of other models that is said of a record without a row of its own, which is a fault.
    return !bound.has(model) || model === CONTENT_TYPE || model === PERMISSION ? null : undefined;
  }
  const traits = adapt.traits.of(number).filter(({ label }) => label === model);
  return traits.length === 0 ? undefined : new Set(traits.map(({ field }) => field));
}

type Fields = { readonly [name: string]: unknown };

/** Whether the record is the same but for some fields; of a list, what the database has has to be in the snapshot. */
function isSameBeside(unheld: ReadonlySet<string>, { before, now }: ModelDifference): boolean {
  const [snapshot, restored] = [recordOf(before), recordOf(now)];
  const names = new Set([...Object.keys(snapshot.fields), ...Object.keys(restored.fields)]);
  const isSame = (name: string): boolean => {
    const [had = null, has = null] = [snapshot.fields[name], restored.fields[name]];
    // Where one of the two has no column, null or an empty list is nothing that the other one has.
    if (!(name in snapshot.fields && name in restored.fields) && isNothing(had) && isNothing(has))
      return true;
    return textOf(had) === textOf(has) || (unheld.has(name) && isPart(has, had));
  };
  return textOf(snapshot.rest) === textOf(restored.rest) && [...names].every(isSame);
}

function isPart(restored: unknown, snapshot: unknown): boolean {
  if (!Array.isArray(restored) || !Array.isArray(snapshot)) return true;
  const had = new Set(snapshot.map(textOf));
  return restored.every((item) => had.has(textOf(item)));
}

/** Numbers keep all of their digits. */
function recordOf(text: string | null): { readonly fields: Fields; readonly rest: Fields } {
  const { fields, ...rest } = asFields(parseExactly(text ?? '{}'));
  return { fields: asFields(fields), rest };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return stringify(value);
}
