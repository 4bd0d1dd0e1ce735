import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshTarget, freshTarget, targetKinds } from '../database/testing.ts';
import { addUser } from '../testing/add-user.ts';
import { readAccount } from './account.ts';
import { delayAfter } from './attempts.ts';
import { createFirstAdministrator, needsFirstAdministrator } from './first-administrator.ts';
import { SignIns } from './sign-in.ts';

/** Of the password "lètmein", cheap to check; made by Django (see password-hash.test.ts). */
const LETMEIN = 'bcrypt_sha256$$2a$08$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC';
const right = 'lètmein';
const known = { password: LETMEIN };

describe.each(targetKinds)('signing in with an account of a %s EDMS', (kind) => {
  let fresh: FreshTarget & { readonly remove: () => Promise<void> };
  let now = 0;
  let signIns: SignIns;
  beforeAll(async () => {
    fresh = await freshTarget(kind);
    await fresh.target.write(async (sql) => {
      await addUser(sql, {
        ...known,
        id: 1,
        username: 'admin',
        is_superuser: true,
        first_name: 'Ada',
        last_name: 'Min',
      });
      await addUser(sql, { ...known, id: 2, username: 'staff', is_staff: true });
      await addUser(sql, { ...known, id: 3, username: 'author' });
      await addUser(sql, { ...known, id: 4, username: 'left', is_superuser: true, is_active: false });
      await addUser(sql, {
        ...known,
        id: 5,
        username: 'locked',
        account_locked_until: '2999-01-01T00:00:00Z',
      });
      await addUser(sql, { id: 6, username: 'unusable', is_superuser: true, password: '!x8' });
      await addUser(sql, { id: 7, username: 'empty', password: '' });
      await addUser(sql, { ...known, id: 8, username: 'second', is_superuser: true, mfa_enabled: true });
    });
  });
  afterAll(() => fresh.remove());
  beforeEach(async () => {
    await fresh.target.write((sql) => sql.execute('delete from login_audit'));
    signIns = new SignIns(() => now);
    now = 0;
  });

  const signIn = (username: string, password: string) =>
    signIns.signIn(fresh.target, { username, password }).then(({ account }) => account);
  const audit = () =>
    fresh.target.read((sql) =>
      sql.query<Record<string, unknown>>(
        `select username, success, failure_reason, user_agent, user_id::int4 as user, ip_address::text as ip
           from login_audit order by id`,
      ),
    );

  it('tells administrators from all others, and writes it down as the EDMS does', async () => {
    expect(await signIn('admin', right)).toEqual({
      id: 1,
      username: 'admin',
      name: 'Ada Min',
      role: 'write',
    });
    expect(await signIn('staff', right)).toMatchObject({ id: 2, role: 'write' });
    expect(await signIn('author', right)).toMatchObject({ id: 3, role: 'look' });
    const own = { success: true, failure_reason: null, user_agent: 'EDMS Backup Console', ip: null };
    expect(await audit()).toEqual([
      { ...own, username: 'admin', user: 1 },
      { ...own, username: 'staff', user: 2 },
      { ...own, username: 'author', user: 3 },
    ]);
  });

  it('gives everyone else the same answer', async () => {
    const attempts = [
      ['admin', 'wrong'],
      ['admin', ''],
      ['Admin', right],
      ['nobody', right],
      ["' or 1=1 --", right],
      ['left', right],
      ['locked', right],
      ['unusable', right],
      ['unusable', '!x8'],
      ['empty', ''],
    ] as const;
    const answers = [];
    for (const [name, password] of attempts)
      answers.push(await signIn(name, password).catch((error) => error.plain));
    expect(answers[0]).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify(answers[0])]),
    );
    const written = await audit();
    expect(written).toHaveLength(attempts.length);
    expect(written[0]).toMatchObject({
      username: 'admin',
      success: false,
      failure_reason: 'Invalid credentials',
      user: 1,
    });
    expect(written[3]).toMatchObject({ username: 'nobody', success: false, user: null });
  });

  it('tells of a second factor only who knows the password', async () => {
    await expect(signIn('second', right)).rejects.toThrow('second factor');
    await expect(signIn('second', 'wrong')).rejects.toThrow('do not belong');
  });

  it('makes who fails wait longer and longer, in other processes too, until it succeeds', async () => {
    for (let i = 0; i < 3; i += 1)
      await expect(signIn('admin', 'wrong')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    await expect(signIn('admin', right)).rejects.toMatchObject({ code: 'SIGN_IN_DELAYED' });
    signIns = new SignIns(() => now);
    await expect(signIn('admin', right)).rejects.toMatchObject({ code: 'SIGN_IN_DELAYED' });
    expect(await audit()).toHaveLength(3);
    await age('2 seconds');
    expect(await signIn('admin', right)).toMatchObject({ id: 1 });
    await expect(signIn('admin', 'wrong')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    expect(await signIn('admin', right)).toMatchObject({ id: 1 });
    expect([0, 1, 2, 3, 4, 5, 8, 20].map(delayAfter)).toEqual([0, 0, 0, 1, 2, 4, 32, 300]);
  });

  it('knows an account that was deactivated since', async () => {
    expect(await readAccount(fresh.target, 2)).toMatchObject({ username: 'staff', role: 'write' });
    await fresh.target.write((sql) => sql.execute('update users set is_active = false where id = 2'));
    expect(await readAccount(fresh.target, 2)).toBeNull();
    await fresh.target.write((sql) => sql.execute('update users set is_active = true where id = 2'));
    expect(await readAccount(fresh.target, 99)).toBeNull();
  });

  /** Lets time pass for what is written in the database. */
  const age = (interval: string) =>
    fresh.target.write((sql) =>
      sql.execute('update login_audit set timestamp = timestamp - $1::text::interval', interval),
    );
});

describe.each(targetKinds)('the first administrator of a %s EDMS', (kind) => {
  it(kind === 'embedded' ? 'is made by the person, once' : 'is made by the EDMS, never here', async () => {
    const { target, remove } = await freshTarget(kind);
    try {
      const credentials = { username: 'root.admin', password: 'correct horse' };
      expect(await needsFirstAdministrator(target)).toBe(kind === 'embedded');
      if (kind === 'server') {
        await expect(createFirstAdministrator(target, credentials)).rejects.toMatchObject({
          code: 'NOT_ALLOWED',
        });
        return;
      }
      for (const unfit of [
        { username: 'a b' },
        { username: '' },
        { password: 'short' },
        { password: '12345678' },
      ])
        await expect(createFirstAdministrator(target, { ...credentials, ...unfit })).rejects.toMatchObject({
          code: 'USAGE',
        });
      const made = await createFirstAdministrator(target, credentials);
      expect(await new SignIns().signIn(target, credentials, false)).toEqual({
        account: made,
        ownRecords: { tables: [], leftOut: [] },
      });
      expect(await needsFirstAdministrator(target)).toBe(false);
      const another = { username: 'another', password: 'correct horse' };
      await expect(createFirstAdministrator(target, another)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    } finally {
      await remove();
    }
  });
});
