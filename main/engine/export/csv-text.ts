import { addressText, durationText, isOfPostgres, type ValueKind } from './value-text.ts';

/** Ends a line, as RFC 4180 has it. */
export const CSV_LINE_END = '\r\n';

/** A line of a CSV file. Null is an empty field, the empty text is `""`, as PostgreSQL's `copy … csv` has it too. */
export function csvLine(fields: readonly (string | null)[]): string {
  return `${fields.map(csvField).join(',')}${CSV_LINE_END}`;
}

function csvField(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A value as it stands in a CSV file: what a person and a spreadsheet read, and PostgreSQL takes back unchanged. */
export function csvValue(text: string, kind: ValueKind): string {
  switch (kind) {
    case 'moment':
      // Microseconds stay; what is no date (`infinity`) stays as it is.
      return text.replace(/^(\d{4,}-\d\d-\d\d) (.*)\+00$/, '$1T$2Z');
    case 'moment without zone':
      return text.replace(/^(\d{4,}-\d\d-\d\d) /, '$1T');
    case 'interval':
      return isOfPostgres(text) ? text : durationText(text);
    case 'inet':
      return addressText(text);
    case 'bytes':
      return `\\x${text}`;
    default:
      return text;
  }
}
