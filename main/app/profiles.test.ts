import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileDraft } from '../../preload/contract/bridge.ts';
import { profileListSchema } from '../../preload/contract/profiles.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import type { Secrets } from '../settings/secrets.ts';
import { ChosenPaths } from './chosen.ts';
import { ProfilePasswords } from './profile-passwords.ts';
import { openProfile, Profiles } from './profiles.ts';
import { mustBeTyped } from './typed-name.ts';

const PASSWORD = 'planted:p@ss/word';

const TESTED: ConnectionTest = {
  label: 'postgresql://edms@db.example:5432/edms',
  level: 'ok',
  steps: [],
  latencyMs: null,
  serverVersion: null,
  tls: null,
  edms: null,
  role: null,
  clockDifferenceSeconds: null,
  databaseFreeBytes: null,
  storage: null,
};

const DRAFT: ProfileDraft = {
  name: 'Head office',
  colour: 'red',
  environment: 'production',
  connection: {
    kind: 'server',
    host: 'db.example',
    port: 5432,
    database: 'edms',
    user: 'edms',
    sslMode: 'require',
    searchPath: null,
    sslRootCert: 'system',
    sslCert: null,
    sslKey: null,
  },
  storage: null,
  demandSignIn: false,
};

const given = { kind: 'given', password: PASSWORD } as const;
const kept = { kind: 'kept' } as const;

/** A keychain as a process sees it: it outlives the run. */
class MemoryKeychain implements Secrets {
  readonly where: Secrets['where'];
  readonly entries: Map<string, string>;
  constructor(where: Secrets['where'] = { kind: 'keychain' }, entries = new Map<string, string>()) {
    this.where = where;
    this.entries = entries;
  }
  async get(id: string): Promise<string | null> {
    return this.entries.get(id) ?? null;
  }
  async set(id: string, secret: string): Promise<void> {
    this.entries.set(id, secret);
  }
  async delete(id: string): Promise<void> {
    this.entries.delete(id);
  }
}

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-profiles-'));
});
afterEach(() => {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, path: folder, name } of files) {
    expect(readFileSync(path.join(parentPath ?? folder, name), 'utf8')).not.toContain('ss/word');
  }
  rmSync(home, { recursive: true, force: true });
});

function run(keychain = new MemoryKeychain(), tested = TESTED) {
  const addresses: TargetAddress[] = [];
  const folders: (string | null)[] = [];
  const chosen = new ChosenPaths();
  const engine = {
    testConnection: async (address: TargetAddress, folder: string | null) => {
      addresses.push(address);
      folders.push(folder);
      return tested;
    },
  };
  const passwords = new ProfilePasswords(async () => keychain);
  const profiles = new Profiles(engine, chosen, { store: new ProfileStore(home), passwords });
  return { profiles, chosen, keychain, addresses, folders };
}

const server = (change: object): ProfileDraft => ({
  ...DRAFT,
  connection: Object.assign({}, DRAFT.connection, change),
});

describe('profiles for the window', () => {
  it('go out without their password, which the keychain has and the next run finds', async () => {
    const { profiles, keychain } = run();
    const saved = await profiles.save(null, DRAFT, given, true);
    expect(saved).toMatchObject({ password: 'keychain', because: null });
    expect(keychain.entries.get(saved.id)).toBe(PASSWORD);
    const list = await run(keychain).profiles.list({ secrets: true });
    expect(profileListSchema.parse(list)).toEqual(list);
    expect(list).toMatchObject({
      keyring: { kind: 'keychain' },
      profiles: [{ id: saved.id, name: 'Head office', hasSecret: true, label: TESTED.label, tested: null }],
    });
    expect(JSON.stringify(list)).not.toContain('planted');
    const { address } = await run(keychain).profiles.targetOf(saved.id);
    expect(address).toEqual({
      kind: 'server',
      url: `postgresql://edms:${encodeURIComponent(PASSWORD)}@db.example:5432/edms?sslmode=require&sslrootcert=system`,
    });
  });

  it('tell what the file says before the keychain is asked', async () => {
    const { profiles } = run();
    await profiles.save(null, DRAFT, { kind: 'none' }, true);
    expect(await profiles.list({ secrets: false })).toMatchObject({
      keyring: null,
      profiles: [{ name: 'Head office', hasSecret: null }],
    });
  });

  it('keep a password for this run where that is wanted or there is no keychain', async () => {
    const wanted = run();
    const { id } = await wanted.profiles.save(null, DRAFT, given, true);
    expect(await wanted.profiles.save(id, DRAFT, given, false)).toMatchObject({ password: 'this run' });
    expect(wanted.keychain.entries.size).toBe(0);
    expect((await wanted.profiles.list({ secrets: true })).profiles[0]?.hasSecret).toBe(true);
    expect((await run(wanted.keychain).profiles.list({ secrets: true })).profiles[0]?.hasSecret).toBe(false);

    const none = run(new MemoryKeychain({ kind: 'session', because: 'There is none.' }));
    const other = { ...DRAFT, name: 'Other' };
    expect(await none.profiles.save(null, other, given, true)).toMatchObject({
      password: 'this run',
      because: 'There is none.',
    });
  });

  it('never send a kept password to another server', async () => {
    const { profiles, keychain, addresses } = run();
    const { id } = await profiles.save(null, DRAFT, given, true);
    const elsewhere = server({ host: 'other.example' });
    await expect(profiles.save(id, elsewhere, kept, true)).rejects.toMatchObject({ code: 'PROFILE_INVALID' });
    await expect(profiles.try(id, elsewhere, kept, {})).rejects.toMatchObject({ code: 'PROFILE_INVALID' });
    await expect(profiles.try(null, DRAFT, kept, {})).rejects.toMatchObject({ code: 'PROFILE_INVALID' });
    expect(addresses).toEqual([]);
    const moved = await profiles.save(id, elsewhere, { kind: 'none' }, true);
    expect(moved.id).not.toBe(id);
    expect(keychain.entries.size).toBe(0);
    const otherDatabase = server({ host: 'other.example', database: 'edms2' });
    expect(await profiles.save(moved.id, otherDatabase, kept, true)).toMatchObject({ password: 'kept' });
  });

  it('delete the password of the former server also when the keychain comes back later', async () => {
    const entries = new Map<string, string>();
    const { id } = await run(new MemoryKeychain({ kind: 'keychain' }, entries)).profiles.save(
      null,
      DRAFT,
      given,
      true,
    );
    const away = new MemoryKeychain({ kind: 'session', because: 'Locked.' });
    await run(away).profiles.save(id, server({ host: 'other.example' }), { kind: 'none' }, true);
    expect(entries.size).toBe(1);
    await run(new MemoryKeychain({ kind: 'keychain' }, entries)).profiles.list({ secrets: true });
    expect(entries.size).toBe(0);
  });

  it('count as tested until what was tested is another', async () => {
    const { profiles, addresses } = run();
    const tested = async () => (await profiles.list({ secrets: false })).profiles[0]?.tested?.level ?? null;
    await profiles.try(null, DRAFT, given, {});
    const { id } = await profiles.save(null, DRAFT, given, true);
    expect(await tested()).toBe('ok');
    await profiles.save(id, { ...DRAFT, colour: 'blue' }, kept, true);
    expect(await tested()).toBe('ok');
    await profiles.save(id, DRAFT, { kind: 'given', password: 'another' }, true);
    expect(await tested()).toBeNull();
    await profiles.test(id, {});
    expect(await tested()).toBe('ok');
    expect(addresses.at(-1)).toMatchObject({ url: expect.stringContaining('edms:another@') });
    await profiles.save(id, server({ database: 'other' }), kept, true);
    expect(await tested()).toBeNull();
  });

  it('of embedded databases have a folder of their own, which is no finding of a test', async () => {
    const storage = { id: 'storage', level: 'warn', message: 'No folder.', advice: '' } as const;
    const { profiles, folders } = run(new MemoryKeychain(), { ...TESTED, level: 'warn', steps: [storage] });
    const connection = { kind: 'embedded', name: `nowhere-${path.basename(home)}` } as const;
    const draft = { ...DRAFT, environment: 'embedded', connection } as const;
    expect(await profiles.try(null, draft, { kind: 'none' }, {})).toMatchObject({ level: 'ok', steps: [] });
    expect(folders).toEqual([null]);
    expect(await profiles.try(null, DRAFT, { kind: 'none' }, {})).toMatchObject({ level: 'warn' });
  });

  it('are removed with their password', async () => {
    const { profiles, keychain } = run();
    const { id } = await profiles.save(null, DRAFT, given, true);
    expect(await profiles.remove(id)).toEqual({ secretDeleted: true });
    expect(keychain.entries.size).toBe(0);
    expect((await profiles.list({ secrets: true })).profiles).toEqual([]);
  });

  it('take files and folders by the ids that were given out, and no others', async () => {
    const { profiles, chosen } = run();
    const folder = path.join(home, 'storage');
    const certificate = chosen.take('certificate', path.join(home, 'ca.pem'));
    const draft = { ...server({ sslRootCert: certificate }), storage: chosen.take('storage', folder) };
    await profiles.save(null, draft, { kind: 'none' }, true);
    expect((await profiles.list({ secrets: false })).profiles[0]).toMatchObject({
      storage: { path: folder },
      connection: { sslRootCert: { id: certificate, path: path.join(home, 'ca.pem') } },
    });
    const strange = { ...DRAFT, name: 'Strange', storage: certificate };
    await expect(profiles.save(null, strange, { kind: 'none' }, true)).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('are imported from a URL or an environment file, and the password stays here', async () => {
    const { profiles, keychain } = run();
    mkdirSync(path.join(home, 'files'));
    const file = path.join(home, '..', `${path.basename(home)}.env`);
    writeFileSync(
      file,
      `DB_NAME=edms\nDB_USER=edms\nDB_HOST=db.example\nDB_PASSWORD='${PASSWORD}'\nMEDIA_ROOT=${home}/files\n`,
    );
    const fromFile = await profiles.importFile(file);
    rmSync(file);
    const url = `postgresql://edms:${encodeURIComponent(PASSWORD)}@db.example/edms?sslmode=require`;
    for (const imported of [fromFile, profiles.importUrl(url)]) {
      expect(imported.connection).toMatchObject({ host: 'db.example', database: 'edms', user: 'edms' });
      expect(JSON.stringify(imported)).not.toContain('planted');
      const name = imported === fromFile ? 'From a file' : 'From a URL';
      const password = { kind: 'imported', id: imported.password ?? '' } as const;
      const { id } = await profiles.save(null, { ...DRAFT, name }, password, true);
      expect(keychain.entries.get(id)).toBe(PASSWORD);
    }
    expect(fromFile.storage?.path).toBe(path.join(home, 'files'));
    expect(() => profiles.importUrl('postgresql://edms@/')).toThrow(
      expect.objectContaining({ code: 'TARGET_SYNTAX' }),
    );
  });
});

describe('a production system', () => {
  it('is one by whatever user it is opened', async () => {
    const { profiles } = run();
    await profiles.save(null, DRAFT, { kind: 'none' }, true);
    expect(profiles.productionAt('postgresql://postgres@db.example:5432/edms')?.name).toBe('Head office');
    expect(profiles.productionAt('postgresql://edms@db.example:5432/other')).toBeNull();
  });

  it('is written to only when its name was typed', async () => {
    const { profiles } = run();
    const { id } = await profiles.save(null, DRAFT, { kind: 'none' }, true);
    const profile = openProfile((await profiles.targetOf(id)).profile);
    for (const typed of [null, '', 'head office', 'Head offic']) {
      expect(() => mustBeTyped(profile, typed)).toThrow(
        expect.objectContaining({ code: 'PRODUCTION_NOT_CONFIRMED' }),
      );
    }
    mustBeTyped(profile, 'Head office');
    mustBeTyped({ ...profile, environment: 'test' }, null);
    mustBeTyped(null, null);
  });
});
