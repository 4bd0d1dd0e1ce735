import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Profile, ProfileDraft } from './profile.ts';
import { ProfileStore } from './profile-store.ts';
import type { Secrets } from './secrets.ts';
import { connectionFromUrl } from './server-connection.ts';

const SECRET = 'pl4nted-s3cret';

let home = '';
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'edms-profiles-'));
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const file = () => path.join(home, 'settings', 'profiles.json');
const settings = () => fs.readdirSync(path.join(home, 'settings')).sort();
const written = () => fs.readFileSync(file(), 'utf8');
function write(text: string): void {
  fs.mkdirSync(path.dirname(file()), { recursive: true });
  fs.writeFileSync(file(), text);
}

const draft = (name: string): ProfileDraft => ({
  name,
  colour: 'red',
  environment: 'production',
  connection: connectionFromUrl('postgresql://edms@db.example/edms').connection,
  storageRoot: '/srv/edms/storage',
  demandSignIn: true,
});

/** A keychain as a test plays it: one that works, one that is not to be had, one that refuses. */
function secrets(
  kind: 'keychain' | 'session',
  works = true,
): Secrets & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    where: kind === 'keychain' ? { kind } : { kind, because: 'There is none.' },
    get: async (id) => held.get(id) ?? null,
    set: async (id, secret) => {
      held.set(id, secret);
    },
    delete: async (id) => {
      if (!works) throw new Error('locked');
      held.delete(id);
    },
  };
}

describe('the profiles', () => {
  it('are kept between two starts, in the order in which they were added', () => {
    const first = new ProfileStore(home).add(draft('Head office'));
    const second = new ProfileStore(home).add({
      ...draft('Trial'),
      environment: 'embedded',
      connection: { kind: 'embedded', name: 'trial' },
    });
    expect(new ProfileStore(home).list()).toEqual([first, second]);
    expect(first.id).toMatch(/^profile-[0-9a-f]{16}$/);
    if (process.platform !== 'win32') expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('are found by id, and by name without regard to case', () => {
    const store = new ProfileStore(home);
    const added = store.add(draft('Büro 1'));
    expect(store.get(added.id)).toEqual(added);
    expect(store.get('BÜRO 1')).toEqual(added);
    expect(store.get('Bu\u0308ro 1')).toEqual(added);
    expect(store.get('elsewhere')).toBeNull();
    expect(() => store.require('elsewhere')).toThrow(expect.objectContaining({ code: 'PROFILE_UNKNOWN' }));
  });

  it('have names of their own', () => {
    const store = new ProfileStore(home);
    const first = store.add(draft('Head office'));
    const second = store.add(draft('Branch'));
    const taken = expect.objectContaining({
      code: 'PROFILE_INVALID',
      message: expect.stringContaining('already'),
    });
    expect(() => store.add(draft('HEAD OFFICE '))).toThrow(taken);
    expect(() => store.change(second.id, draft('head office'))).toThrow(taken);
    expect(store.change(first.id, draft('Head Office'))).toEqual({ ...first, name: 'Head Office' });
    expect(store.list().map(({ name }) => name)).toEqual(['Head Office', 'Branch']);
  });

  it.each<[string, Partial<ProfileDraft>]>([
    ['an empty name', { name: ' ' }],
    ['a name that could be a URL', { name: 'postgresql://h/d' }],
    ['a name that could be another target', { name: 'embedded:x' }],
    ['a name that could be an option', { name: '--yes' }],
    ['a name over two lines', { name: 'a\nb' }],
    ['a server that is called embedded', { environment: 'embedded' }],
    ['a storage folder that is not absolute', { storageRoot: 'storage' }],
    ['an embedded database that leads out', { connection: { kind: 'embedded', name: '..' } }],
    ['a port that is none', { connection: { ...SERVER, port: 0 } }],
    ['a host that is empty', { connection: { ...SERVER, host: '' } }],
  ])('are refused with %s', (_, part) => {
    const store = new ProfileStore(home);
    expect(() => store.add({ ...draft('Fine'), ...part })).toThrow(
      expect.objectContaining({ code: 'PROFILE_INVALID' }),
    );
    expect(store.list()).toEqual([]);
  });

  it('never hold a password, whoever adds one', () => {
    const store = new ProfileStore(home);
    const connection = { ...SERVER, password: SECRET };
    const added = store.add(Object.assign(draft('A'), { password: SECRET, connection }));
    expect(JSON.stringify(added)).not.toContain(SECRET);
    expect(written()).not.toContain(SECRET);
  });
});

const SERVER = connectionFromUrl('postgresql://edms@db.example/edms').connection;

describe('a file of profiles', () => {
  const kept = (name: string, digit: string): Profile => ({
    ...draft(name),
    id: `profile-${digit.repeat(16)}`,
  });
  const list = (...profiles: readonly object[]) => JSON.stringify({ form: 1, profiles, forget: [] });

  it('that is absent or without content is no profiles', () => {
    expect(new ProfileStore(home).list()).toEqual([]);
    write(' \n');
    expect(new ProfileStore(home).list()).toEqual([]);
    expect(settings()).toEqual(['profiles.json']);
  });

  it.each([
    ['is cut off', `{"form": 1, "profiles": [{"name": "Head office", "password": "${SECRET}"`],
    ['is something else', `["${'x'.repeat(20)}"]`],
    ['has no list', '{"form": 1}'],
  ])('that %s is set aside and named, and nothing of it is overwritten', (_, text) => {
    write(text);
    const store = new ProfileStore(home);
    expect(store.list()).toEqual([]);
    const added = store.add(draft('New'));
    const [aside = ''] = settings().filter((name) => name.includes('not-understood'));
    expect(store.notices()).toEqual([expect.stringContaining(aside)]);
    expect(new ProfileStore(home).notices()).toHaveLength(1);
    expect(fs.readFileSync(path.join(home, 'settings', aside), 'utf8')).toBe(text.replace(SECRET, ''));
    expect(store.list()).toEqual([added]);
  });

  it('loses no sound profile over a broken one', () => {
    const [a, b] = [kept('A', 'a'), kept('B', 'b')];
    const text = list(a, { ...kept('C', 'c'), environment: 'moon' }, kept('a', 'd'), b);
    write(text);
    const store = new ProfileStore(home);
    expect(store.list()).toEqual([a, b]);
    expect(store.notices()).toHaveLength(1);
    const aside = settings().filter((name) => name.includes('not-understood'));
    expect(aside).toHaveLength(1);
    expect(fs.readFileSync(path.join(home, 'settings', aside[0] ?? ''), 'utf8')).toBe(text);
    expect(store.list()).toEqual([a, b]);
    expect(settings()).toHaveLength(2);
  });

  it('into which somebody wrote a password is cleaned at once, and the person is told', () => {
    const a = kept('A', 'a');
    write(list({ ...a, password: SECRET, connection: { ...a.connection, password: SECRET } }));
    const store = new ProfileStore(home);
    expect(store.list()).toEqual([a]);
    expect(store.notices()).toEqual([expect.stringContaining('password, password')]);
    expect(store.notices().join()).not.toContain(SECRET);
    expect(settings()).toEqual(['profiles.json']);
    expect(written()).not.toContain(SECRET);
  });

  it('of a later console, or that cannot be read, is left alone', () => {
    const later = JSON.stringify({ form: 2, profiles: [{ of: 'another shape' }] });
    write(later);
    const refused = expect.objectContaining({ code: 'SETTINGS_NOT_READABLE' });
    expect(() => new ProfileStore(home).list()).toThrow(refused);
    expect(() => new ProfileStore(home).add(draft('A'))).toThrow(refused);
    expect(written()).toBe(later);
    fs.rmSync(file());
    fs.mkdirSync(file());
    expect(() => new ProfileStore(home).list()).toThrow(refused);
    expect(settings()).toEqual(['profiles.json']);
  });
});

describe('a profile that is removed', () => {
  it('takes its secret with it', async () => {
    const store = new ProfileStore(home);
    const [gone, stays] = [store.add(draft('Gone')), store.add(draft('Stays'))];
    const keychain = secrets('keychain');
    keychain.held.set(gone.id, SECRET).set(stays.id, SECRET);
    expect(await store.remove('GONE', keychain)).toEqual({ profile: gone, secretDeleted: true });
    expect(store.list()).toEqual([stays]);
    expect([...keychain.held.keys()]).toEqual([stays.id]);
  });

  it.each([
    ['is not to be had', secrets('session')],
    ['refuses', secrets('keychain', false)],
  ])('has its secret deleted later when the keychain %s', async (_, now) => {
    const store = new ProfileStore(home);
    const gone = store.add(draft('Gone'));
    expect(await store.remove(gone.id, now)).toEqual({ profile: gone, secretDeleted: false });
    expect(store.list()).toEqual([]);
    const later = secrets('keychain');
    later.held.set(gone.id, SECRET);
    const next = new ProfileStore(home);
    await next.forgetSecrets(later);
    expect(later.held.size).toBe(0);
    later.held.set(gone.id, 'another');
    await next.forgetSecrets(later);
    expect(later.held.size).toBe(1);
  });

  it('has to be there', async () => {
    const removed = new ProfileStore(home).remove('nobody', secrets('session'));
    await expect(removed).rejects.toMatchObject({ code: 'PROFILE_UNKNOWN' });
  });
});
