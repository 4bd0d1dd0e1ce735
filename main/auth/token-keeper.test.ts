import jwt from 'jsonwebtoken';
import { beforeEach, describe, expect, it } from 'vitest';
import { TokenKeeper } from './token-keeper.ts';

const admin = { id: 1, username: 'admin', name: '', role: 'write' } as const;
const MINUTE = 60_000;

describe('the token of a session', () => {
  let now = 0;
  let keeper: TokenKeeper;
  beforeEach(() => {
    now = Date.UTC(2026, 10, 25);
    keeper = new TokenKeeper(() => now);
  });
  const codeOf = (work: () => unknown): string => {
    try {
      work();
      return 'none';
    } catch (error) {
      return String(Reflect.get(Object(error), 'code'));
    }
  };

  it('lets an administrator look and write, and nobody else write', () => {
    const token = keeper.begin('write', admin);
    expect(keeper.check(token, 'write').account).toEqual(admin);
    expect(keeper.check(token, 'look').account).toEqual(admin);
    expect(codeOf(() => keeper.check(token, 'found'))).toBe('NOT_ALLOWED');
    const reader = keeper.begin('look', { ...admin, role: 'look' });
    expect(codeOf(() => keeper.check(reader, 'write'))).toBe('NOT_ALLOWED');
    const founder = keeper.begin('found', null);
    expect(codeOf(() => keeper.check(founder, 'look'))).toBe('NOT_ALLOWED');
    expect(codeOf(() => keeper.check(founder, 'write'))).toBe('NOT_ALLOWED');
    expect(keeper.check(founder, 'found').role).toBe('found');
  });

  it('lives for fifteen minutes since its last use', () => {
    const first = keeper.begin('write', admin);
    expect(keeper.renew(first)).toBeNull();
    now += 14 * MINUTE;
    const second = keeper.renew(first) ?? '';
    now += 2 * MINUTE;
    expect(codeOf(() => keeper.check(first, 'look'))).toBe('SIGN_IN_EXPIRED');
    expect(codeOf(() => keeper.check(second, 'write'))).toBe('none');
    now += 13 * MINUTE;
    expect(codeOf(() => keeper.check(second, 'look'))).toBe('SIGN_IN_EXPIRED');
  });

  it('of who holds the database lives as long as the target is open', () => {
    const token = keeper.begin('write', null);
    now += 24 * 60 * MINUTE;
    expect(codeOf(() => keeper.check(token, 'write'))).toBe('none');
    keeper.end();
    expect(codeOf(() => keeper.check(token, 'write'))).toBe('SIGN_IN_EXPIRED');
  });

  it('ends with its session, be it that another one begins', () => {
    const token = keeper.begin('write', admin);
    const next = keeper.begin('write', admin);
    expect(codeOf(() => keeper.check(token, 'look'))).toBe('SIGN_IN_EXPIRED');
    expect(keeper.renew(token)).toBeNull();
    keeper.end();
    expect(codeOf(() => keeper.check(next, 'look'))).toBe('SIGN_IN_EXPIRED');
    expect(keeper.renew(next)).toBeNull();
  });

  it('of an account ends when it is not used, when the screen is locked, and with every sign-in under way', () => {
    keeper.begin('write', admin);
    now += 10 * MINUTE;
    keeper.use();
    now += 10 * MINUTE;
    expect(keeper.endUnused()).toBe(false);
    now += 5 * MINUTE;
    expect(keeper.endUnused()).toBe(true);
    const before = keeper.turn;
    expect(keeper.endAccount()).toBe(false);
    expect(keeper.turn).not.toBe(before);
    const token = keeper.begin('write', null);
    now += 60 * MINUTE;
    expect([keeper.endUnused(), keeper.endAccount()]).toEqual([false, false]);
    expect(codeOf(() => keeper.check(token, 'write'))).toBe('none');
  });

  it('cannot be made up', () => {
    const token = keeper.begin('write', admin);
    const claims = jwt.decode(token, { json: true }) ?? {};
    const [header = '', body = '', signature = ''] = token.split('.');
    const forged = [
      null,
      '',
      'x',
      new TokenKeeper(() => now).begin('write', admin),
      jwt.sign(claims, 'another key'),
      jwt.sign(claims, '', { algorithm: 'none' }),
      `${header}.${Buffer.from(JSON.stringify({ ...claims, exp: 9e9 })).toString('base64url')}.${signature}`,
      `${header}.${body}.`,
    ];
    for (const text of forged)
      expect(
        codeOf(() => keeper.check(text, 'look')),
        String(text),
      ).toBe('SIGN_IN_NEEDED');
  });
});
