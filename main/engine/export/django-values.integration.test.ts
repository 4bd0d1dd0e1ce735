import { describe, expect, it } from 'vitest';
import { targetKinds, withFreshTarget } from '../database/testing.ts';
import { textSql, valueKindOf, valueText } from './value-text.ts';

/**
 * What `django.core.serializers.serialize('json', …, ensure_ascii=False)` of Django 5.2.17 (Python 3.11) wrote for a
 * model with these values, taken down once: a value as an SQL literal, its type, and Django's text.
 */
const WRITTEN: readonly (readonly [literal: string, type: string, json: string])[] = [
  // DateTimeField
  ["'2025-12-12 16:36:50.604059+00'", 'timestamp with time zone', '"2025-12-12T16:36:50.604Z"'],
  ["'2025-12-12 16:36:50+00'", 'timestamp with time zone', '"2025-12-12T16:36:50Z"'],
  ["'2025-12-12 16:36:50.000001+00'", 'timestamp with time zone', '"2025-12-12T16:36:50.000Z"'],
  ["'2025-12-12 16:36:50.999999+00'", 'timestamp with time zone', '"2025-12-12T16:36:50.999Z"'],
  ["'0001-01-01 00:00:00+00'", 'timestamp with time zone', '"0001-01-01T00:00:00Z"'],
  ["'9999-12-31 23:59:59.999999+00'", 'timestamp with time zone', '"9999-12-31T23:59:59.999Z"'],
  ["'2025-03-30 02:30:00.12+00'", 'timestamp with time zone', '"2025-03-30T02:30:00.120Z"'],
  // DateField, TimeField
  ["'0001-01-01'", 'date', '"0001-01-01"'],
  ["'2024-02-29'", 'date', '"2024-02-29"'],
  ["'02:00'", 'time without time zone', '"02:00:00"'],
  ["'02:00:00.5'", 'time without time zone', '"02:00:00.500"'],
  ["'23:59:59.999999'", 'time without time zone', '"23:59:59.999"'],
  ["'00:00:00.000001'", 'time without time zone', '"00:00:00.000"'],
  // DurationField
  ["'0'", 'interval', '"00:00:00"'],
  ["'1 second'", 'interval', '"00:00:01"'],
  ["'1 day 2 hours 3.000004 seconds'", 'interval', '"1 02:00:03.000004"'],
  ["'-2 hours'", 'interval', '"-1 22:00:00"'],
  ["'-1 day 0.000001 seconds'", 'interval', '"-1 00:00:00.000001"'],
  ["'-0.000001 seconds'", 'interval', '"-1 23:59:59.999999"'],
  ["'999999999 days'", 'interval', '"999999999 00:00:00"'],
  ["'400 days 0.12 seconds'", 'interval', '"400 00:00:00.120000"'],
  // DecimalField
  ["'0'", 'numeric', '"0"'],
  ["'12.50'", 'numeric', '"12.50"'],
  ["'-0.000001'", 'numeric', '"-0.000001"'],
  ["'12345678901234.567890'", 'numeric', '"12345678901234.567890"'],
  ["'NaN'", 'numeric', '"NaN"'],
  ["'Infinity'", 'numeric', '"Infinity"'],
  // FloatField
  ['1.0', 'double precision', '1.0'],
  ['0.1', 'double precision', '0.1'],
  ['1e20', 'double precision', '1e+20'],
  ['1e16', 'double precision', '1e+16'],
  ['1e15', 'double precision', '1000000000000000.0'],
  ['1e-4', 'double precision', '0.0001'],
  ['1e-5', 'double precision', '1e-05'],
  ['1e-7', 'double precision', '1e-07'],
  ['123456789.123456789', 'double precision', '123456789.12345679'],
  ["'-0'", 'double precision', '-0.0'],
  ["'5e-324'", 'double precision', '5e-324'],
  ['1.7976931348623157e308', 'double precision', '1.7976931348623157e+308'],
  // Integers, booleans, UUIDField, GenericIPAddressField
  ['9223372036854775807', 'bigint', '9223372036854775807'],
  ["'-9223372036854775808'", 'bigint', '-9223372036854775808'],
  ['true', 'boolean', 'true'],
  ["'8D27AA87-b22a-41ab-9876-aad732f1270d'", 'uuid', '"8d27aa87-b22a-41ab-9876-aad732f1270d"'],
  ["'10.1.2.3'", 'inet', '"10.1.2.3"'],
  ["'::1'", 'inet', '"::1"'],
  ["'::ffff:10.1.2.3'", 'inet', '"::ffff:10.1.2.3"'],
  // JSONField
  ["'{}'", 'jsonb', '{}'],
  ["'[]'", 'jsonb', '[]'],
  [`'{"a": 1.0, "b": null, "ä": "€\u2028😀"}'`, 'jsonb', '{"a": 1.0, "b": null, "ä": "€\u2028😀"}'],
  [`'"text"'`, 'jsonb', '"text"'],
  ["'1'", 'jsonb', '1'],
  ["'1.5'", 'jsonb', '1.5'],
  ["'true'", 'jsonb', 'true'],
  ["'null'", 'jsonb', 'null'],
  [`'{"n": 12345678901234567890123}'`, 'jsonb', '{"n": 12345678901234567890123}'],
  [String.raw`'"a\"b\\c/d\n\t\u0001"'`, 'jsonb', String.raw`"a\"b\\c/d\n\t\u0001"`],
  // TextField
  ["''", 'text', '""'],
  [String.raw`E'a "b"\n\r\t\\'`, 'text', String.raw`"a \"b\"\n\r\t\\"`],
  ["'\u2028\u2029'", 'text', '"\u2028\u2029"'],
  ["'ä€漢😀'", 'text', '"ä€漢😀"'],
  [String.raw`E'\x01\x1f\x7f'`, 'text', '"\\u0001\\u001f\x7f"'],
  ["'</script>'", 'text', '"</script>"'],
  ["' x '", 'text', '" x "'],
  // BinaryField
  ["''", 'bytea', '""'],
  [
    `'\\x${Array.from({ length: 90 }, (_, n) => n.toString(16).padStart(2, '0')).join('')}'`,
    'bytea',
    `"${Buffer.from(Array.from({ length: 90 }, (_, n) => n)).toString('base64')}"`,
  ],
];

/** Where this program writes another text, on purpose. */
const OTHERWISE: readonly (readonly [literal: string, type: string, django: string, ours: string])[] = [
  // Django writes what is no JSON, and refuses to read it; it reads the text.
  ["'NaN'", 'double precision', 'NaN', '"NaN"'],
  ["'-Infinity'", 'double precision', '-Infinity', '"-Infinity"'],
  // Python makes floating point numbers of them; their digits are kept here.
  [`'{"x": 1.10}'`, 'jsonb', '{"x": 1.1}', '{"x": 1.10}'],
  [`'0.0000001'`, 'jsonb', '1e-07', '0.0000001'],
];

describe.each(targetKinds)('a value of a %s database', (kind) => {
  it('is written as Django does', () =>
    withFreshTarget(kind, (target) =>
      target.read(async (sql) => {
        const write = async (literal: string, type: string) => {
          const [row] = await sql.query<{ v: string }>(
            `select ${textSql(`(${literal})::${type}`, type)} as v`,
          );
          return valueText(row?.v ?? '', valueKindOf(type), { canonical: false });
        };
        for (const [literal, type, json] of WRITTEN)
          expect(await write(literal, type), `${literal} ${type}`).toBe(json);
        for (const [literal, type, , ours] of OTHERWISE)
          expect(await write(literal, type), `${literal} ${type}`).toBe(ours);
      }),
    ));
});
