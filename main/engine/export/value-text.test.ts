import { describe, expect, it, test } from 'vitest';
import { hasBinaryForm, valueKindOf, valueText } from './value-text.ts';

const write = (type: string, text: string, canonical = false) =>
  valueText(text, valueKindOf(type), { canonical });

describe('a value of the database in a fixture', () => {
  it.each([
    ['boolean', 'true', 'true'],
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['double precision', '1', '1.0'],
    ['double precision', '0.1', '0.1'],
    ['double precision', '1e+20', '1e+20'],
    ['double precision', 'NaN', '"NaN"'],
    ['numeric(5,2)', '12.50', '"12.50"'],
    ['jsonb', '{"a": 1.0, "b": "ä"}', '{"a": 1.0, "b": "ä"}'],
    ['json', '{"a":\n 1}', '{"a":  1}'],
    ['uuid', '8d27aa87-b22a-41ab-9876-aad732f1270d', '"8d27aa87-b22a-41ab-9876-aad732f1270d"'],
    ['inet', '10.1.2.3/32', '"10.1.2.3"'],
    ['inet', '10.1.2.0/24', '"10.1.2.0/24"'],
    ['inet', '::1/128', '"::1"'],
    ['date', '2025-12-12', '"2025-12-12"'],
    ['bytea', 'aGFs\nbG8=', '"aGFsbG8="'],
    ['character varying(20)', 'a "b"\n\u2028', '"a \\"b\\"\\n\u2028"'],
  ])('%s %s', (type, text, json) => expect(write(type, text)).toBe(json));

  it.each([
    ['2025-12-12 16:36:50.604059+00', '"2025-12-12T16:36:50.604Z"'],
    ['2025-12-12 16:36:50.6+00', '"2025-12-12T16:36:50.600Z"'],
    ['2025-12-12 16:36:50.999999+00', '"2025-12-12T16:36:50.999Z"'],
    ['2025-12-12 16:36:50+00', '"2025-12-12T16:36:50Z"'],
    ['2025-12-12 16:36:50.000001+00', '"2025-12-12T16:36:50.000Z"'],
    ['infinity', '"infinity"'],
  ])('a moment %s is cut to its milliseconds', (text, json) =>
    expect(write('timestamp with time zone', text)).toBe(json),
  );

  it('a canonical moment is the same before and after a restore', () => {
    const type = 'timestamp with time zone';
    expect(write(type, '2025-12-12 16:36:50.000001+00', true)).toBe('"2025-12-12T16:36:50Z"');
    expect(write(type, '2025-12-12 16:36:50.120001+00', true)).toBe('"2025-12-12T16:36:50.120Z"');
  });

  it.each([
    ['02:00:00', '"02:00:00"'],
    ['02:00:00.5', '"02:00:00.500"'],
  ])('a time %s', (text, json) => expect(write('time without time zone', text)).toBe(json));

  it.each([
    ['00:00:00', '"00:00:00"'],
    ['02:03:04.5', '"02:03:04.500000"'],
    ['1 day', '"1 00:00:00"'],
    ['1 day 02:03:04', '"1 02:03:04"'],
    ['-02:00:00', '"-1 22:00:00"'],
    ['-1 days +22:00:00', '"-1 22:00:00"'],
    ['30:00:00', '"1 06:00:00"'],
    ['1 mon 2 days', '"32 00:00:00"'],
    ['1 year', '"365 00:00:00"'],
  ])('an interval %s as Django writes durations', (text, json) => expect(write('interval', text)).toBe(json));
});

test('types whose values PostgreSQL can be asked for as bytes are known by name', () => {
  const known = [
    'bigint',
    'character varying(20)',
    'numeric(10,2)',
    'timestamp(3) with time zone',
    'jsonb',
    'uuid[]',
  ];
  for (const type of known) expect(hasBinaryForm(type), type).toBe(true);
  for (const type of ['aclitem', 'aclitem[]', 'public.state', 'citext', 'tsvector'])
    expect(hasBinaryForm(type), type).toBe(false);
});
