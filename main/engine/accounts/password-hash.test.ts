import { describe, expect, it } from 'vitest';
import { hashPassword, isUsable, verifyPassword } from './password-hash.ts';

/**
 * Hashes that Django itself has made. Those of `lètmein` and `secret` with fixed salts stand in its own tests
 * (django/django, tests/auth_tests/test_hashers.py, commit 02dbf166); those of `bcrypt_sha256` were generated with
 * Django 1.6 and stand in the tests of Passlib (passlib/tests/test_handlers_django.py).
 */
const MADE_BY_DJANGO: readonly (readonly [password: string, encoded: string])[] = [
  ['lètmein', 'pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c='],
  ['lètmein', 'pbkdf2_sha256$390000$seasalt2$geC/uZ92nRXDSjSxeoiBqYyRcrLzMm8xK3ro1QS1uo8='],
  ['lètmein', 'pbkdf2_sha1$390000$seasalt2$aDapRanzW8aHTz97v2TcfHzWD+I='],
  [
    'lètmein',
    'scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==',
  ],
  ['secret', 'argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw'],
  ['secret', 'argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q'],
  ['', 'bcrypt_sha256$$2a$06$/3OeRpbOf8/l6nPPRdZPp.nRiyYqPobEZGdNRBWihQhiFDh1ws1tu'],
  ['lètmein', 'bcrypt_sha256$$2a$08$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC'],
];

describe('the password of a Django user', () => {
  it.each(MADE_BY_DJANGO)('%j is the one of %s, and no other is', async (password, encoded) => {
    expect(await verifyPassword(password, encoded)).toBe(true);
    expect(await verifyPassword(`${password}x`, encoded)).toBe(false);
    expect(isUsable(encoded)).toBe(true);
  });

  it.each(MADE_BY_DJANGO)('%j is not the one of a hash with another end: %s', async (password, encoded) => {
    // The last but one character of Base64: the last one may hold unused bits.
    const at = encoded.replace(/=+$/, '').length - 2;
    const other = encoded[at] === 'a' ? 'b' : 'a';
    expect(await verifyPassword(password, encoded.slice(0, at) + other + encoded.slice(at + 1))).toBe(false);
  });

  it.each([
    '',
    '!',
    '!x8Wz',
    'secret',
    'md5$salt$hash',
    'constructor$1$2$3',
    'pbkdf2_sha256$390000$seasalt$',
    'pbkdf2_sha256$0$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
    'pbkdf2_sha256$1e9$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
    'pbkdf2_sha256$99999999999$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
    'scrypt$16385$seasalt$8$1$Qj3=',
    'scrypt$1073741824$seasalt$8$1$Qj3=',
    'argon2$argon2id$v=19$m=99999999,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw',
    'argon2$argon2id$v=19$m=262144,t=50,p=1$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw',
    'argon2$argon2i$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q',
    'bcrypt_sha256$$2a$31$/3OeRpbOf8/l6nPPRdZPp.nRiyYqPobEZGdNRBWihQhiFDh1ws1tu',
    'bcrypt_sha256$broken',
  ])('is none where the hash is %j', async (encoded) => {
    expect(await verifyPassword('', encoded)).toBe(false);
    expect(await verifyPassword('secret', encoded)).toBe(false);
    expect(await verifyPassword('lètmein', encoded)).toBe(false);
  });

  it('is kept under a salt of its own', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(first).toMatch(/^pbkdf2_sha256\$600000\$[0-9a-f]{22}\$[A-Za-z0-9+/]{43}=$/);
    expect(first).not.toBe(second);
    expect(await verifyPassword('correct horse', first)).toBe(true);
    expect(await verifyPassword('Correct horse', first)).toBe(false);
  });
});
