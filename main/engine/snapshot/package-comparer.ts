import type { Catalogue } from '../catalogue/catalogue.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { throwIfCancelled } from '../errors.ts';
import { ownNaturalKey } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue } from '../fixture/record.ts';
import type { Take } from './collect-differences.ts';
import type { CompareOptions } from './compare-states.ts';
import { ContentMatch } from './content-match.ts';
import type { EarlierState, StateRecord } from './earlier-state.ts';
import { NotToldApart } from './not-told-apart.ts';
import { isMadeByDjango, OWN_OF_DJANGO } from './own-of-django.ts';
import { PackageMatch } from './package-match.ts';
import {
  brokenRecords,
  lineOf,
  type RecordsOfPackage,
  recordsOfModel,
  shownKeyOf,
  withNames,
} from './package-records.ts';
import { SameInPackage } from './same-in-package.ts';

/** Compares the records of an earlier state with those of a package. */
export class PackageComparer {
  readonly #before: EarlierState;
  readonly #now: RecordsOfPackage;
  readonly #options: CompareOptions;
  readonly #onDifference: Take;
  readonly #catalogue: Catalogue = edmsCatalogue();
  readonly #match: PackageMatch;
  readonly #same: SameInPackage;
  /** What the comparison cannot tell. */
  readonly untold = new NotToldApart();

  constructor(before: EarlierState, now: RecordsOfPackage, options: CompareOptions, onDifference: Take) {
    this.#before = before;
    this.#now = now;
    this.#options = options;
    this.#onDifference = onDifference;
    this.#match = new PackageMatch(this.#catalogue, now.index, now.spool.count);
    this.#same = new SameInPackage(this.#catalogue, this.#match, now.index);
  }

  /** Models in the order of the earlier state, then those that only the package has. Gives how many records are passed over. */
  async compare(wanted: (model: string) => boolean): Promise<number> {
    // References of one model are to records of another: all are matched before any is compared.
    for (const { model } of this.#before.tables) await this.#matchTable(model);
    const tables = new Set(this.#before.tables.map(({ model }) => model));
    const beyond = this.#now.spool.models.filter((model) => model !== '' && !tables.has(model)).sort();
    for (const { model } of this.#before.tables) if (wanted(model)) await this.#compareTable(model);
    for (const model of [...tables, ...beyond]) if (wanted(model)) await this.#tellAdded(model);
    return this.#passedOver();
  }

  #passedOver(): number {
    let count = this.#before.passedOver + brokenRecords(this.#now);
    for (const number of this.#now.index.duplicates.keys()) if (!this.#match.isMatched(number)) count += 1;
    return count;
  }

  async #matchTable(model: string): Promise<void> {
    const { signal, meter } = this.#options;
    if (this.#match.needsValues(model))
      for await (const batch of this.#recordsOf(model))
        for (const { record, number } of batch) this.#match.learn(record, number);
    let nameless = 0;
    for await (const batch of this.#before.records(model)) {
      throwIfCancelled(signal);
      for (const one of batch) {
        const record = one.record();
        this.#match.claim(one, record);
        if (this.#isNameless(one, record) && this.#match.numberOf(model, one.key) < 0) nameless += 1;
      }
      meter.advance(batch.length);
    }
    if (nameless > 0) await this.#matchByContent(model);
    const isKnown = this.#catalogue.models.has(model) || this.#before.kind === 'snapshot';
    if (!isKnown && this.#now.spool.models.includes(model)) this.untold.addUnknownModel(model);
  }

  /** Records that have neither name nor number, on both sides. */
  async #matchByContent(model: string): Promise<void> {
    const contents = new ContentMatch(this.#catalogue);
    for await (const batch of this.#recordsOf(model)) {
      const left = batch.filter(
        ({ record, number }) =>
          !this.#match.isMatched(number) &&
          this.#now.index.primaryKeyOf(number) === null &&
          typeof record.fields.uuid !== 'string',
      );
      const named = await this.#named(left.map(({ record }) => record));
      for (const [at, record] of named.entries()) contents.learn(record, left[at]?.number ?? -1);
    }
    for await (const batch of this.#before.records(model))
      for (const one of batch) {
        const record = one.record();
        if (!this.#isNameless(one, record) || this.#match.numberOf(model, one.key) >= 0) continue;
        const number = contents.take(record);
        if (number >= 0) this.#match.claimByContent(one, record, number);
        else this.untold.addNameless(model);
      }
  }

  async #compareTable(model: string): Promise<void> {
    for await (const batch of this.#before.records(model)) {
      throwIfCancelled(this.#options.signal);
      await this.#compareBatch(model, batch);
      this.#options.meter.advance(batch.length);
    }
  }

  async #compareBatch(model: string, batch: readonly StateRecord[]): Promise<void> {
    const numbers = batch.map(({ key }) => this.#match.numberOf(model, key));
    const found = numbers.filter((number) => number >= 0);
    const records = await this.#now.spool.read(found);
    const byNumber = new Map(found.map((number, at) => [number, records[at]]));
    const changed = new Map<StateRecord, FixtureRecord>();
    for (const [at, one] of batch.entries()) {
      const record = byNumber.get(numbers[at] ?? -1);
      const merged = record ? this.#merge(one.record(), record) : null;
      if (merged !== null) changed.set(one, merged);
    }
    const named = await this.#named([...changed.values()]);
    const texts = new Map([...changed.keys()].map((one, at) => [one, named[at]]));
    for (const [at, one] of batch.entries()) {
      const now = texts.get(one);
      const common = { model, key: one.shownKey };
      if (now !== undefined)
        await this.#onDifference({ ...common, change: 'changed', before: one.text(), now: lineOf(now) });
      else if ((numbers[at] ?? -1) < 0 && !this.#isInEveryDatabase(model, one))
        await this.#onDifference({ ...common, change: 'removed', before: one.text(), now: null });
    }
  }

  /** Whether a record that the package does not carry is one that a restore finds in the target all the same. */
  #isInEveryDatabase(model: string, one: StateRecord): boolean {
    if (!OWN_OF_DJANGO.has(model)) return false;
    // Where it carries none at all, it was left to Django what there is.
    return !this.#now.spool.models.includes(model) || isMadeByDjango(model, one.record().fields);
  }

  /** What the package has and the earlier state has not. */
  async #tellAdded(model: string): Promise<void> {
    const { index } = this.#now;
    const isPackage = this.#before.kind === 'package';
    const isCarried = !isPackage || this.#before.tables.some((table) => table.model === model);
    // A package that carries none of Django's own leaves to Django what there is.
    if (OWN_OF_DJANGO.has(model) && !isCarried) return;
    for await (const batch of this.#recordsOf(model)) {
      const added = batch.filter(({ number }) => !this.#match.isMatched(number));
      const named = await this.#named(added.map(({ record }) => record));
      for (const [at, record] of named.entries()) {
        if (isPackage && isMadeByDjango(model, record.fields)) continue;
        const key = shownKeyOf({ record, number: added[at]?.number ?? -1 }, index, this.#catalogue);
        await this.#onDifference({ model, change: 'added', key, before: null, now: lineOf(record) });
      }
    }
  }

  #recordsOf(model: string): ReturnType<typeof recordsOfModel> {
    return recordsOfModel(this.#now, model, this.#options.signal, (number) => this.#match.isMatched(number));
  }

  #named(records: readonly FixtureRecord[]): Promise<readonly FixtureRecord[]> {
    return withNames(records, this.#now, this.#catalogue);
  }

  /** The record of the package in the form of the earlier state; null where the two say the same. */
  #merge(before: FixtureRecord, now: FixtureRecord): FixtureRecord | null {
    const fields: { [name: string]: JsonValue } = { ...before.fields };
    let differs = false;
    for (const [name, value] of Object.entries(now.fields)) {
      const own = before.fields[name];
      if (own === undefined && this.#isBeyond(before, name, value)) continue;
      if (own !== undefined && this.#same.isSame(name, before, own, value)) continue;
      fields[name] = value;
      differs = true;
    }
    if (this.#before.kind === 'package')
      for (const [name, own] of Object.entries(before.fields))
        if (own !== null && now.fields[name] === undefined)
          this.untold.addField(before.model, name, 'before');
    return differs ? { ...before, fields } : null;
  }

  /** Whether a value in a field that the earlier record does not have is no difference. */
  #isBeyond(before: FixtureRecord, name: string, value: JsonValue): boolean {
    // Nothing, in a field that the EDMS does not have, is nothing.
    if (value === null) return true;
    if (this.#before.kind === 'snapshot') return false;
    this.untold.addField(before.model, name, 'now');
    return true;
  }

  /** Whether nothing tells the record apart from others but what it holds. */
  #isNameless({ primaryKey }: StateRecord, record: FixtureRecord): boolean {
    if (primaryKey !== null || typeof record.fields.uuid === 'string') return false;
    const model = this.#catalogue.models.get(record.model);
    return !model || ownNaturalKey(record, model, this.#catalogue, null).kind !== 'key';
  }
}
