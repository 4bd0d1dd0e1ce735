import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, openRepository } from '../engine/repository/open-repository.ts';
import { EngineSnapshots } from '../engine/snapshot/engine-snapshots.ts';
import { RepositoryStore } from '../settings/repositories.ts';
import type { Secrets } from '../settings/secrets.ts';
import { ChosenPaths } from './chosen.ts';
import { ProfilePasswords } from './profile-passwords.ts';
import { pathOfSnapshot, Repositories } from './repositories.ts';

const PASSPHRASE = 'a pass/phrase of its own';

/** A keychain that outlives a run, in memory. */
class MemoryKeychain implements Secrets {
  readonly where = { kind: 'keychain' } as const;
  readonly entries = new Map<string, string>();
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
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-repositories-'));
});
afterEach(() => {
  const settings = path.join(home, 'settings');
  for (const name of readdirSync(settings))
    expect(readFileSync(path.join(settings, name), 'utf8')).not.toContain('pass/phrase');
  rmSync(home, { recursive: true, force: true });
});

/** The engine's own work with repositories; no target is open. */
const snapshots = new EngineSnapshots({
  target: () => none('target'),
  open: async () => none('package'),
  package: () => none('package'),
  folder: async () => none('folder'),
});

function none(what: string): never {
  throw new Error(`no ${what}`);
}

function run(keychain = new MemoryKeychain()) {
  const passwords = new ProfilePasswords(async () => keychain);
  const store = new RepositoryStore(home);
  /** Places whose passphrase was tried. */
  const tried: string[] = [];
  const work = {
    init: (...given: Parameters<EngineSnapshots['init']>) => snapshots.init(...given),
    list: (...given: Parameters<EngineSnapshots['list']>) => snapshots.list(...given),
    identity: (...given: Parameters<EngineSnapshots['identity']>) => {
      tried.push(given[0].path);
      return snapshots.identity(...given);
    },
  };
  const chosen = new ChosenPaths();
  return {
    repositories: new Repositories({ snapshots: work, chosen, passwords, store }),
    keychain,
    tried,
  };
}

/** A passphrase is made slow to try on purpose. */
describe('repositories for the window', { timeout: 120_000 }, () => {
  it('are made in a chosen folder, and opened in the next run with what the keychain holds', async () => {
    const { repositories, keychain, tried } = run();
    const folder = await repositories.describe(path.join(home, 'backups'));
    expect(folder).toMatchObject({ name: 'backups', isRepository: false });
    const made = await repositories.create(folder.id, 'Backups', PASSPHRASE, true);
    expect(made.recoveryKey).toMatch(/^AGE-SECRET-KEY-1/);
    expect(made.kept).toEqual({ password: 'keychain', because: null });
    expect(JSON.stringify(repositories.list())).not.toContain('pass/phrase');
    // What was made a moment ago is open: the passphrase, which takes a second, is not tried.
    const { keys } = await repositories.addressOf(made.repository.id);
    expect(keys.identities).toEqual([made.recoveryKey]);
    expect(tried).toEqual([]);

    const next = run(keychain).repositories;
    const [known] = next.list();
    expect(known).toEqual(made.repository);
    const list = await snapshots.list(await next.addressOf(made.repository.id));
    expect(list.repository.isEncrypted).toBe(true);
  });

  it('without a kept passphrase are opened by it or by the recovery key, and by nothing else', async () => {
    const { repositories, keychain } = run();
    const folder = await repositories.describe(path.join(home, 'backups'));
    const { repository, recoveryKey } = await repositories.create(folder.id, 'Backups', PASSPHRASE, false);
    expect(keychain.entries.size).toBe(0);

    const { repositories: next } = run(keychain);
    const locked = async () => snapshots.list(await next.addressOf(repository.id));
    await expect(locked()).rejects.toMatchObject({ code: 'ENCRYPTION_KEY_NEEDED' });
    await expect(next.unlock(repository.id, 'not it', true)).rejects.toMatchObject({
      code: 'ENCRYPTION_KEY_WRONG',
    });
    expect(keychain.entries.size).toBe(0);
    await next.unlock(repository.id, ` ${String(recoveryKey).toLowerCase()} `, false);
    expect((await locked()).snapshots).toEqual([]);
    expect(keychain.entries.size).toBe(0);
    await next.unlock(repository.id, PASSPHRASE, true);
    expect(await keychain.get(repository.id)).toBe(PASSPHRASE);
  });

  it('get a folder of their own where the chosen one holds other things, and are found in it again', async () => {
    const { repositories } = run();
    const disk = path.join(home, 'disk');
    mkdirSync(disk);
    writeFileSync(path.join(disk, 'letter.txt'), 'x');
    const within = path.join(disk, 'edms-snapshots');
    const folder = await repositories.describe(disk);
    expect(folder).toMatchObject({ path: within, isRepository: false });
    await repositories.create(folder.id, 'Disk', null, false);
    expect(await repositories.describe(disk)).toMatchObject({
      path: within,
      isRepository: true,
      isEncrypted: false,
    });
    expect(readdirSync(disk).sort()).toEqual(['edms-snapshots', 'letter.txt']);
  });

  it('that others have made are remembered, and taken out of the list with their passphrase alone', async () => {
    const { repositories, keychain } = run();
    const place = path.join(home, 'there');
    await (await createRepository(place, { passphrase: PASSPHRASE })).repository.close();
    const folder = await repositories.describe(place);
    expect(folder).toMatchObject({ isRepository: true, isEncrypted: true });
    const added = await repositories.add(folder.id, 'There');
    await repositories.unlock(added.id, PASSPHRASE, true);
    expect(await repositories.forget(added.id)).toEqual({ secretDeleted: true });
    expect(repositories.list()).toEqual([]);
    expect(keychain.entries.size).toBe(0);
    await (await openRepository(place, { passphrase: PASSPHRASE })).close();
    // Whoever adds it again finds it under the same id.
    expect((await repositories.add(folder.id, 'There')).id).toBe(added.id);
    await expect(repositories.add('folder-0123456789abcdef', 'x')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('tell a snapshot that is named as a package from a file', async () => {
    const { repositories } = run();
    const folder = await repositories.describe(path.join(home, 'with#hash'));
    const { repository } = await repositories.create(folder.id, 'Hash', null, false);
    const snapshot = 'ab'.repeat(32);
    expect(repositories.snapshotAt(pathOfSnapshot(repository, snapshot))).toEqual({
      repository: repository.id,
      snapshot: 'abababab',
    });
    expect(repositories.snapshotAt(path.join(home, 'other#abababab'))).toBeNull();
    expect(repositories.snapshotAt(path.join(home, 'package.tar.gz'))).toBeNull();
  });
});
