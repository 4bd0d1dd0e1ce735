/** The rows of a CSV file by column, read by the letter of RFC 4180; an empty field without quotes is null. */
export function parseCsv(text: string): readonly { readonly [column: string]: string | null }[] {
  const lines: (string | null)[][] = [];
  let line: (string | null)[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    if (found === null) throw new Error(`No field of a CSV file at ${at}: ${text.slice(at, at + 40)}`);
    const [, quoted, plain = '', end] = found;
    line.push(quoted === undefined ? (plain === '' ? null : plain) : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  const [header = [], ...rows] = lines;
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`A row of ${row.length} fields: ${row.join()}`);
    return Object.fromEntries(row.map((value, at) => [header[at] ?? '', value]));
  });
}
