import { describe, expect, it } from 'vitest';
import { liveColumn } from '../adapt/testing-schema.ts';
import { sqliteValue } from './sqlite-schema.ts';
import { valueKindOf } from './value-text.ts';

const inSqlite = (text: string, type: string) =>
  sqliteValue(text, {
    ...{ name: 'x', live: liveColumn('x', type), kind: valueKindOf(type) },
    ...{ field: null, references: null },
  });

describe('a value of a SQLite export', () => {
  it.each<[text: string, type: string, value: unknown]>([
    ['9223372036854775807', 'bigint', 9_223_372_036_854_775_807n],
    ['-9223372036854775808', 'bigint', -9_223_372_036_854_775_808n],
    ['1 day 00:00:00.000001', 'interval', 86_400_000_001n],
    ['-00:00:01', 'interval', -1_000_000n],
    ['infinity', 'interval', 'infinity'],
    // PostgreSQL takes it, and SQLite has no number for it.
    ['178000000 years', 'interval', '178000000 years'],
  ])('%s of the type %s', (text, type, value) => {
    expect(inSqlite(text, type)).toEqual(value);
  });
});
