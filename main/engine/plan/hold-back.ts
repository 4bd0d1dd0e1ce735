import type { LiveForeignKey, LiveSchema, LiveTable } from '../database/live-schema.ts';
import { throwIfCancelled } from '../errors.ts';
import { NumberColumn } from '../fixture/growing-columns.ts';
import type { BeyondRows } from './beyond-rows.ts';
import type { BoundModel } from './binding.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlannedRows } from './plan-rows.ts';
import { quote } from './statements.ts';

const BATCH = 500;

/**
 * Keeps the rows that cannot be removed because something that stays refers to them: records of the package, rows
 * of any table of the target (also of tables that the map does not know), and rows that are themselves kept for
 * such a reason, along chains of any length. Not counted are rows that are removed as well, rows of their own
 * many-to-many fields, which go with them, and rows that the plan makes refer to something else.
 */
export async function holdBack(
  candidates: ReadonlyMap<string, BeyondRows>,
  rows: PlannedRows,
  schema: LiveSchema,
  context: PlanContext,
): Promise<void> {
  for (const { label, key } of context.targetKeys.found()) {
    const table = context.bound.get(label)?.table.name ?? '';
    const referred = candidates.get(table);
    const place = referred?.placeOf(key) ?? -1;
    if (place >= 0) referred?.keep(place, 'Records of the package refer to it.');
  }
  const references = new References([...candidates.values()]);
  for (const table of schema.tables.values()) {
    for (const key of table.foreignKeys) {
      const referred = candidates.get(key.referencedTable);
      if (referred) await holdBackReferred(referred, table, key, candidates, references, rows, context);
    }
  }
  references.spread();
}

async function holdBackReferred(
  referred: BeyondRows,
  table: LiveTable,
  key: LiveForeignKey,
  candidates: ReadonlyMap<string, BeyondRows>,
  references: References,
  rows: PlannedRows,
  context: PlanContext,
): Promise<void> {
  const { bound } = referred;
  const [column, ...more] = key.columns;
  if (column === undefined || more.length > 0 || key.referencedColumns[0] !== bound.key.live.name) {
    referred.keepAll(`Rows of ${table.name} may refer to it by other columns than its key.`);
    return;
  }
  if (isOwnRelation(bound, table.name, column)) return;
  const referring = candidates.get(table.name);
  const changes = new ColumnChanges(table.name, column, rows, context);
  // Which rows refer has to be known only where some of them may go, or come to refer to something else.
  const statement =
    referring || changes.some ? referringRows(bound, table, column) : referredRows(bound, table, column);
  for (const batch of referred.removedPlaces(BATCH)) {
    throwIfCancelled(context.signal);
    const keys = batch.map((place) => ({ k: referred.keyAt(place) }));
    const found = await context.sql.query<{ k: string; f: string | null }>(statement, JSON.stringify(keys));
    for (const { k, f } of found) {
      const place = referred.placeOf(k);
      const from = f === null ? -1 : (referring?.placeOf(f) ?? -1);
      if (referring && from >= 0) references.add(referring, from, referred, place);
      else if (f === null || !changes.has(f)) referred.keep(place, stays(table.name));
    }
  }
}

function stays(table: string): string {
  return `Rows of ${table} that stay refer to it.`;
}

/** The rows of the model's own many-to-many fields: they go with the row. */
function isOwnRelation(bound: BoundModel, table: string, column: string): boolean {
  return [...bound.manyToMany.values()].some(
    (related) => related.table.name === table && related.field.fromColumn === column,
  );
}

/** The candidates of `$1` (`k`) to which some row refers. */
function referredRows(bound: BoundModel, table: LiveTable, column: string): string {
  return `select x.k::text as k, null::text as f from ${candidateSource(bound)}
    where exists (select 1 from ${quote(table.name)} as t where t.${quote(column)} = x.k)`;
}

/** The rows that refer to candidates of `$1`: `k`, and their own primary key `f` (null without a simple one). */
function referringRows(bound: BoundModel, table: LiveTable, column: string): string {
  const [key, ...more] = table.primaryKey;
  const from = key === undefined || more.length > 0 ? 'null::text' : `t.${quote(key)}::text`;
  return `select x.k::text as k, ${from} as f from ${candidateSource(bound)}
    join ${quote(table.name)} as t on t.${quote(column)} = x.k`;
}

function candidateSource({ key }: BoundModel): string {
  return `json_to_recordset($1::json) as x(k ${key.sqlType})`;
}

/** Tells of which rows of a table the plan writes a column: what they refer to by it now counts no more. */
class ColumnChanges {
  readonly some: boolean;
  readonly #label: string;
  readonly #column: string;
  readonly #rows: PlannedRows;
  readonly #context: PlanContext;

  constructor(table: string, column: string, rows: PlannedRows, context: PlanContext) {
    this.#label = context.catalogue.tables.get(table) ?? '';
    this.#column = column;
    this.#rows = rows;
    this.#context = context;
    const numbers = context.recordsOf.get(this.#label) ?? new Int32Array();
    this.some = numbers.some((number) => context.table.outcome(number) === 'update');
  }

  /** @param key the primary key of the row, as text. */
  has(key: string): boolean {
    const { claimedRows, table } = this.#context;
    const number = claimedRows.get(`${this.#label}\0${key}`);
    if (number < 0 || table.outcome(number) !== 'update') return false;
    const { columns } = this.#rows.shapes.get(table.shape(number));
    return columns.some(({ live }) => live.name === this.#column);
  }
}

/** Which candidates refer to which: chains through columns of numbers, as there may be many. */
class References {
  readonly #tables: readonly BeyondRows[];
  readonly #offsets = new Map<BeyondRows, number>();
  readonly #last: Int32Array;
  readonly #to = new NumberColumn();
  readonly #before = new NumberColumn();

  constructor(tables: readonly BeyondRows[]) {
    this.#tables = tables;
    let offset = 0;
    for (const table of tables) {
      this.#offsets.set(table, offset);
      offset += table.count;
    }
    this.#last = new Int32Array(offset);
  }

  add(from: BeyondRows, fromPlace: number, to: BeyondRows, toPlace: number): void {
    const node = this.#node(from, fromPlace);
    this.#to.push(this.#node(to, toPlace));
    this.#before.push(this.#last[node] ?? 0);
    this.#last[node] = this.#to.length;
  }

  /** Keeps what kept rows refer to, and what that refers to, to the end. */
  spread(): void {
    const front: number[] = [];
    for (const table of this.#tables)
      for (let place = 0; place < table.count; place += 1)
        if (table.keptBecause(place) !== null) front.push(this.#node(table, place));
    for (let node = front.pop(); node !== undefined; node = front.pop()) {
      const because = stays(this.#tableOf(node).bound.table.name);
      for (let at = this.#last[node] ?? 0; at > 0; at = this.#before.at(at - 1)) {
        const to = this.#to.at(at - 1);
        const table = this.#tableOf(to);
        if (table.keep(to - this.#node(table, 0), because)) front.push(to);
      }
    }
  }

  #node(table: BeyondRows, place: number): number {
    return (this.#offsets.get(table) ?? 0) + place;
  }

  #tableOf(node: number): BeyondRows {
    const found = this.#tables.find(
      (table) => node >= this.#node(table, 0) && node < this.#node(table, table.count),
    );
    if (!found) throw new RangeError(`there is no candidate ${node}`);
    return found;
  }
}
