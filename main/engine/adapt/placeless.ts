import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { JsonValue, RecordNumber } from '../fixture/record.ts';
import type { BoundModel } from '../plan/binding.ts';
import { batches, type IndexedFixture, type PlanContext } from '../plan/plan-context.ts';
import { quote } from '../plan/statements.ts';

export const CONTENT_TYPE = 'contenttypes.contenttype';
export const PERMISSION = 'auth.permission';

/**
 * What of a package has no place in the target: records of models that it has no table for, the content types and
 * permissions that name such models (Django would call them stale), and what refers to them.
 */
export class Placeless {
  readonly #catalogue: Catalogue;
  readonly #bound: ReadonlyMap<string, BoundModel>;
  readonly #fixture: IndexedFixture;
  /** Labels of the content types that the target has; null when it has no table for them. */
  readonly #contentTypes: ReadonlySet<string> | null;
  readonly #kept: Uint8Array;

  private constructor(
    catalogue: Catalogue,
    bound: ReadonlyMap<string, BoundModel>,
    fixture: IndexedFixture,
    contentTypes: ReadonlySet<string> | null,
  ) {
    this.#catalogue = catalogue;
    this.#bound = bound;
    this.#fixture = fixture;
    this.#contentTypes = contentTypes;
    this.#kept = new Uint8Array(fixture.spool.count);
  }

  static async read(
    catalogue: Catalogue,
    bound: ReadonlyMap<string, BoundModel>,
    fixture: IndexedFixture,
    sql: Sql,
  ): Promise<Placeless> {
    const types = bound.get(CONTENT_TYPE);
    return new Placeless(catalogue, bound, fixture, types ? await readContentTypes(types, sql) : null);
  }

  /** Marks a record that is left out because it has no place, or no row of its own: the side file keeps it whole. */
  keepWhole(record: RecordNumber): void {
    this.#kept[record] = 1;
  }

  isKeptWhole(record: RecordNumber): boolean {
    return this.#kept[record] === 1;
  }

  /** Whether a model, as content types name it (`backup.backupjob`), is none of the target's EDMS. */
  lacksModel(label: string): boolean {
    return this.#contentTypes !== null && !this.#contentTypes.has(label) && !this.#bound.has(label);
  }

  /** Whether a reference to a model leads to something that has no place in the target. */
  isReference(label: string, value: JsonValue): boolean {
    const model = this.#catalogue.models.get(label);
    if (!model || !this.#bound.has(label)) return true;
    if (label !== CONTENT_TYPE && label !== PERMISSION) return false;
    const number = this.#fixture.index.findValue(model, value);
    if (number !== null && number >= 0) return this.isKeptWhole(number);
    if (!Array.isArray(value)) return false;
    const [app, name] = label === PERMISSION ? value.slice(1) : value;
    return this.lacksModel(`${String(app)}.${String(name)}`);
  }
}

/**
 * Settles the records that have no place in the target: they are skipped and kept in the side file. Records that have
 * an outcome already are left alone.
 */
export async function settlePlaceless(context: PlanContext): Promise<void> {
  const { placeless } = context.adapt;
  for (const [label, numbers] of context.recordsOf) {
    const because = unusableModel(label, context);
    if (because === null) continue;
    for (const number of numbers) leaveOut(number, because, context);
  }
  await forEachRecord(CONTENT_TYPE, context, (number, fields) => {
    const { app_label: app, model } = fields;
    const label = `${String(app)}.${String(model)}`;
    if (placeless.lacksModel(label)) leaveOut(number, staleReason(label, 'content type'), context);
  });
  await forEachRecord(PERMISSION, context, (number, { content_type: type }) => {
    const label = contentTypeLabel(type, context);
    if (label !== null && placeless.lacksModel(label))
      leaveOut(number, staleReason(label, 'permission'), context);
  });
}

function unusableModel(label: string, context: PlanContext): string | null {
  if (context.bound.has(label)) return null;
  const model = context.catalogue.models.get(label);
  const what = model ? `table ${model.table}` : `model ${label || 'without a name'}`;
  return `The target's EDMS has no ${what}; the record is kept in the side file.`;
}

function staleReason(label: string, what: string): string {
  return `The target's EDMS has no model ${label}, which this ${what} is for; the record is kept in the side file.`;
}

function leaveOut(number: RecordNumber, because: string, context: PlanContext): void {
  if (context.table.outcome(number) !== null) return;
  context.table.settle(number, 'skip', because);
  context.adapt.placeless.keepWhole(number);
}

async function forEachRecord(
  label: string,
  context: PlanContext,
  look: (number: RecordNumber, fields: { readonly [field: string]: JsonValue }) => void,
): Promise<void> {
  const open = (context.recordsOf.get(label) ?? new Int32Array()).filter(
    (number) => context.table.outcome(number) === null,
  );
  for (const batch of batches(open)) {
    throwIfCancelled(context.signal);
    const records = await context.fixture.spool.read(batch);
    records.forEach((record, i) => {
      look(batch[i] ?? -1, record.fields);
    });
  }
}

function contentTypeLabel(value: JsonValue | undefined, context: PlanContext): string | null {
  if (Array.isArray(value)) return value.length === 2 ? `${String(value[0])}.${String(value[1])}` : null;
  return value === undefined || value === null ? null : (context.contentTypes.get(String(value)) ?? null);
}

async function readContentTypes(types: BoundModel, sql: Sql): Promise<ReadonlySet<string> | null> {
  const [app, model] = [types.columns.get('app_label'), types.columns.get('model')];
  if (!app || !model) return null;
  const rows = await sql.query<{ label: string }>(
    `select ${quote(app.live.name)} || '.' || ${quote(model.live.name)} as label from ${quote(types.table.name)}`,
  );
  return new Set(rows.map(({ label }) => label));
}
