import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { BoundColumn, BoundModel } from '../plan/binding.ts';
import type { FillSource } from './adaptation.ts';
import { checkedChoices } from './checks.ts';
import { constantDefault, encodeFill } from './fill-value.ts';

/** What a row that lacks a value gets. */
export interface FillValue {
  /** As text, for a person. */
  readonly value: string;
  readonly source: FillSource;
  /** The JSON text for a row; null when the column is left out, so that the database's own default takes effect. */
  readonly cell: (() => string) | null;
}

/** The values that a column accepts, where that is known: Django's choices, an enum's values, a CHECK constraint's. */
export function choicesOf(bound: BoundModel, column: BoundColumn): readonly string[] | null {
  const { choices } = column.field;
  if (choices !== undefined && choices.length > 0) return choices;
  return column.live.labels ?? checkedChoices(bound, column);
}

/**
 * Proposes a value for a column that must have one and that records lack: what a known version of the EDMS says,
 * else the database's default, else Django's, else the type's empty value. Null when a person has to enter it:
 * keys, unique values, times and dates (a time is never made up), and a choice that nothing points at.
 */
export function proposeFill(bound: BoundModel, column: BoundColumn, catalogue: Catalogue): FillValue | null {
  const { field, live } = column;
  const fromVersion = field.unmapped ? constant(field.default, 'version', bound, column) : null;
  if (fromVersion) return fromVersion;
  if (live.hasDefault) return databaseDefault(bound, column);
  if (field.references) return null;
  if (field.unmapped && live.type === 'uuid')
    return { value: 'uuid4()', source: 'type', cell: () => JSON.stringify(randomUUID()) };
  if (tellsIdentity(bound, column, catalogue)) return null;
  return constant(field.default, 'map', bound, column) ?? emptyValue(bound, column);
}

/** A default that is a constant is written like any other value, so that it is compared like one. */
function databaseDefault(bound: BoundModel, column: BoundColumn): FillValue {
  const text = constantDefault(column.live.default);
  const written = text === null || column.field.references ? null : accepted(text, 'database', bound, column);
  return written ?? { value: column.live.default ?? 'DEFAULT', source: 'database', cell: null };
}

type Default = BoundColumn['field']['default'];

function constant(
  value: Default,
  source: FillSource,
  bound: BoundModel,
  column: BoundColumn,
): FillValue | null {
  if (value === undefined) return null;
  const text = 'value' in value ? String(value.value) : CALLS.get(value.call);
  return text === undefined ? null : accepted(text, source, bound, column);
}

/** Django's defaults that are functions and always give the same. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ['dict', '{}'],
  ['list', '[]'],
]);

function emptyValue(bound: BoundModel, column: BoundColumn): FillValue | null {
  const { type } = column.live;
  if (type === 'boolean') return accepted('false', 'type', bound, column);
  if (column.kind === 'json') return accepted('{}', 'type', bound, column);
  if (/^(smallint|integer|bigint|numeric|double precision|real)/.test(type))
    return accepted('0', 'type', bound, column);
  return /^(character|text)/.test(type) ? accepted('', 'type', bound, column) : null;
}

function accepted(
  text: string,
  source: FillSource,
  bound: BoundModel,
  column: BoundColumn,
): FillValue | null {
  const encoded = encodeFill(text, column, choicesOf(bound, column));
  return encoded.ok ? { value: text, source, cell: () => encoded.json } : null;
}

/** One value for many records is none for a column that has to differ between them. */
function tellsIdentity(bound: BoundModel, column: BoundColumn, catalogue: Catalogue): boolean {
  const natural = naturalKeyParts(bound.model, catalogue) ?? [];
  return (
    natural.some((part) => part.field.name === column.field.name) ||
    bound.table.uniques.some((columns) => columns.includes(column.live.name))
  );
}
