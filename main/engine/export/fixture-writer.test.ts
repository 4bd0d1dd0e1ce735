import { describe, expect, it } from 'vitest';
import { PIECE } from './archive.ts';
import { fixtureWriter } from './fixture-writer.ts';

/** What is written of these records: the pieces as they came, looked at only afterwards. */
async function piecesOf(form: 'array' | 'lines', records: readonly string[]): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  const writer = fixtureWriter({ write: async (bytes) => void pieces.push(bytes) }, form);
  for (const record of records) await writer.record(record);
  await writer.end();
  return pieces;
}

async function textOf(form: 'array' | 'lines', records: readonly string[]): Promise<string> {
  return Buffer.concat(await piecesOf(form, records)).toString('utf8');
}

describe('records on their way into a file', () => {
  it('are a JSON array, one a line', async () => {
    expect(await textOf('array', ['{"a": 1}', '{"b": 2}'])).toBe('[\n{"a": 1},\n{"b": 2}\n]\n');
    expect(await textOf('array', [])).toBe('[\n]\n');
  });

  it('are lines', async () => {
    expect(await textOf('lines', ['{"a": 1}', '{"b": 2}'])).toBe('{"a": 1}\n{"b": 2}\n');
    expect(await textOf('lines', [])).toBe('');
  });

  it.each<[string, readonly string[]]>([
    ['many small ones', Array.from({ length: 9000 }, (_, at) => `{"small": ${at}}`)],
    ['characters of one to four bytes', Array.from({ length: 9000 }, (_, at) => `{"ä€😀": ${at}}`)],
    ['one as large as a piece, between others', ['{}', `"${'x'.repeat(PIECE)}"`, '{}']],
    ['one that is much larger', [`"${'€'.repeat(3 * PIECE)}"`, '{"after": 1}']],
    ['some that fill a piece to the last byte', Array.from({ length: 6 }, () => 'x'.repeat(PIECE / 3 - 2))],
  ])('arrive whole and in order: %s', async (_what, records) => {
    expect(await textOf('lines', records)).toBe(`${records.join('\n')}\n`);
    expect(await textOf('array', records)).toBe(`[\n${records.join(',\n')}\n]\n`);
  });

  it('come in pieces of a size, however many there are', async () => {
    const record = `{"text": "${'x'.repeat(1000)}"}`;
    const sizes = (
      await piecesOf(
        'lines',
        Array.from({ length: 2000 }, () => record),
      )
    ).map((piece) => piece.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PIECE);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(PIECE / 2);
  });
});
