import { LosslessNumber } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import type { Field } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../fixture/record.ts';
import { isSameValue } from './same-value.ts';

const field = (type: string, nullable = true): Field => ({ name: 'x', column: 'x', type, nullable });

type Row = readonly [type: string, a: JsonValue, b: JsonValue];

describe('the same value in two ways to write it', () => {
  it.each<Row>([
    ['DateTimeField', '2025-12-08T08:22:41.123456Z', '2025-12-08T08:22:41.123Z'],
    ['DateTimeField', '2025-12-08T08:22:41.000012Z', '2025-12-08T08:22:41Z'],
    ['DateTimeField', '2025-12-08T08:22:41Z', '2025-12-08T09:22:41+01:00'],
    ['TimeField', '02:00:00.500123', '02:00:00.500'],
    ['DurationField', '1 02:03:04.500000', 'P1DT02H03M04.5S'],
    ['DurationField', '-1 23:00:00', '-P0DT01H00M00S'],
    ['DecimalField', '12.50', '12.5'],
    ['DecimalField', '1200', new LosslessNumber('1.2e3')],
    ['DecimalField', '0.00', 0],
    ['FloatField', new LosslessNumber('1.0'), 1],
    ['UUIDField', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc999c0b4ef8bb6d6bb9bd380a11'],
    ['GenericIPAddressField', '10.0.0.1/32', '10.0.0.1'],
    ['JSONField', { a: 1, b: [1, { d: 2, c: null }] }, { b: [1, { c: null, d: 2 }], a: 1 }],
    ['JSONField', new LosslessNumber('1.0'), 1],
  ])('%s %j is %j', (type, a, b) => {
    expect(isSameValue(field(type), a, b)).toBe(true);
  });

  it.each<Row>([
    ['DateTimeField', '2025-12-08T08:22:41.123456Z', '2025-12-08T08:22:41.124Z'],
    ['DateTimeField', null, '2025-12-08T08:22:41Z'],
    ['DecimalField', '12.50', '125'],
    ['DecimalField', '-1', '1'],
    ['CharField', '1.0', '1'],
    ['CharField', 'a', 'A'],
    ['CharField', null, ''],
    ['JSONField', { a: 1 }, { a: '1' }],
    ['JSONField', [1, 2], [2, 1]],
    ['BooleanField', true, false],
  ])('%s %j is not %j', (type, a, b) => {
    expect(isSameValue(field(type), a, b)).toBe(false);
  });

  it('is an empty text for null where the column takes no null', () => {
    expect(isSameValue(field('CharField', false), null, '')).toBe(true);
    expect(isSameValue(field('IntegerField', false), null, 0)).toBe(false);
  });
});
