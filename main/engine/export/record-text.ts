import { KEPT_KEY } from '../fixture/kept-key.ts';
import type { FieldSource, RecordQuery, Slot } from './record-query.ts';
import { type ValueKind, type ValueOptions, valueText } from './value-text.ts';

/** A row as its query reads it. */
export type RowTexts = readonly (string | null)[];

export interface RecordTextOptions extends ValueOptions {
  /** Called for a reference to a row that is not there. */
  readonly onBroken: (field: string, references: string, key: string) => void;
}

/**
 * A record as Django's serializer writes it, on one line. Where Django leaves the primary key out it stands beside the
 * fields under a name that Django does not read (`fixture/kept-key.ts`).
 */
export function recordText(
  query: RecordQuery,
  row: RowTexts,
  options: RecordTextOptions,
): { readonly key: string; readonly text: string } {
  const { model, primaryKey, leavesKeyOut } = query;
  const key = slotText(row, primaryKey, options);
  const fields = query.fields.map(
    (source) => `${JSON.stringify(source.name)}: ${fieldText(source, row, options)}`,
  );
  const pk = leavesKeyOut ? '' : `"pk": ${key}, `;
  // Content types and permissions are Django's own: their numbers are good in one database only.
  const kept = leavesKeyOut && model.owner !== 'django' ? `, "${KEPT_KEY}": ${key}` : '';
  const text = `{"model": ${JSON.stringify(model.label)}, ${pk}"fields": {${fields.join(', ')}}${kept}}`;
  return { key, text };
}

function fieldText(source: FieldSource, row: RowTexts, options: RecordTextOptions): string {
  if (source.kind === 'value') return slotText(row, source.slot, options);
  if (source.kind === 'list') return listText(source, row, options);
  const raw = row[source.raw.at] ?? null;
  if (raw === null) return 'null';
  const parts = source.key.map((slot) => row[slot.at] ?? null);
  if (parts.includes(null)) {
    // A key with a gap names nothing; the number does.
    if (parts.every((part) => part === null)) options.onBroken(source.name, source.references, raw);
    return slotText(row, source.raw, options);
  }
  return `[${source.key.map((slot) => slotText(row, slot, options)).join(', ')}]`;
}

function listText(
  { slot, parts, natural }: Extract<FieldSource, { kind: 'list' }>,
  row: RowTexts,
  options: RecordTextOptions,
): string {
  const items: readonly (readonly (string | null)[])[] = JSON.parse(row[slot.at] ?? '[]');
  const texts = items.map((item) => item.map((part, at) => partText(part, parts[at] ?? 'text', options)));
  return `[${texts.map((item) => (natural ? `[${item.join(', ')}]` : item.join(', '))).join(', ')}]`;
}

function slotText(row: RowTexts, { at, kind }: Slot, options: ValueOptions): string {
  return partText(row[at] ?? null, kind, options);
}

function partText(text: string | null, kind: ValueKind, options: ValueOptions): string {
  return text === null ? 'null' : valueText(text, kind, options);
}
