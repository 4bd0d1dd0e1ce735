import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { labelOf, parseTargetAddress } from './address.ts';
import { parseServerUrl } from './server-url.ts';
import { isSameTarget } from './target-label.ts';

function refusal(text: string): EngineError {
  try {
    parseTargetAddress(text);
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error(`Nothing was refused in ${text}`);
}

describe('the address of an embedded target', () => {
  it('is a name', () => {
    expect(parseTargetAddress('embedded:demo_2.new-1')).toEqual({ kind: 'embedded', name: 'demo_2.new-1' });
    expect(labelOf({ kind: 'embedded', name: 'demo' })).toBe('embedded:demo');
  });

  it.each([
    'embedded:',
    'embedded:..',
    'embedded:.',
    'embedded:a/b',
    'embedded:a\\b',
    'embedded:a b',
    'embedded:ä',
    'embedded:a\u0000',
    `embedded:${'x'.repeat(65)}`,
  ])('is refused when it could be anything else: %j', (text) => {
    expect(refusal(text).code).toBe('TARGET_SYNTAX');
  });
});

describe('the address of a server', () => {
  it('is a URL, kept as it is', () => {
    const url = 'postgres://edms:s3cret@db.example:5433/edms?sslmode=require';
    expect(parseTargetAddress(` ${url}\n`)).toEqual({ kind: 'server', url });
  });

  it('is shown without its password', () => {
    const label = labelOf({ kind: 'server', url: 'postgresql://edms:s3cret@db.example/edms?password=other' });
    expect(label).toBe('postgresql://edms@db.example:5432/edms');
  });

  it('decodes what URLs encode', () => {
    expect(parseServerUrl('postgresql://a%40b:p%2Fw%25@h/d%20b')).toMatchObject({
      user: 'a@b',
      password: 'p/w%',
      database: 'd b',
    });
  });

  it('takes IPv6, sockets and libpq parameters', () => {
    expect(parseServerUrl('postgresql://u@[::1]:6000/d')).toMatchObject({ host: '::1', port: 6000 });
    expect(parseServerUrl('postgresql:///d?host=/run/postgresql&user=u')).toMatchObject({
      host: '/run/postgresql',
      user: 'u',
      database: 'd',
    });
  });

  it('names the schema in three ways', () => {
    expect(parseServerUrl('postgresql://h/d?schema=My"S').searchPath).toBe('"My""S"');
    expect(parseServerUrl('postgresql://h/d?search_path=edms,public').searchPath).toBe('edms,public');
    expect(parseServerUrl('postgresql://h/d?options=-c%20search_path%3Dedms').searchPath).toBe('edms');
    expect(parseServerUrl('postgresql://h/d').searchPath).toBeUndefined();
  });

  it('is shown with the schema, so that two EDMS of one database are two targets', () => {
    const label = (parameters: string) => parseServerUrl(`postgresql://u:pw@h/d${parameters}`).label;
    const plain = 'postgresql://u@h:5432/d';
    for (const same of ['', '?schema=public', '?search_path=public', '?search_path="$user",%20public'])
      expect(label(same), same).toBe(plain);
    for (const same of [
      '?schema=edms',
      '?search_path=EDMS',
      '?search_path="edms"',
      '?options=-csearch_path%3Dedms',
    ])
      expect(label(same), same).toBe(`${plain}?schema=edms`);
    expect(label('?schema=EDMS%20"1"%26')).toBe(`${plain}?schema=EDMS%20%221%22%26`);
    expect(label('?search_path=edms,%20public')).toBe(`${plain}?search_path=edms%2Cpublic`);
    for (const shown of ['?schema=edms', '?schema=My%22S', '?search_path=a,"b,c"'])
      expect(parseServerUrl(label(shown)).label, shown).toBe(label(shown));
    expect(isSameTarget(label('?schema=edms'), 'postgresql://other@h:5432/d?schema=edms')).toBe(true);
    expect(isSameTarget(label('?schema=edms'), label(''))).toBe(false);
  });

  it("has libpq's default for encryption", () => {
    expect(parseServerUrl('postgresql://h/d').sslMode).toBe('prefer');
    expect(parseServerUrl('postgresql://h/d?sslmode=verify-full').sslMode).toBe('verify-full');
  });

  it.each([
    ['', '(nothing)'],
    ['mysql://u:geheim@h/d', 'no target'],
    ['just a name', 'no target'],
    ['postgresql://u:geheim@h:99999/d', 'cannot|can be read'],
    ['postgresql://u:geheim@h/d?sslmode=maybe', 'sslmode'],
    ['postgresql://u:geheim@h/d?port=x', 'port'],
    ['postgresql://u:geheim@h/d?colour=red', 'colour'],
    ['postgresql://u:geheim@h/d?options=-c%20fsync%3Doff', 'search_path'],
    ['postgresql://u:geheim%zz@h/d', '%'],
  ])('is refused with a reason and without the password: %s', (text, reason) => {
    const error = refusal(text);
    expect(error.code).toBe('TARGET_SYNTAX');
    expect(error.message).toMatch(new RegExp(reason.replace(/[()]/g, '\\$&')));
    expect(JSON.stringify(error.plain)).not.toContain('geheim');
  });
});
