import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import { isList } from '../fixture/scan-record.ts';
import { isDateTime, wholeNumber } from '../fixture/values.ts';
import type { GroupSummary, Inspection, SecretHint, UserSummary } from './inspection.ts';
import { namedFile } from './named-file.ts';

/** Users that are listed; more than a person reads. */
const MOST_USERS = 1000;
/** Fields whose values are secrets; a key that is public, a cache's or a session's is none. */
const SECRET_FIELD = /^(?:password|secret_key|private_key\w*|\w*_secret|api_key|access_token|refresh_token)$/;
/** Times at which something happened; others (`due_date`, `valid_until`, `expires_at`) lie in the future. */
const EVENT_FIELD = /(?:_at|timestamp)$/;
const FUTURE_FIELD = /expires|scheduled|due/;

/** A file that a record names. */
export interface FileClaim {
  readonly record: RecordNumber;
  readonly model: string;
  readonly size: number | null;
  /** Hex sha256, '' when the record has none. */
  readonly checksum: string;
}

/** Gathers what an inspection tells about the people, times, secrets and files of a fixture. */
export class FixtureFacts {
  /** By path in the package, `storage/documents/<uuid>.docx`. The first record that names a file counts. */
  readonly claims = new Map<string, FileClaim>();
  /** Document records that name a file. */
  named = 0;
  readonly #catalogue: Catalogue;
  readonly #fieldsOf = new Map<
    string,
    { readonly secrets: readonly string[]; readonly times: readonly string[] }
  >();
  readonly #secrets = new Map<string, number>();
  readonly #users: { readonly user: Omit<UserSummary, 'groups'>; readonly groups: readonly string[] }[] = [];
  readonly #groups: { readonly name: string; readonly pk: string | null; readonly permissions: number }[] =
    [];
  readonly #members = new Map<string, number>();
  #from = '';
  #to = '';

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  record(record: FixtureRecord, number: RecordNumber): void {
    const model = this.#catalogue.models.get(record.model);
    if (model === undefined) return;
    const { secrets, times } = this.#notable(model);
    for (const field of times) this.#time(record.fields[field]);
    for (const field of secrets) this.#secret(model.label, field, record.fields[field]);
    if ('file_path' in record.fields) this.#file(record, number);
    if (model.label === 'users.user') this.#user(record);
    else if (model.label === 'auth.group') this.#group(record);
  }

  get timeSpan(): Inspection['timeSpan'] {
    return this.#from === ''
      ? null
      : { from: new Date(this.#from).toISOString(), to: new Date(this.#to).toISOString() };
  }

  get secrets(): readonly SecretHint[] {
    return [...this.#secrets].map(([where, count]) => ({ where, kind: kindOfSecret(where), count }));
  }

  get users(): readonly UserSummary[] {
    const names = new Map(this.#groups.map((group) => [group.pk ?? group.name, group.name]));
    return this.#users.map(({ user, groups }) => ({
      ...user,
      groups: groups.map((key) => names.get(key) ?? key),
    }));
  }

  get groups(): readonly GroupSummary[] {
    return this.#groups.map(({ name, pk, permissions }) => ({
      name,
      permissions,
      members: (this.#members.get(name) ?? 0) + (pk === null ? 0 : (this.#members.get(pk) ?? 0)),
    }));
  }

  #notable(model: Model) {
    let fields = this.#fieldsOf.get(model.label);
    if (fields === undefined) {
      const isTime = (name: string) => EVENT_FIELD.test(name) && !FUTURE_FIELD.test(name);
      const times = model.fields.filter((field) => field.type === 'DateTimeField' && isTime(field.name));
      const secrets = model.fields.filter(
        (field) => field.references === undefined && SECRET_FIELD.test(field.name),
      );
      fields = { times: times.map((field) => field.name), secrets: secrets.map((field) => field.name) };
      this.#fieldsOf.set(model.label, fields);
    }
    return fields;
  }

  #time(value: JsonValue | undefined): void {
    if (typeof value !== 'string') return;
    // almost all are written in UTC, in which their order is that of the text
    if (this.#from !== '' && value >= this.#from && value <= this.#to && value.endsWith('Z')) return;
    if (!isDateTime(value)) return;
    const time = new Date(/(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(value) ? value : `${value}Z`);
    if (Number.isNaN(time.getTime())) return;
    const utc = time.toISOString();
    if (this.#from === '' || utc < this.#from) this.#from = utc;
    if (utc > this.#to) this.#to = utc;
  }

  #secret(model: string, field: string, value: JsonValue | undefined): void {
    // Django marks a password that cannot be used by '!'
    if (typeof value !== 'string' || value === '' || value.startsWith('!')) return;
    const where = `${model}.${field}`;
    this.#secrets.set(where, (this.#secrets.get(where) ?? 0) + 1);
  }

  #file(named: FixtureRecord, record: RecordNumber): void {
    const { model, fields } = named;
    const entry = namedFile(named);
    if (entry === null) return;
    if (model === 'documents.document') this.named++;
    if (this.claims.has(entry)) return;
    const size = wholeNumber(fields.file_size ?? null);
    const checksum = typeof fields.file_checksum === 'string' ? fields.file_checksum.toLowerCase() : '';
    this.claims.set(entry, { record, model, size: size === null ? null : Number(size), checksum });
  }

  #user({ fields }: FixtureRecord): void {
    const groups = keys(fields.groups);
    for (const group of groups) this.#members.set(group, (this.#members.get(group) ?? 0) + 1);
    if (this.#users.length >= MOST_USERS) return;
    const user = {
      username: text(fields.username),
      name: [text(fields.first_name), text(fields.last_name)].filter((part) => part !== '').join(' '),
      email: text(fields.email),
      active: fields.is_active === true,
      staff: fields.is_staff === true,
      superuser: fields.is_superuser === true,
    };
    this.#users.push({ user, groups });
  }

  #group({ pk, fields }: FixtureRecord): void {
    if (this.#groups.length >= MOST_USERS) return;
    const permissions = keys(fields.permissions).length;
    this.#groups.push({ name: text(fields.name), pk: pk === undefined ? null : String(pk), permissions });
  }
}

/** The keys of a many-to-many list, each as a text. */
function keys(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || !isList(value)) return [];
  return value.map((item) => (isList(item) ? item.map(String).join(' / ') : String(item)));
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

function kindOfSecret(where: string): string {
  if (where === 'users.user.password') return 'password hashes';
  if (/private_key/.test(where)) return 'private keys';
  return 'secret values';
}
