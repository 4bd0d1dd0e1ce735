import type { JsonValue } from '../fixture/record.ts';
import type { BoundColumn } from '../plan/binding.ts';
import { type EncodedValue, encodeValue } from '../plan/encode-value.ts';

/**
 * A value that a person typed, as JSON text for a row, or why the column cannot take it. `true` and `false` for a
 * boolean, JSON for a json column; everything else as a fixture would write it. Not for references.
 */
export function encodeFill(
  text: string,
  column: BoundColumn,
  choices: readonly string[] | null,
): EncodedValue {
  if (choices !== null && !choices.includes(text))
    return { ok: false, because: `is not one of ${choices.join(', ')}` };
  const value = typedValue(text, column);
  return value === undefined ? { ok: false, because: 'is not JSON' } : encodeValue(value, column);
}

function typedValue(text: string, column: BoundColumn): JsonValue | undefined {
  if (column.live.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (column.kind !== 'json') return text;
  try {
    const parsed: JsonValue = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

/**
 * The value of a default as PostgreSQL writes it back (`'INTERNAL'::character varying`, `0`, `true`), or null for an
 * expression that has to be evaluated (`now()`).
 */
export function constantDefault(expression: string | undefined): string | null {
  if (expression === undefined) return null;
  const quoted = /^'((?:[^']|'')*)'(?:::[\w "().,[\]]+)?$/.exec(expression)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(expression) ? expression : null;
}
