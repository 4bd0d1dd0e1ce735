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
    ['00:75:00', 'interval'],
    ['P', 'interval'],
    ['2025-01-01T00:00:00+16:00', 'timestamp with time zone'],
    ['10.0.0.1/33', 'inet'],
    ['fe80::1%eth0', 'inet'],
    ['1.2.3.4/', 'inet'],
    ['1234.5', 'numeric(9,6)'],
    [new LosslessNumber('1e400'), 'double precision'],
    [new LosslessNumber('1e-400'), 'double precision'],
    [new LosslessNumber('1e200000'), 'numeric'],
  ])('refuse %s as %s, which PostgreSQL would refuse too', (value, type) => {
    expect(encoded(value, type)).toBeNull();
  });

  it.each([
    [new LosslessNumber('1.50'), 'numeric(9,6)'],
    ['-0.000001', 'numeric(9,6)'],
    [new LosslessNumber('12e1'), 'numeric(9,6)'],
    [0, 'numeric(9,6)'],
    ['10.0.0.0/8', 'inet'],
    ['-1 23:59:59', 'interval'],
    [5e-324, 'double precision'],
  ])('accept %s as %s', (value, type) => {
    expect(encoded(value, type)).not.toBeNull();
  });

  it('have bytes as hexadecimal digits, which are base64 in a fixture', () => {
    expect(encoded('AP9oYQ==', 'bytea')).toBe(JSON.stringify(String.raw`\x00ff6861`));
    expect(encoded('', 'bytea')).toBe(JSON.stringify(String.raw`\x`));
    for (const value of ['AP9oYQ', 'no base64!', String.raw`\x00ff`, 5])
      expect(encoded(value, 'bytea')).toBeNull();
  });

  it.each<readonly [JsonValue, string, string | null]>([
    [['a', null, ['b']], 'text[]', null],
    [['a', null], 'text[]', '["a",null]'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      'integer[]',
      '[[1,2],[3,4]]',
    ],
    [[[1, 2], [3]], 'integer[]', null],
    [[1, 'x'], 'integer[]', null],
    [['AP8='], 'bytea[]', JSON.stringify([String.raw`\x00ff`])],
    // Django writes an ArrayField as a text.
    ['["1", "2"]', 'integer[]', '[1,2]'],
    ['[0:1]={a,b}', 'text[]', '"[0:1]={a,b}"'],
    ['a', 'text[]', null],
    [[[1]], 'jsonb[]', null],
    [[{ a: 1 }], 'jsonb[]', '[{"a":1}]'],
  ])('have the list %j as %s where its elements can be', (value, type, json) => {
    expect(encoded(value, type)).toBe(json);
  });

  it.each([
    ['infinity', 'timestamp with time zone'],
    ['0044-03-15 12:00:00+00 BC', 'timestamp with time zone'],
    ['12026-02-28 00:00:00', 'timestamp without time zone'],
    ['0005-02-29 BC', 'date'],
    ['5874897-12-31', 'date'],
    ['24:00:00', 'time without time zone'],
    ['12:00:00.5-12:30', 'time with time zone'],
    ['1 year 2 mons -3 days +04:05:06.7', 'interval'],
    ['24:00:00', 'interval'],
  ])('accept %s as %s, as PostgreSQL writes it', (value, type) => {
    expect(encoded(value, type)).toBe(JSON.stringify(value));
  });

  it.each([
    ['infinity', 'interval'],
    ['0044-02-29 BC', 'date'],
    ['5874898-01-01', 'date'],
    ['294277-01-01 00:00:00', 'timestamp with time zone'],
    ['24:00:01', 'time without time zone'],
    ['12:00', 'interval'],
    ['', 'interval'],
    ['1 fortnight', 'interval'],
  ])('refuse %s as %s, too', (value, type) => {
    expect(encoded(value, type)).toBeNull();
  });

  it('refuse a decimal that the column would round: it would not be what the package says', () => {
    expect(encoded('0.1234567', 'numeric(9,6)')).toBeNull();
  });

  it('refuse a number inside JSON that PostgreSQL cannot hold', () => {
    expect(encoded({ a: [new LosslessNumber('1e200000')] }, 'jsonb', 'json')).toBeNull();
    expect(encoded({ a: 'version 1e200000' }, 'jsonb', 'json')).toBe('{"a":"version 1e200000"}');
  });

  it('refuse a negative number where Django keeps its column positive', () => {
    const positive = column('integer');
    const field = { ...positive.field, type: 'PositiveIntegerField' };
    expect(encodeValue(-1, { ...positive, field })).toEqual({ ok: false, because: 'is negative' });
    expect(encodeValue(0, { ...positive, field }).ok).toBe(true);
  });

  it('are told by what they are when they are refused, and never by their value', () => {
    const because = (value: JsonValue) => {
      const refused = encodeValue(value, column('integer'));
      return refused.ok ? '' : refused.because;
    };
    expect(because(new LosslessNumber('1e30'))).toMatch(/^is not .*\(it is a number\)$/);
    expect(because(1.5)).toContain('(it is a number)');
    expect(because(true)).toContain('(it is true or false)');
    expect(because('s3cret')).toContain('(it is another text)');
    expect(because({ a: 1 })).toContain('(it is an object)');
    expect(because([1])).toContain('(it is a list)');
  });

  it('count characters, not code units, against a length', () => {
    expect(encoded('😀😀😀', 'character varying(3)')).toBe('"😀😀😀"');
  });
});
