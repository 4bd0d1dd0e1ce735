import { LosslessNumber } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../fixture/record.ts';
import type { BoundColumn, ColumnKind } from './binding.ts';
import { encodeValue } from './encode-value.ts';

function column(type: string, kind: ColumnKind = 'other'): BoundColumn {
  const live = {
    name: 'c',
    type,
    notNull: true,
    hasDefault: false,
    generated: false,
    identityAlways: false,
    sequence: null,
  };
  return { field: { name: 'c', column: 'c', type: 'CharField', nullable: false }, live, sqlType: type, kind };
}

const encoded = (value: JsonValue, type: string, kind?: ColumnKind) => {
  const result = encodeValue(value, column(type, kind));
  return result.ok ? result.json : null;
};

describe('values of a fixture for PostgreSQL', () => {
  it('keep every digit', () => {
    expect(encoded(new LosslessNumber('9007199254740993'), 'bigint')).toBe('9007199254740993');
    expect(encoded({ ratio: new LosslessNumber('1.0') }, 'jsonb', 'json')).toBe('{"ratio":1.0}');
    expect(encoded('12.50', 'numeric(5,2)')).toBe('"12.50"');
  });

  it.each([
    ['2025-12-08T07:54:59.848Z', 'timestamp with time zone'],
    ['2024-02-29', 'date'],
    ['02:00:00', 'time without time zone'],
    ['1 02:03:04.500000', 'interval'],
    ['P0DT00H00M01.5S', 'interval'],
    ['172.19.0.5', 'inet'],
    ['fe80::1', 'inet'],
    ['73751c65-e98c-405c-a18a-2ad0824a8769', 'uuid'],
    ['73751c65e98c405ca18a2ad0824a8769', 'uuid'],
  ])('accept %s as %s', (value, type) => {
    expect(encoded(value, type)).toBe(JSON.stringify(value));
  });

  it.each([
    ['2025-02-29', 'date'],
    ['yesterday', 'timestamp with time zone'],
    ['2025-12-08T24:54:59Z', 'timestamp with time zone'],
    ['25:00', 'time without time zone'],
    ['soon', 'interval'],
    ['999.1.1.1', 'inet'],
    ['not-a-uuid', 'uuid'],
    ['abcd', 'character varying(3)'],
    [1, 'text'],
    ['true', 'boolean'],
    [1.5, 'integer'],
    [2 ** 31, 'integer'],
    [new LosslessNumber('9223372036854775808'), 'bigint'],
    [['list'], 'text'],
  ])('refuse %s as %s, which PostgreSQL would refuse too', (value, type) => {
    expect(encoded(value, type)).toBeNull();
  });

  it('count characters, not code units, against a length', () => {
    expect(encoded('😀😀😀', 'character varying(3)')).toBe('"😀😀😀"');
  });
});
