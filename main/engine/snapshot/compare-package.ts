import type { Catalogue, Field, Model } from '../catalogue/catalogue.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { type PlainError, throwIfCancelled } from '../errors.ts';
import { KEPT_KEY } from '../fixture/kept-key.ts';
import { ownNaturalKey } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import { parseRecord } from '../fixture/scan-record.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { jsonText } from '../plan/encode-value.ts';
import type { PackageFile } from '../plan/file-plan.ts';
import type { BlobStore } from '../repository/repository.ts';
import type { Difference } from './compare-lines.ts';
import { LineComparer } from './compare-lines.ts';
import type { CompareOptions, ModelDifference } from './compare-states.ts';
import type { Line } from './lines.ts';
import type { Manifest } from './manifest.ts';
import { isMadeByDjango, OWN_OF_DJANGO } from './own-of-django.ts';
import { PackageMatch } from './package-match.ts';
import { readTable } from './read-table.ts';
import { FILES } from './record-form.ts';
import { isSameValue } from './same-value.ts';
import { encodeFacts, isSameFile } from './stored-file.ts';

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

/**
 * Tells what differs between a snapshot and a package. A package has other primary keys and refers in other ways than a
 * snapshot, and its values lack microseconds: what is only written in another way is no difference, and what a record of
 * the package has no field for is not compared. Gives the number of records of the package that are broken or repeat
 * another one: they are not compared either. Errors: `REPOSITORY_DAMAGED`, `CANCELLED`.
 */
export async function compareWithPackage(
  blobs: BlobStore,
  before: Manifest,
  now: ComparedPackage,
  options: CompareOptions,
  onDifference: (difference: ModelDifference) => Promise<void> | void,
): Promise<number> {
  const { meter, only = null } = options;
  const wanted = (model: string) => only?.has(model) ?? true;
  const records = before.tables.reduce((sum, table) => sum + table.records, 0);
  const own = before.tables.reduce((sum, table) => sum + (wanted(table.model) ? table.records : 0), 0);
  meter.start('comparing', records + own, 'records');
  let passedOver = 0;
  if (now.spool !== null) {
    const opened = { ...now, spool: now.spool };
    const comparer = new PackageComparer(blobs, before, opened, options, onDifference);
    passedOver = await comparer.compare(wanted);
  }
  if (wanted(FILES) && before.files !== null && now.hasFiles)
    await compareFiles(blobs, before.files.segments, now.files, options.signal, (difference) =>
      onDifference({ model: FILES, ...difference }),
    );
  meter.finish();
  return passedOver;
}

type Opened = ComparedPackage & { readonly spool: RecordSpool };

/** Records of the package that are read at once. */
const BATCH = 500;
/** Numbers that are not what JavaScript makes of them: with a point, an exponent or many digits. */
const INEXACT = /(?:"\s*:|[[,])\s*-?(?:\d+[.eE]|\d{16})/;

class PackageComparer {
  readonly #blobs: BlobStore;
  readonly #before: Manifest;
  readonly #now: Opened;
  readonly #options: CompareOptions;
  readonly #onDifference: (difference: ModelDifference) => Promise<void> | void;
  readonly #catalogue: Catalogue = edmsCatalogue();
  readonly #match: PackageMatch;

  constructor(
    blobs: BlobStore,
    before: Manifest,
    now: Opened,
    options: CompareOptions,
    onDifference: (difference: ModelDifference) => Promise<void> | void,
  ) {
    this.#blobs = blobs;
    this.#before = before;
    this.#now = now;
    this.#options = options;
    this.#onDifference = onDifference;
    this.#match = new PackageMatch(this.#catalogue, now.index, now.spool.count);
  }

  /** Models in the order of the snapshot, then those that only the package has. Gives how many records are passed over. */
  async compare(wanted: (model: string) => boolean): Promise<number> {
    // References of one model are to records of another: all are matched before any is compared.
    for (const { model, segments } of this.#before.tables) await this.#matchTable(model, segments);
    const tables = new Set(this.#before.tables.map(({ model }) => model));
    const beyond = this.#now.spool.models.filter((model) => model !== '' && !tables.has(model)).sort();
    for (const { model, segments } of this.#before.tables)
      if (wanted(model)) await this.#compareTable(model, segments);
    for (const model of [...tables, ...beyond]) if (wanted(model)) await this.#tellAdded(model);
    return this.#passedOver();
  }

  #passedOver(): number {
    const { spool, index } = this.#now;
    let count = 0;
    for (let number = 0; number < spool.count; number += 1)
      if (spool.brokenBecause(number) !== null) count += 1;
    for (const number of index.duplicates.keys()) if (!this.#match.isMatched(number)) count += 1;
    return count;
  }

  async #matchTable(model: string, segments: readonly string[]): Promise<void> {
    if (this.#match.needsValues(model))
      for await (const batch of this.#recordsOf(model))
        for (const { record, number } of batch) this.#match.learn(record, number);
    for await (const lines of readTable(this.#blobs, segments)) {
      throwIfCancelled(this.#options.signal);
      for (const { key, text } of lines) if (text !== null) this.#match.claim(key, parseLine(model, text));
      this.#options.meter.advance(lines.length);
    }
  }

  async #compareTable(model: string, segments: readonly string[]): Promise<void> {
    for await (const lines of readTable(this.#blobs, segments)) {
      throwIfCancelled(this.#options.signal);
      await this.#compareLines(model, lines);
      this.#options.meter.advance(lines.length);
    }
  }

  async #compareLines(model: string, lines: readonly Line[]): Promise<void> {
    const numbers = lines.map(({ key }) => this.#match.numberOf(model, key));
    const found = numbers.filter((number) => number >= 0);
    const records = await this.#now.spool.read(found);
    const byNumber = new Map(found.map((number, at) => [number, records[at]]));
    const changed = new Map<Line, FixtureRecord>();
    for (const [at, line] of lines.entries()) {
      const record = byNumber.get(numbers[at] ?? -1);
      const merged = record && line.text !== null ? this.#merge(parseLine(model, line.text), record) : null;
      if (merged !== null) changed.set(line, merged);
    }
    const named = await this.#named([...changed.values()]);
    const texts = new Map([...changed.keys()].map((line, at) => [line, named[at]]));
    for (const [at, line] of lines.entries()) {
      const { key, text } = line;
      const now = texts.get(line);
      if (now !== undefined)
        await this.#onDifference({ model, change: 'changed', key, before: text, now: textOf(now) });
      else if ((numbers[at] ?? -1) < 0 && !this.#isInEveryDatabase(model, text))
        await this.#onDifference({ model, change: 'removed', key, before: text, now: null });
    }
  }

  /** Whether a record that the package does not carry is one that a restore finds in the target all the same. */
  #isInEveryDatabase(model: string, text: string | null): boolean {
    if (text === null || !OWN_OF_DJANGO.has(model)) return false;
    // Where it carries none at all, it was left to Django what there is.
    return !this.#now.spool.models.includes(model) || isMadeByDjango(model, parseLine(model, text).fields);
  }

  /** What the package has and the snapshot has not. */
  async #tellAdded(model: string): Promise<void> {
    const { index } = this.#now;
    for await (const batch of this.#recordsOf(model)) {
      const added = batch.filter(({ number }) => !this.#match.isMatched(number));
      const named = await this.#named(added.map(({ record }) => record));
      for (const [at, record] of named.entries()) {
        const own = index.primaryKeyOf(added[at]?.number ?? -1) ?? this.#keyOf(record);
        const key = JSON.stringify(own);
        await this.#onDifference({ model, change: 'added', key, before: null, now: textOf(record) });
      }
    }
  }

  #keyOf(record: FixtureRecord): string {
    const model = this.#catalogue.models.get(record.model);
    const own = model && ownNaturalKey(record, model, this.#catalogue, null);
    if (own?.kind === 'key') return own.values.join(', ');
    return typeof record.fields.uuid === 'string' ? record.fields.uuid : '';
  }

  /** The records of a model in the order of the package, without those that a restore passes over too. */
  async *#recordsOf(
    model: string,
  ): AsyncGenerator<readonly { readonly record: FixtureRecord; readonly number: RecordNumber }[]> {
    const { spool, index } = this.#now;
    const label = spool.models.indexOf(model);
    if (label < 0) return;
    let numbers: RecordNumber[] = [];
    for (let number = 0; number <= spool.count; number += 1) {
      if (numbers.length === BATCH || number === spool.count) {
        throwIfCancelled(this.#options.signal);
        const records = await spool.read(numbers);
        yield records.map((record, at) => ({ record, number: numbers[at] ?? -1 }));
        numbers = [];
      }
      if (number === spool.count || spool.modelIndexOf(number) !== label) continue;
      if (spool.brokenBecause(number) !== null) continue;
      if (index.duplicateOf(number) === null || this.#match.isMatched(number)) numbers.push(number);
    }
  }

  /** The record of the package in the form of the snapshot; null where the two say the same. */
  #merge(before: FixtureRecord, now: FixtureRecord): FixtureRecord | null {
    const model = this.#catalogue.models.get(before.model);
    const fields: { [name: string]: JsonValue } = { ...before.fields };
    let differs = false;
    for (const [name, value] of Object.entries(now.fields)) {
      const own = before.fields[name];
      // Nothing, in a field that the EDMS does not have, is nothing.
      if (own === undefined ? value === null : this.#isSame(model, name, before, own, value)) continue;
      fields[name] = value;
      differs = true;
    }
    return differs ? { ...before, fields } : null;
  }

  #isSame(
    model: Model | undefined,
    name: string,
    before: FixtureRecord,
    own: JsonValue,
    value: JsonValue,
  ): boolean {
    const field = model?.fields.find((one) => one.name === name);
    if (model === undefined) return isSameValue(undefined, own, value);
    if (field?.references !== undefined) return this.#isSameReference(field.references, own, value);
    const list = model.manyToMany.find((one) => one.name === name);
    if (list !== undefined) return this.#isSameList(list.references, own, value);
    const generic = model.genericReferences.find(({ objectIdField }) => objectIdField === name);
    if (generic !== undefined && this.#isSameObject(before.fields[generic.contentTypeField], own, value))
      return true;
    return isSameValue(field, own, value);
  }

  #isSameReference(references: string, own: JsonValue, value: JsonValue): boolean {
    if (own === null || value === null) return own === value;
    const model = this.#catalogue.models.get(references);
    if (model === undefined) return isSameValue(undefined, own, value);
    const before = this.#match.referred(model, own);
    const now = this.#now.index.findValue(model, value) ?? -1;
    if (before >= 0 || now >= 0) return before === now;
    return referenceText(own) === referenceText(value);
  }

  #isSameList(references: string, own: JsonValue, value: JsonValue): boolean {
    if (!Array.isArray(own) || !Array.isArray(value)) return isSameValue(undefined, own, value);
    if (own.length !== value.length) return false;
    const left: JsonValue[] = [...value];
    return own.every((one) => {
      const at = left.findIndex((other) => this.#isSameReference(references, one, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }

  /** Whether two texts name the same row of the model that a content type names. */
  #isSameObject(contentType: JsonValue | undefined, own: JsonValue, value: JsonValue): boolean {
    if (!Array.isArray(contentType) || own === null || value === null) return false;
    const label = contentType.map(String).join('.').toLowerCase();
    const before = this.#match.numberOf(label, String(own));
    return before >= 0 && before === this.#now.index.byPrimaryKey(label, String(value));
  }

  /** The records with the names of what they refer to, where the package has only its numbers. */
  async #named(records: readonly FixtureRecord[]): Promise<readonly FixtureRecord[]> {
    const referred = new Map<RecordNumber, readonly string[] | null>();
    for (const record of records) for (const { number } of this.#numbered(record)) referred.set(number, null);
    if (referred.size === 0) return records;
    const numbers = [...referred.keys()];
    for (const [at, record] of (await this.#now.spool.read(numbers)).entries()) {
      const model = this.#catalogue.models.get(record.model);
      const own = model && ownNaturalKey(record, model, this.#catalogue, null);
      if (own?.kind === 'key') referred.set(numbers[at] ?? -1, own.values);
    }
    return records.map((record) => {
      const names = this.#numbered(record).flatMap(({ field, number }) => {
        const natural = referred.get(number);
        return natural ? [[field.name, natural] as const] : [];
      });
      return { ...record, fields: { ...record.fields, ...Object.fromEntries(names) } };
    });
  }

  /** References by number to records of the package that have a natural key. */
  #numbered(record: FixtureRecord): readonly { readonly field: Field; readonly number: RecordNumber }[] {
    const model = this.#catalogue.models.get(record.model);
    return (model?.fields ?? []).flatMap((field) => {
      const value = record.fields[field.name];
      const related = field.references && this.#catalogue.models.get(field.references);
      if (!related || related.naturalKey === null || typeof value !== 'number') return [];
      const number = this.#now.index.findValue(related, value) ?? -1;
      return number < 0 ? [] : [{ field, number }];
    });
  }
}

/** Files by what they hold; the package's times are those of its making. */
async function compareFiles(
  blobs: BlobStore,
  segments: readonly string[],
  files: readonly PackageFile[],
  signal: AbortSignal | undefined,
  onDifference: (difference: Difference) => Promise<void> | void,
): Promise<void> {
  const sorted = files
    .map((file) => ({ ...file, path: file.path.slice(PACKAGE_PATHS.storage.length) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  const comparer = new LineComparer(readTable(blobs, segments), onDifference, { isSame: isSameFile });
  for (const { path, size, sha256 } of sorted) {
    throwIfCancelled(signal);
    await comparer.record(JSON.stringify(path), encodeFacts({ size, sha256, modified: null }));
  }
  await comparer.end();
}

function parseLine(model: string, text: string): FixtureRecord {
  return parseRecord(text, INEXACT.test(text), model);
}

/** A record of a package as the line of a snapshot. */
function textOf({ model, pk, fields }: FixtureRecord): string {
  const key = pk === undefined ? '' : `, ${JSON.stringify(KEPT_KEY)}: ${JSON.stringify(pk)}`;
  return `{"model": ${JSON.stringify(model)}, "fields": ${jsonText(fields)}${key}}`;
}

function referenceText(value: JsonValue): string {
  return Array.isArray(value) ? value.map(String).join('\0') : String(value);
}
