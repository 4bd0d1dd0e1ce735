/**
 * The order of keys in a snapshot. A key is the JSON of a primary key (or of a path): whole numbers come first, in their
 * order as numbers; texts follow by their UTF-8 bytes, which is how a cursor over a model has them (collation "C").
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const left = wholeNumber(a);
  const right = wholeNumber(b);
  if (left !== null && right !== null) return left < right ? -1 : 1;
  if (left !== null) return -1;
  if (right !== null) return 1;
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

/** The number that a key is; null for a text. Numbers that a double cannot hold are exact too. */
function wholeNumber(key: string): number | bigint | null {
  if (key.startsWith('"')) return null;
  const number = Number(key);
  return Number.isSafeInteger(number) ? number : BigInt(key);
}

function bytesOf(key: string): Buffer {
  return Buffer.from(String(JSON.parse(key)));
}

/** The order of whole numbers. */
export const byNumber = (a: number, b: number): number => a - b;

/** Whether one of the sorted values lies between two others, these included. */
export function anyWithin<T>(
  sorted: readonly T[],
  first: T,
  last: T,
  compare: (a: T, b: T) => number,
): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle];
    if (value !== undefined && compare(value, first) < 0) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && compare(found, last) <= 0;
}
