import { stringify } from 'lossless-json';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { ownNaturalKey } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue } from '../fixture/record.ts';
import { parseExactly } from '../fixture/scan-record.ts';
import type { Problem } from '../problems.ts';
import { HIDDEN, isSecretField } from '../secret-fields.ts';
import type { Difference } from './compare-lines.ts';
import type { ModelDifference } from './compare-states.ts';
import type { Changes } from './manifest.ts';
import { fileFactsOf } from './stored-file.ts';
import { ChangeTally } from './table-delta.ts';

/** What is compared, and which part of the differences is wanted. */
export interface ComparisonRequest {
  /** The earlier state: a snapshot, by the beginning of its id or `latest`, or `PACKAGE`. */
  readonly before: string;
  /** The later one: a snapshot, `PACKAGE`, or null for what the open target holds now. One of the two is a snapshot. */
  readonly now: string | null;
  /** The folder in which the target has its files (an absolute path); null: of the target, records alone are compared. */
  readonly storageRoot: string | null;
  /** The only model (or `files`) that is compared; null for all. */
  readonly model: string | null;
  /** Differences that are passed over, and how many are wanted after that. */
  readonly offset: number;
  readonly limit: number;
  /** Keeps what differs, so that further parts of this comparison are read and not compared again. */
  readonly keep: boolean;
}

/** A field whose value differs, as JSON; null where one of the two has no such field. */
export interface FieldDifference {
  readonly name: string;
  readonly before: string | null;
  readonly now: string | null;
  /** True: a password's hash or the like; what stands for the values says only that they are there. */
  readonly secret: boolean;
}

/** A record or file that differs, as a person is shown it. */
export interface ShownDifference {
  readonly change: Difference['change'];
  readonly model: string;
  /** The primary key, or the path of a file. */
  readonly key: string;
  /** What the record is called: its number, name or title; the key where it has none. */
  readonly name: string;
  /** Who changed it last, and on which day (ISO 8601), as the record itself has it. */
  readonly user: string | null;
  readonly day: string | null;
  /** Of a changed record or file, the fields that differ; of an added or a removed one, all it has. */
  readonly fields: readonly FieldDifference[];
  /** How a selection names the record as it was before (`MODEL:KEY`); null for what was not there, and for a file. */
  readonly root: string | null;
}

/** What a comparison says nothing about. */
export interface NotCompared {
  /** Why no files were compared; null where they were, or nobody asked for them. */
  readonly files: 'not in before' | 'not in now' | null;
  /** Records of the package that are broken or repeat another one. */
  readonly records: number;
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

export interface Comparison {
  /** Models that differ, with how many records do; files under `files`. */
  readonly byModel: { readonly [model: string]: Changes };
  /** By who changed them last, as the records themselves have it. */
  readonly byUser: { readonly [user: string]: number };
  /** By the day (ISO 8601) of the last change, as the records and files themselves have it. */
  readonly byDay: { readonly [day: string]: number };
  /** Differences of which nothing says who or when. */
  readonly unknown: { readonly user: number; readonly day: number };
  readonly total: Changes;
  readonly notCompared: NotCompared;
  /** The part that was asked for, in the order of models and keys. */
  readonly differences: readonly ShownDifference[];
}

/** Puts a comparison together while differences come one after the other. */
export class ComparisonBuilder {
  readonly #offset: number;
  readonly #limit: number;
  readonly #byModel = new Map<string, ChangeTally>();
  readonly #byUser = new Map<string, number>();
  readonly #byDay = new Map<string, number>();
  readonly #total = new ChangeTally();
  readonly #shown: ShownDifference[] = [];
  readonly #unknown = { user: 0, day: 0 };
  #count = 0;

  constructor({ offset, limit }: Pick<ComparisonRequest, 'offset' | 'limit'>) {
    this.#offset = offset;
    this.#limit = limit;
  }

  /** Gives the difference as it is shown, where it is in the wanted part or `showAll`. */
  add(difference: ModelDifference, showAll: boolean): ShownDifference | null {
    const { model } = difference;
    const tally = this.#byModel.get(model) ?? new ChangeTally();
    this.#byModel.set(model, tally);
    tally.add(difference);
    this.#total.add(difference);
    const { user, day } = traitsOf(difference);
    if (user === null) this.#unknown.user += 1;
    else this.#byUser.set(user, (this.#byUser.get(user) ?? 0) + 1);
    if (day === null) this.#unknown.day += 1;
    else this.#byDay.set(day, (this.#byDay.get(day) ?? 0) + 1);
    const isWanted = this.#count >= this.#offset && this.#shown.length < this.#limit;
    this.#count += 1;
    const shown = isWanted || showAll ? show(difference) : null;
    if (isWanted && shown !== null) this.#shown.push(shown);
    return shown;
  }

  build(notCompared: NotCompared): Comparison {
    return {
      notCompared,
      unknown: { ...this.#unknown },
      byModel: Object.fromEntries([...this.#byModel].map(([model, tally]) => [model, tally.changes])),
      byUser: Object.fromEntries([...this.#byUser].sort(([, a], [, b]) => b - a)),
      byDay: Object.fromEntries([...this.#byDay].sort(([a], [b]) => (a < b ? -1 : 1))),
      total: this.#total.changes,
      differences: this.#shown,
    };
  }
}

type Fields = { readonly [name: string]: JsonValue };
type ExactFields = { readonly [name: string]: unknown };

/** Fields by which a person knows a record, the best first. */
const NAMES = ['document_number', 'username', 'title', 'name', 'codename', 'file_name', 'key'];
/** Fields that say who changed a record last, or made it. */
const USERS = [
  ...[
    'updated_by',
    'modified_by',
    'changed_by',
    'performed_by',
    'transitioned_by',
    'assigned_by',
    'uploaded_by',
  ],
  ...['signer', 'generated_by', 'triggered_by', 'requested_by', 'initiated_by'],
  ...['user', 'primary_user', 'author', 'created_by'],
];
/** Fields that say when, that of the last change before that of the making. */
const TIMES = [
  ...['updated_at', 'modified_at', 'date_changed', 'last_update', 'changed_at', 'last_activity', 'timestamp'],
  ...['action_time', 'access_timestamp', 'transitioned_at', 'signed_at', 'assigned_at', 'uploaded_at'],
  ...['generated_at', 'checked_at', 'recorded_at', 'created_at', 'completed_at', 'started_at', 'date_joined'],
];

/** A difference as a person is shown it. */
export function show({ model, change, key, before, now }: ModelDifference): ShownDifference {
  const common = { change, model };
  const fields = fieldsOf(now ?? before);
  if (fields === null) {
    const path = String(JSON.parse(key));
    const facts = differingFields(fileFacts(before), fileFacts(now));
    return { ...common, key: path, name: path, ...fileTraits(before, now), fields: facts, root: null };
  }
  const plainKey = key.startsWith('"') ? String(JSON.parse(key)) : key;
  return {
    ...common,
    key: plainKey,
    name: firstText(fields, NAMES) ?? plainKey,
    ...traits(fields),
    fields: differingFields(exactFieldsOf(before), exactFieldsOf(now)),
    root: before === null ? null : rootOf(model, plainKey, before),
  };
}

function traitsOf({ before, now }: ModelDifference): Pick<ShownDifference, 'user' | 'day'> {
  const fields = fieldsOf(now ?? before);
  return fields === null ? fileTraits(before, now) : traits(fields);
}

/** A file has a time of its own; who wrote it, nothing says. The time of one that is gone is that of its last change. */
function fileTraits(before: string | null, now: string | null): Pick<ShownDifference, 'user' | 'day'> {
  const text = now ?? before;
  const modified = text === null ? null : fileFactsOf(text).modified;
  return { user: null, day: modified === null ? null : new Date(modified).toISOString().slice(0, 10) };
}

/** Who changed a record last, and on which day. */
function traits(fields: Fields): Pick<ShownDifference, 'user' | 'day'> {
  const time = firstText(fields, TIMES);
  return { user: firstText(fields, USERS), day: time?.match(/^\d{4}-\d\d-\d\d/)?.[0] ?? null };
}

/**
 * How a selection names a record: by its natural key, else by its uuid, else by its primary key, the way in which a root
 * is looked up.
 */
export function rootOf(label: string, key: string, text: string): string {
  const fields = fieldsOf(text) ?? {};
  const catalogue = edmsCatalogue();
  const model = catalogue.models.get(label);
  const record: FixtureRecord = { model: label, pk: key, fields };
  const natural = model ? ownNaturalKey(record, model, catalogue, null) : null;
  if (natural?.kind === 'key') return `${label}:${natural.values.join(',')}`;
  return `${label}:${typeof fields.uuid === 'string' ? fields.uuid : key}`;
}

/** What a person is told of a file; nothing where there was none. */
function fileFacts(text: string | null): Fields {
  if (text === null) return {};
  const { size, sha256, modified } = fileFactsOf(text);
  return { size, sha256, ...(modified === null ? {} : { modified: new Date(modified).toISOString() }) };
}

/** The fields of a record; null for a file. */
function fieldsOf(text: string | null): Fields | null {
  const parsed: { readonly fields?: Fields } = JSON.parse(text ?? '{}');
  return parsed.fields ?? null;
}

/** With all digits of its numbers, which may be what differs. */
function exactFieldsOf(text: string | null): ExactFields {
  const record = parseExactly(text ?? '{}');
  const fields = typeof record === 'object' && record !== null && 'fields' in record ? record.fields : {};
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}

function firstText(fields: Fields, names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name];
    const plain = Array.isArray(value) ? value[0] : value;
    if ((typeof plain === 'string' && plain !== '') || typeof plain === 'number') return String(plain);
  }
  return null;
}

function differingFields(before: ExactFields, now: ExactFields): readonly FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .map((name) => ({ name, before: jsonOf(before[name]), now: jsonOf(now[name]), secret: false }))
    .filter((field) => field.before !== field.now)
    .map((field) => (isSecretField(field.name) ? hidden(field) : field));
}

function hidden({ name, before, now }: FieldDifference): FieldDifference {
  const hide = (json: string | null) =>
    json === null || json === 'null' || json === '""' ? json : JSON.stringify(HIDDEN);
  return { name, before: hide(before), now: hide(now), secret: true };
}

function jsonOf(value: unknown): string | null {
  return stringify(value) ?? null;
}
