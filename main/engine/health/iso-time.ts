/** SQL that writes a `timestamptz` as ISO 8601 in UTC, to the millisecond. */
export function isoUtc(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
