import { storagePath } from '../health/named-files.ts';
import type { RecordLine } from './read-model.ts';

/** In which a record names a file of the storage. */
export const FILE_FIELD = 'file_path';
const NAMES_FILE = `"${FILE_FIELD}": "`;

type Fields = { readonly [name: string]: unknown };

/** What is taken down of the records that are exported: their number, the files they name, and who the users are. */
export class RecordTally {
  readonly byModel = new Map<string, number>();
  /** Files that records name, below the storage root, each with the model of the first record that does. */
  readonly files = new Map<string, string>();
  /** Paths that lead out of the storage. */
  readonly outside: string[] = [];
  readonly groups: { readonly name: string; readonly permissions: readonly string[] }[] = [];
  readonly #onUser: (summary: string) => Promise<void> | void;
  /** Names of groups and permissions by primary key. */
  readonly #names = new Map<string, string>();
  #records = 0;

  constructor(onUser: (summary: string) => Promise<void> | void) {
    this.#onUser = onUser;
  }

  get records(): number {
    return this.#records;
  }

  take(record: RecordLine): Promise<void> | void {
    const { model, text } = record;
    this.#records += 1;
    this.byModel.set(model, (this.byModel.get(model) ?? 0) + 1);
    if (this.takeFile(record)) return;
    if (model === 'auth.permission') this.#name(model, text, 'codename');
    else if (model === 'auth.group') {
      const fields = this.#name(model, text, 'name');
      const permissions = this.#namesOf('auth.permission', fields.permissions);
      this.groups.push({ name: String(fields.name), permissions });
    } else if (model === 'users.user') return this.#takeUser(text);
  }

  /** Takes down nothing but the file that a record names; false where it is not one that can name any. */
  takeFile({ model, text }: RecordLine): boolean {
    if (!model.startsWith('documents.') || !text.includes(NAMES_FILE)) return false;
    const { [FILE_FIELD]: file } = fieldsOf(text);
    if (typeof file !== 'string' || file === '') return true;
    const place = storagePath(file);
    if (place === null) this.outside.push(file);
    else if (!this.files.has(place)) this.files.set(place, model);
    return true;
  }

  #name(model: string, text: string, field: string): Fields {
    const record: { readonly pk?: unknown; readonly fields: Fields } = JSON.parse(text);
    if (record.pk !== undefined) this.#names.set(`${model} ${record.pk}`, String(record.fields[field]));
    return record.fields;
  }

  #namesOf(model: string, list: unknown): readonly string[] {
    const items: readonly unknown[] = Array.isArray(list) ? list : [];
    return items.map((item) =>
      Array.isArray(item) ? String(item[0]) : (this.#names.get(`${model} ${item}`) ?? String(item)),
    );
  }

  #takeUser(text: string): Promise<void> | void {
    const fields = fieldsOf(text);
    const { username, email, first_name, last_name, is_active, is_staff, is_superuser } = fields;
    const summary = {
      ...{ username, email, first_name, last_name, is_active, is_staff, is_superuser },
      groups: this.#namesOf('auth.group', fields.groups),
      user_permissions: this.#namesOf('auth.permission', fields.user_permissions),
      date_joined: String(fields.date_joined).replace(/Z$/, '+00:00'),
    };
    return this.#onUser(JSON.stringify(summary, null, 2).replace(/^/gm, '  '));
  }
}

function fieldsOf(text: string): Fields {
  const record: { readonly fields: Fields } = JSON.parse(text);
  return record.fields;
}
