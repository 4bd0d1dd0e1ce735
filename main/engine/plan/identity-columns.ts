import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { BoundColumn, BoundModel } from './binding.ts';

/** One way in which a record can be recognised in its table: the columns that tell it. */
export interface IdentityRule {
  readonly kind: 'natural-key' | 'uuid' | 'unique' | 'content';
  readonly columns: readonly BoundColumn[];
}

/**
 * The ways of telling identity, in the order in which they count: natural key, uuid, other unique fields. A
 * model that has none of them (celery's crontab schedules) is recognised by all its values together.
 */
export function identityRules(bound: BoundModel, catalogue: Catalogue): readonly IdentityRule[] {
  const rules: IdentityRule[] = [];
  const natural = columnsOf(bound, naturalKeyFields(bound.model, catalogue));
  if (natural) rules.push({ kind: 'natural-key', columns: natural });
  const uniques = liveUniques(bound);
  const uuid = bound.columns.get('uuid');
  if (uuid && uniques.some((set) => sameColumns(set, [uuid]))) rules.push({ kind: 'uuid', columns: [uuid] });
  for (const columns of uniques) {
    if (!rules.some((rule) => sameColumns(rule.columns, columns))) rules.push({ kind: 'unique', columns });
  }
  if (!isGenerated(bound) && !natural) rules.push({ kind: 'natural-key', columns: [bound.key] });
  return rules.length > 0 ? rules : [{ kind: 'content', columns: contentColumns(bound) }];
}

/** What a database has beyond the map says nothing of records that come from elsewhere. */
function contentColumns(bound: BoundModel): readonly BoundColumn[] {
  const all = [...bound.columns.values()];
  const mapped = all.filter(({ field }) => !field.unmapped);
  return mapped.length > 0 ? mapped : all;
}

/** True for a primary key that the database numbers by itself: it says nothing about identity. */
export function isGenerated(bound: BoundModel): boolean {
  return bound.key.live.sequence !== null;
}

/** Whether the database keeps the natural key unique: it does not for backup configurations. */
export function hasUniqueName(bound: BoundModel, catalogue: Catalogue): boolean {
  const natural = identityRules(bound, catalogue).find((rule) => rule.kind === 'natural-key');
  const columns = new Set(natural?.columns.map((column) => column.live.name));
  const uniques = [bound.table.primaryKey, ...bound.table.uniques];
  return uniques.some((set) => set.length > 0 && set.every((name) => columns.has(name)));
}

/** The fields of the model's own table that make up its natural key. */
function naturalKeyFields(model: Model, catalogue: Catalogue): readonly string[] {
  return (naturalKeyParts(model, catalogue) ?? []).map((part) => part.field.name);
}

function columnsOf(bound: BoundModel, fields: readonly string[]): readonly BoundColumn[] | null {
  if (fields.length === 0) return null;
  const columns: BoundColumn[] = [];
  for (const field of fields) {
    const column = field === bound.model.primaryKey ? bound.key : bound.columns.get(field);
    // A natural key with the row's own number in it cannot be looked for: the number is new in the target.
    if (!column || (column === bound.key && isGenerated(bound))) return null;
    columns.push(column);
  }
  return columns;
}

/** The unique sets of the live table that consist of mapped columns. */
function liveUniques(bound: BoundModel): readonly (readonly BoundColumn[])[] {
  const byColumn = new Map([...bound.columns.values()].map((column) => [column.live.name, column]));
  const sets: (readonly BoundColumn[])[] = [];
  for (const names of bound.table.uniques) {
    const columns = names.map((name) => byColumn.get(name)).filter((column) => column !== undefined);
    if (columns.length === names.length && columns.length > 0) sets.push(columns);
  }
  return sets;
}

function sameColumns(a: readonly BoundColumn[], b: readonly BoundColumn[]): boolean {
  return a.length === b.length && a.every((column) => b.includes(column));
}
