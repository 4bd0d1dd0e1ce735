import type { Catalogue } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import type { BoundColumn, BoundModel } from '../plan/binding.ts';
import type { RestorePolicy } from '../plan/policy.ts';
import { lookupStatement, quote } from '../plan/statements.ts';
import { refusedByChecks } from './checks.ts';
import { encodeFill } from './fill-value.ts';
import { choicesOf, type FillValue, proposeFill } from './propose-fill.ts';

/** A column that a record lacks a value for. */
export interface Fill {
  readonly bound: BoundModel;
  readonly column: BoundColumn;
  /** Null when no value is known: the record cannot be restored. */
  readonly value: FillValue | null;
}

/**
 * The values that new rows get in columns for which the package has none. What a person has entered wins over what
 * is proposed, and is checked before anything is planned.
 */
export class Fills {
  readonly #catalogue: Catalogue;
  readonly #entered: ReadonlyMap<BoundColumn, FillValue>;
  readonly #absent = new Map<BoundColumn, Fill | null>();

  private constructor(catalogue: Catalogue, entered: ReadonlyMap<BoundColumn, FillValue>) {
    this.#catalogue = catalogue;
    this.#entered = entered;
  }

  /**
   * Reads what a person has entered. Error: `POLICY_INVALID`, for a field that the target does not have or a value
   * that its column does not take.
   */
  static async read(
    fills: RestorePolicy['fills'],
    bound: ReadonlyMap<string, BoundModel>,
    catalogue: Catalogue,
    sql: Sql,
  ): Promise<Fills> {
    const entered = new Map<BoundColumn, FillValue>();
    for (const [name, text] of Object.entries(fills)) {
      const [model, column] = findColumn(name, bound);
      const json = await encodeEntered(name, text, model, column, bound, catalogue, sql);
      entered.set(column, { value: text, source: 'person', cell: () => json });
    }
    return new Fills(catalogue, entered);
  }

  /** For a record that does not have the field at all; null when the column can do without a value. */
  absent(bound: BoundModel, column: BoundColumn): Fill | null {
    const known = this.#absent.get(column);
    if (known !== undefined) return known;
    const value = this.#entered.get(column);
    const needed = column.live.notNull && column.live.sequence === null;
    const fill = value
      ? { bound, column, value }
      : needed
        ? { bound, column, value: proposeFill(bound, column, this.#catalogue) }
        : null;
    this.#absent.set(column, fill);
    return fill;
  }

  /**
   * For a record whose value is null where the target takes none. Nothing is proposed where the package's own EDMS
   * takes none either: then the record is wrong, and only a person can say what it should be.
   */
  empty(bound: BoundModel, column: BoundColumn): FillValue | null {
    const value = this.#entered.get(column);
    if (value) return value;
    if (!column.field.nullable && !column.field.unmapped) return null;
    const fill = this.absent(bound, column);
    // The database's default does not take effect where a null is written.
    return fill?.value?.cell ? fill.value : null;
  }
}

/** `documents.document.sensitivity_label`; a column's own name is understood as well as Django's. */
function findColumn(
  name: string,
  bound: ReadonlyMap<string, BoundModel>,
): readonly [BoundModel, BoundColumn] {
  const [app = '', model = '', ...rest] = name.split('.');
  const found = bound.get(`${app}.${model}`);
  if (!found) throw invalid(name, `the target has no model ${app}.${model}`);
  const field = rest.join('.');
  const column =
    found.columns.get(field) ?? [...found.columns.values()].find(({ live }) => live.name === field);
  if (!column)
    throw invalid(name, `${app}.${model} has no column ${field || 'without a name'} that can be filled`);
  return [found, column];
}

async function encodeEntered(
  name: string,
  text: string,
  model: BoundModel,
  column: BoundColumn,
  bound: ReadonlyMap<string, BoundModel>,
  catalogue: Catalogue,
  sql: Sql,
): Promise<string> {
  const isUnique = model.table.uniques.some(
    (columns) => columns.length === 1 && columns[0] === column.live.name,
  );
  if (isUnique) throw invalid(name, 'its values must differ, so that one for all records will not do');
  if (column.field.references) {
    const key = await existingKey(text, model, column, bound, catalogue, sql);
    if (key === null) throw invalid(name, `the target has no ${column.field.references} "${text}"`);
    return JSON.stringify(key);
  }
  const encoded = encodeFill(text, column, choicesOf(model, column));
  if (!encoded.ok) throw invalid(name, `the value ${encoded.because}`);
  const shape = { bound: model, columns: [column], manyToMany: [] };
  const refused = await refusedByChecks(
    [{ number: 0, json: `{"n":0,"k":null,"c0":${encoded.json}}` }],
    shape,
    sql,
  );
  const check = refused.get(0);
  if (check) throw invalid(name, `the target's rule ${check.name} refuses the value`);
  return encoded.json;
}

/** The key of a row that the target has: it is named by its natural key, where that is one value, or by the key itself. */
async function existingKey(
  text: string,
  model: BoundModel,
  column: BoundColumn,
  bound: ReadonlyMap<string, BoundModel>,
  catalogue: Catalogue,
  sql: Sql,
): Promise<string | null> {
  const referenced = bound.get(column.field.references ?? '');
  const [part, ...more] = (referenced && naturalKeyParts(referenced.model, catalogue)) ?? [];
  const name =
    part?.kind === 'value' && more.length === 0 ? referenced?.columns.get(part.field.name) : undefined;
  if (referenced && name) {
    const encoded = encodeFill(text, name, null);
    const row = encoded.ok ? `[{"n":0,"c0":${encoded.json}}]` : '[]';
    const [found] = await sql.query<{ k: string }>(lookupStatement(referenced, [name]), row);
    if (found) return found.k;
  }
  const key = model.table.foreignKeys.find(({ columns }) => columns[0] === column.live.name);
  const keyColumn = quote(key?.referencedColumns[0] ?? referenced?.key.live.name ?? 'id');
  const table = key?.referencedTable ?? referenced?.table.name;
  if (table === undefined) return null;
  const [found] = await sql.query<{ k: string }>(
    `select ${keyColumn}::text as k from ${quote(table)} where ${keyColumn}::text = $1`,
    text,
  );
  return found?.k ?? null;
}

function invalid(field: string, because: string): EngineError {
  return new EngineError({
    code: 'POLICY_INVALID',
    message: `The fill for ${field} cannot be used: ${because}.`,
    consequence: 'Nothing was changed.',
    advice: 'Correct it; the plan shows for each field what it accepts.',
    where: { field },
  });
}
