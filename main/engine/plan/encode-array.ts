import type { JsonValue } from '../fixture/record.ts';
import type { EncodedValue, Encoder } from './encode-value.ts';

/** PostgreSQL's own text of an array, by which an export tells bounds that do not begin with 1: `[0:1]={a,b}`. */
const ARRAY_TEXT = /^(?:(?:\[-?\d+:-?\d+\])+=)?\{.*\}$/s;

/**
 * Encodes the values of an array's column: lists, which PostgreSQL makes arrays of, and a list as a text of JSON, as Django
 * writes an ArrayField. Of an array of JSON nobody can tell whether a list in a list is a value or a dimension.
 */
export function arrayEncoder(element: Encoder, isOfJson: boolean): Encoder {
  return (value) => {
    const list = typeof value === 'string' ? listOf(value) : value;
    if (typeof list === 'string') return { ok: true, json: JSON.stringify(list) };
    if (!Array.isArray(list)) return { ok: false, because: 'is not a list' };
    if (isOfJson && list.some(Array.isArray)) return { ok: false, because: 'is a list of lists' };
    // All lists inside must be equally long: PostgreSQL's arrays are rectangles.
    if (shapeOf(list) === null) return { ok: false, because: 'is a list of lists that are not equally long' };
    return encodeList(list, element);
  };
}

/** The list that a text of JSON holds, or the text where it is PostgreSQL's own; null for any other. */
function listOf(text: string): JsonValue {
  if (ARRAY_TEXT.test(text)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

function encodeList(list: readonly JsonValue[], element: Encoder): EncodedValue {
  const parts: string[] = [];
  for (const item of list) {
    const encoded = encodeItem(item, element);
    if (!encoded.ok) return { ok: false, because: `holds something that ${encoded.because}` };
    parts.push(encoded.json);
  }
  return { ok: true, json: `[${parts.join(',')}]` };
}

function encodeItem(item: JsonValue, element: Encoder): EncodedValue {
  if (item === null) return { ok: true, json: 'null' };
  return Array.isArray(item) ? encodeList(item, element) : element(item);
}

/** The lengths of a list and of those in it, `2,3`; null where they differ. */
function shapeOf(value: JsonValue): string | null {
  if (!Array.isArray(value)) return '';
  const [first = '', ...others] = value.map(shapeOf);
  if (others.some((shape) => shape !== first)) return null;
  return first === null ? null : `${value.length},${first}`;
}
