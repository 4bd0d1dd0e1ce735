/**
 * A whole number as JavaScript has it where that is the same number, else as text: of primary keys beyond 2^53 a double would
 * name another row.
 */
export function exactKey(key: string | bigint): string | number {
  const number = Number(key);
  return Number.isSafeInteger(number) ? number : String(key);
}
