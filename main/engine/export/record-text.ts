import { KEPT_KEY } from '../fixture/kept-key.ts';
import type { FieldSource, Slot } from './field-source.ts';
import type { RecordQuery } from './record-query.ts';
import { type ValueKind, type ValueOptions, valueText } from './value-text.ts';

/** A row as its query reads it. */
export type RowTexts = readonly (string | null)[];

export interface RecordTextOptions extends ValueOptions {
  /** Called for a reference to a row that is not there. */
  readonly onBroken: (broken: BrokenReference) => void;
}

/** A reference to a row that is not there. */
export interface BrokenReference {
  readonly field: string;
  /** Label of the model that it refers to, and the primary key of the row that is not there. */
  readonly references: string;
  readonly key: string;
  /** Primary key of the row that refers. */
  readonly record: string;
  /** False where it is left out: a list of what is there. */
  readonly isKept: boolean;
}

/** Writes a record, or one part of it. */
type Part = (row: RowTexts) => string;

/**
 * What writes the records of a query as Django's serializer does, each on one line, and their primary keys. Where Django leaves the primary key
 * out it stands beside the fields under a name that Django does not read (`fixture/kept-key.ts`).
 */
export function recordWriter(
  query: RecordQuery,
  options: RecordTextOptions,
): { readonly key: Part; readonly text: Part } {
  const { model, primaryKey, leavesKeyOut } = query;
  const key = slotPart(primaryKey, options);
  // All that is the same for every record is put together once.
  const fields = query.fields.map((source, at): readonly [before: string, part: Part] => [
    `${at === 0 ? '' : ', '}${JSON.stringify(source.name)}: `,
    fieldPart(source, query, options),
  ]);
  const label = `{"model": ${JSON.stringify(model.label)}, `;
  // Content types and permissions are Django's own: their numbers are good in one database only.
  const isKept = leavesKeyOut && model.owner !== 'django';
  const write: Part = (row) => {
    let text = leavesKeyOut ? `${label}"fields": {` : `${label}"pk": ${key(row)}, "fields": {`;
    for (const [before, part] of fields) text += before + part(row);
    return isKept ? `${text}}, "${KEPT_KEY}": ${key(row)}}` : `${text}}}`;
  };
  return { key, text: write };
}

function fieldPart(source: FieldSource, query: RecordQuery, options: RecordTextOptions): Part {
  if (source.kind === 'value') return slotPart(source.slot, options);
  if (source.kind === 'list') return listPart(source, query, options);
  const { raw, key, ambiguous, name, references } = source;
  const { primaryKey } = query;
  const number = slotPart(raw, options);
  const parts = key.map((slot) => slotPart(slot, options));
  const isNull = ({ at }: Slot, row: RowTexts) => (row[at] ?? null) === null;
  return (row) => {
    const given = row[raw.at] ?? null;
    if (given === null) return 'null';
    if (ambiguous !== null && !isNull(ambiguous, row)) return number(row);
    if (key.some((slot) => isNull(slot, row))) {
      // A key with a gap names nothing; the number does.
      if (key.every((slot) => isNull(slot, row)))
        options.onBroken({
          ...{ field: name, references, key: given, isKept: true },
          record: row[primaryKey.at] ?? '',
        });
      return number(row);
    }
    return `[${parts.map((part) => part(row)).join(', ')}]`;
  };
}

function listPart(
  { name, slot, parts, number, natural, references }: Extract<FieldSource, { kind: 'list' }>,
  { primaryKey }: RecordQuery,
  options: RecordTextOptions,
): Part {
  const itemText = (key: readonly (string | null)[], held: string | null): string => {
    // A key with a gap names nothing; the number does.
    if (key.includes(null)) return partText(held, number, options);
    const texts = key.map((part, at) => partText(part, parts[at] ?? 'text', options));
    return natural ? `[${texts.join(', ')}]` : texts.join(', ');
  };
  return (row) => {
    const list = row[slot.at] ?? '[]';
    if (list === '[]') return list;
    const items: readonly (readonly (string | null)[])[] = JSON.parse(list);
    const texts = items.flatMap((item) => {
      const [key, held] = [item.slice(0, parts.length), item[parts.length] ?? null];
      if (key.some((part) => part !== null)) return [itemText(key, held)];
      if (held !== null)
        options.onBroken({
          ...{ field: name, references, key: held, isKept: false },
          record: row[primaryKey.at] ?? '',
        });
      return [];
    });
    return `[${texts.join(', ')}]`;
  };
}

function slotPart({ at, kind }: Slot, options: ValueOptions): Part {
  return (row) => partText(row[at] ?? null, kind, options);
}

function partText(text: string | null, kind: ValueKind, options: ValueOptions): string {
  return text === null ? 'null' : valueText(text, kind, options);
}
