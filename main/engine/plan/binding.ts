import type { Catalogue, Field, ManyToManyField, Model } from '../catalogue/catalogue.ts';
import type { LiveColumn, LiveSchema, LiveTable } from '../database/live-schema.ts';

/** A field of the map together with the column that the target really has for it. */
export interface BoundColumn {
  readonly field: Field;
  readonly live: LiveColumn;
  /** Type in which values arrive in SQL; lengths are left to the column, so that nothing is cut off. */
  readonly sqlType: string;
  readonly kind: ColumnKind;
}

export type ColumnKind = 'json' | 'timestamp' | 'time' | 'other';

/** A many-to-many field whose table the target has. */
export interface BoundManyToMany {
  readonly field: ManyToManyField;
  readonly table: LiveTable;
}

/** A model of the map as the target has it. */
export interface BoundModel {
  readonly model: Model;
  readonly table: LiveTable;
  readonly key: BoundColumn;
  /** By field name, the primary key left out. */
  readonly columns: ReadonlyMap<string, BoundColumn>;
  readonly manyToMany: ReadonlyMap<string, BoundManyToMany>;
}

/** Models of the package that the target cannot take are missing from the result. */
export function bindModels(catalogue: Catalogue, schema: LiveSchema): ReadonlyMap<string, BoundModel> {
  const bound = new Map<string, BoundModel>();
  for (const model of catalogue.models.values()) {
    const binding = bindModel(model, schema);
    if (binding) bound.set(model.label, binding);
  }
  return bound;
}

function bindModel(model: Model, schema: LiveSchema): BoundModel | null {
  const table = schema.tables.get(model.table);
  if (!table) return null;
  const columns = new Map<string, BoundColumn>();
  for (const field of model.fields) {
    const live = table.columns.get(field.column);
    if (live && !live.generated) columns.set(field.name, bindColumn(field, live));
  }
  const key = columns.get(model.primaryKey);
  if (!key) return null;
  columns.delete(model.primaryKey);
  return { model, table, key, columns, manyToMany: bindManyToMany(model, schema) };
}

function bindManyToMany(model: Model, schema: LiveSchema): ReadonlyMap<string, BoundManyToMany> {
  const bound = new Map<string, BoundManyToMany>();
  for (const field of model.manyToMany) {
    const table = schema.tables.get(field.table);
    if (table && field.automatic && isPlainPair(table, field)) bound.set(field.name, { field, table });
  }
  return bound;
}

/** False for a table that wants to know more of a pair than its two ends. */
function isPlainPair(table: LiveTable, { fromColumn, toColumn }: ManyToManyField): boolean {
  if (!table.columns.has(fromColumn) || !table.columns.has(toColumn)) return false;
  return [...table.columns.values()].every(
    (live) =>
      [fromColumn, toColumn].includes(live.name) ||
      !live.notNull ||
      live.hasDefault ||
      live.sequence !== null,
  );
}

function bindColumn(field: Field, live: LiveColumn): BoundColumn {
  const base = live.type.replace(/\(.*\)/, '');
  return { field, live, sqlType: sqlTypeOf(base, live.type), kind: kindOf(base) };
}

/** What an element of an array's column would be. */
export function elementOf({ field, live }: BoundColumn): BoundColumn {
  const { labels: _, ...rest } = live;
  return bindColumn(field, { ...rest, type: live.type.replace(/(?:\[\])+$/, '') });
}

function sqlTypeOf(base: string, type: string): string {
  if (base === 'character varying' || base === 'character' || base === 'text') return 'text';
  return base === 'numeric' ? 'numeric' : type;
}

function kindOf(base: string): ColumnKind {
  switch (base) {
    case 'json':
    case 'jsonb':
      return 'json';
    case 'timestamp with time zone':
    case 'timestamp without time zone':
      return 'timestamp';
    case 'time without time zone':
      return 'time';
    default:
      return 'other';
  }
}

/**
 * The labels in an order in which references come after what they refer to, as far as that is possible:
 * infrastructure first, then business data (FORMATS, section 3), each sorted by its foreign keys. Cycles are
 * cut where they are met; constraints are deferred, so they do no harm.
 */
export function dependencyOrder(catalogue: Catalogue): readonly string[] {
  const order: string[] = [];
  const visited = new Set<string>();
  const visit = (label: string, step: Model['step']): void => {
    const model = catalogue.models.get(label);
    if (!model || visited.has(label) || (step === 'infrastructure' && model.step !== step)) return;
    visited.add(label);
    for (const field of model.fields) if (field.references) visit(field.references, step);
    for (const field of model.manyToMany) visit(field.references, step);
    order.push(label);
  };
  for (const step of ['infrastructure', 'business'] as const) {
    for (const label of catalogue.models.keys()) visit(label, step);
  }
  return order;
}
