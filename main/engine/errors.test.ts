import { describe, expect, it } from 'vitest';
import { SqlError } from './database/sql-error.ts';
import { toPlainError, withoutSecrets } from './errors.ts';

describe('a text without its secrets', () => {
  it.each([
    ['postgresql://u:s3cret@h:5432/db', 'postgresql://u:***@h:5432/db'],
    ['see postgres://:s3cret@h/db, "redis://u:s3c@ret@h"', 'see postgres://:***@h/db, "redis://u:***@h"'],
    ['postgresql:/u:s3cret@h/db', 'postgresql:/u:***@h/db'],
    ['host=h password=s3cret user=u', 'host=h password=*** user=u'],
    [`password='s3cret with more' user=u`, `password='***' user=u`],
    ['password="s3cret', 'password="***'],
    ['postgresql//u:s3cret@h/db', 'postgresql//u:***@h/db'],
    ['{"password": "s3cret", "user": "u"}', '{"password": "***", "user": "u"}'],
    ['?sslmode=require&password=s3cret&x=1', '?sslmode=require&password=***&x=1'],
  ])('%s', (text, safe) => {
    expect(withoutSecrets(text)).toBe(safe);
  });

  it.each([
    'postgresql://u@h:5432/db',
    'mail a.b@c.example: 5',
    'https://h/a:b',
    'the password differs',
    'C:/x',
  ])('stays as it is where there is none: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('is found in time however long the text is', () => {
    for (const part of ['x', 'a:/', 'a://b:', 'x@', 'password', 'password '])
      expect(withoutSecrets(part.repeat(100_000)).length).toBeGreaterThan(0);
  });
});

describe('a statement that the database refused', () => {
  it.each([
    ['22P05', 'TARGET_ENCODING'],
    ['22021', 'TARGET_ENCODING'],
    ['55000', 'TARGET_REFUSED'],
    ['P0001', 'TARGET_REFUSED'],
    ['57014', 'TARGET_REFUSED'],
    ['42601', 'INTERNAL'],
    ['XX000', 'INTERNAL'],
  ])('for %s is told as %s, without secrets', (state, code) => {
    const plain = toPlainError(new SqlError(state, 'no: postgresql://u:s3cret@h/d', undefined));
    expect(plain).toMatchObject({ code, details: 'no: postgresql://u:***@h/d' });
  });
});
