import { execFileSync } from 'node:child_process';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateIdentity, recipientOf } from '../encryption/age.ts';
import { createRepository, openRepository } from './open-repository.ts';
import { readDirectory } from './pack.ts';
import type { NewRepository, RepositoryKeys } from './repository.ts';
import { sha256 } from './repository-files.ts';
import { contentOf, filesBelow, references, unreadableOf, withFolder, writeSnapshot } from './testing.ts';

const owner = await generateIdentity();
const kinds: readonly [string, NewRepository, RepositoryKeys][] = [
  ['plain', {}, {}],
  ['encrypted', { recipients: [await recipientOf(owner)] }, { identities: [owner] }],
];

describe('a repository', () => {
  it('decrypts small packs once, however blobs of them are read by turns', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'repository');
      const { repository } = await createRepository(place, { recipients: [await recipientOf(owner)] });
      const names = Array.from({ length: 12 }, (_, day) => [`${day} a`, `${day} b`]);
      for (const day of names) await writeSnapshot(repository, { files: day });
      const blobs = await repository.openBlobs();
      for (const [first] of names) await blobs.read(sha256(contentOf(first ?? '')));
      await rm(path.join(place, 'packs'), { recursive: true });
      for (const [, second] of names) await blobs.read(sha256(contentOf(second ?? '')));
    }));

  it.each(kinds)('gives back what was written: %s', (_name, protection, keys) =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'repository');
      const { repository, recoveryKey } = await createRepository(place, protection);
      const snapshot = await writeSnapshot(repository, { users: ['a', 'b'], files: ['c', 'd', 'a'] });
      await repository.close();
      for (const opened of [
        await openRepository(place, keys),
        await openRepository(place, recoveryKey === null ? {} : { identities: [recoveryKey] }),
      ]) {
        expect(opened.id).toBe(repository.id);
        expect(await opened.listObjects('snapshots')).toEqual([snapshot]);
        expect(await unreadableOf(opened, snapshot)).toEqual([]);
        const report = await opened.check({ references, readData: true });
        expect(report.findings).toEqual([]);
        expect(report.affected).toEqual([]);
        expect(report.figures).toMatchObject({ snapshots: 1, packs: 2, blobs: 6 });
      }
    }),
  );

  it('is not opened by another key', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'repository');
      const { recoveryKey } = await createRepository(place, { passphrase: 'right' });
      const other = await createRepository(path.join(folder, 'other'), {
        recipients: [await recipientOf(owner)],
      });
      await expect(openRepository(place, {})).rejects.toMatchObject({ code: 'ENCRYPTION_KEY_NEEDED' });
      await expect(openRepository(place, { passphrase: 'wrong' })).rejects.toMatchObject({
        code: 'ENCRYPTION_KEY_WRONG',
      });
      await expect(openRepository(place, { identities: [other.recoveryKey ?? ''] })).rejects.toMatchObject({
        code: 'ENCRYPTION_KEY_WRONG',
      });
      const opened = await openRepository(place, { identities: [recoveryKey ?? ''] });
      await opened.writeKey('passphrase', { passphrase: 'new' });
      await opened.writeKey('anna', { recipient: await recipientOf(owner) });
      expect(await opened.keyNames()).toEqual(['anna', 'passphrase']);
      await expect(openRepository(place, { passphrase: 'right' })).rejects.toThrow();
      await openRepository(place, { passphrase: 'new' });
      await openRepository(place, { identities: [owner] });
      await opened.removeKey('anna');
      await expect(opened.removeKey('passphrase')).rejects.toMatchObject({ code: 'USAGE' });
    }));

  it('is made only in a folder that is empty, and found only where it is', () =>
    withFolder(async (folder) => {
      await writeFile(path.join(folder, 'thesis.txt'), 'x');
      await expect(createRepository(folder, {})).rejects.toMatchObject({ code: 'USAGE' });
      expect(await filesBelow(folder)).toEqual(['thesis.txt']);
      await expect(openRepository(folder, {})).rejects.toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
      await expect(createRepository(path.join(folder, 'no', 'where'), {})).rejects.toMatchObject({
        code: 'STORAGE_NOT_FOUND',
      });
    }));

  it.each(kinds)('stores what it has only once, also before a flush: %s', (_name, protection) =>
    withFolder(async (folder) => {
      const { repository } = await createRepository(path.join(folder, 'r'), protection);
      const store = await repository.openBlobs();
      const content = contentOf('x', 300_000);
      const [first, second] = await Promise.all([store.write(content, 'data'), store.write(content, 'data')]);
      expect(second).toBe(first);
      expect(store.has(first)).toBe(true);
      expect((await store.read(first)).equals(content)).toBe(true);
      await store.flush();
      const added = store.bytesAdded;
      expect(added).toBeGreaterThan(0);
      expect(added).toBeLessThan(content.length);
      await store.write(content, 'data');
      await store.flush();
      expect(store.bytesAdded).toBe(added);
      const again = await repository.openBlobs();
      expect(again.has(first)).toBe(true);
      await again.write(content, 'data');
      await again.flush();
      expect(again.bytesAdded).toBe(0);
    }),
  );

  it('closes packs at 16 MiB, and takes blobs that are larger', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'r');
      const { repository } = await createRepository(place, {});
      const store = await repository.openBlobs();
      const random = Buffer.from(
        execFileSync('head', ['-c', '60000000', '/dev/urandom'], { maxBuffer: 1e9 }),
      );
      const pieces = Array.from({ length: 9 }, (_, at) => random.subarray(at * 4e6, (at + 1) * 4e6));
      pieces.push(random.subarray(36e6));
      const ids = [];
      for (const piece of pieces) ids.push(await store.write(piece, 'data'));
      await store.flush();
      const packs = (await filesBelow(place)).filter((file) => file.startsWith('packs'));
      const sizes = await Promise.all(packs.map(async (file) => (await stat(path.join(place, file))).size));
      expect(sizes.filter((size) => size > 16.1 * 2 ** 20)).toHaveLength(1);
      expect(packs).toHaveLength(4);
      const again = await repository.openBlobs();
      for (const [at, id] of ids.entries())
        expect((await again.read(id)).equals(pieces[at] ?? Buffer.alloc(0))).toBe(true);
    }));

  it.runIf(process.platform !== 'win32').each(kinds)(
    'can be read by its owner only: %s',
    (_name, protection) =>
      withFolder(async (folder) => {
        const place = path.join(folder, 'r');
        const { repository } = await createRepository(place, protection);
        await writeSnapshot(repository, { users: ['a'] });
        for (const file of await filesBelow(place)) {
          expect((await stat(path.join(place, file))).mode & 0o777).toBe(0o600);
          expect((await stat(path.dirname(path.join(place, file)))).mode & 0o777).toBe(0o700);
        }
      }),
  );

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
    'is checked where nothing can be written',
    () =>
      withFolder(async (folder) => {
        const place = path.join(folder, 'r');
        const { repository } = await createRepository(place, {});
        await writeSnapshot(repository, { users: ['a'] });
        await chmod(path.join(place, 'tmp'), 0o500);
        await chmod(path.join(place, 'locks'), 0o500);
        expect((await repository.check({ references })).findings).toEqual([]);
      }),
  );

  it('looks at what is there before it relies on it, where that is asked for', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'r');
      const { repository } = await createRepository(place, {});
      await writeSnapshot(repository, { users: ['a', 'b'] });
      for (const file of (await filesBelow(place)).filter((name) => name.startsWith('packs'))) {
        const { size } = await stat(path.join(place, file));
        await writeFile(path.join(place, file), Buffer.alloc(size));
      }
      const trusting = await repository.openBlobs();
      await trusting.write(contentOf('a'), 'data');
      expect(trusting.added.size).toBe(0);
      const doubtful = await repository.openBlobs({ doubtful: true });
      for (let time = 0; time < 2; time += 1) await doubtful.write(contentOf('a'), 'data');
      await doubtful.flush();
      await doubtful.write(contentOf('a'), 'data');
      expect([...doubtful.added]).toEqual([sha256(contentOf('a'))]);
      expect([...doubtful.mended]).toEqual([...doubtful.added]);
      const again = await repository.openBlobs({ doubtful: true });
      await again.write(contentOf('a'), 'data');
      expect(again.added.size).toBe(0);
    }));

  it('stores again what is known to be damaged', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'r');
      const { repository } = await createRepository(place, {});
      await writeSnapshot(repository, { users: ['a', 'b'] });
      const pack = (await filesBelow(place)).find((file) => file.startsWith('packs')) ?? '';
      const store = await repository.openBlobs();
      for (const file of (await filesBelow(place)).filter((name) => name.startsWith('packs')))
        await writeFile(path.join(place, file), Buffer.alloc((await stat(path.join(place, pack))).size));
      const id = sha256(contentOf('a'));
      expect(store.has(id)).toBe(true);
      await expect(store.read(id)).rejects.toMatchObject({ code: 'REPOSITORY_DAMAGED' });
      expect(store.has(id)).toBe(false);
      await store.write(contentOf('a'), 'data');
      await store.flush();
      expect((await store.read(id)).equals(contentOf('a'))).toBe(true);
      expect((await (await repository.openBlobs()).read(id)).equals(contentOf('a'))).toBe(true);
    }));
});

describe('the files of a repository', () => {
  const isThere = (command: string) => {
    try {
      execFileSync(command, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const hasTools = isThere('sha256sum') && isThere('gunzip');
  const hasAge = hasTools && isThere('age');

  it.runIf(hasTools)('open with sha256sum and gunzip', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'r');
      const { repository } = await createRepository(place, {});
      await writeSnapshot(repository, { users: ['a', 'b'] });
      await openEach(place, (file) => readFile(file));
    }),
  );

  it.runIf(hasAge)('open with age where they are encrypted (needs the command age)', () =>
    withFolder(async (folder) => {
      const place = path.join(folder, 'r');
      const { repository, recoveryKey } = await createRepository(place, { passphrase: 'one two three' });
      await writeSnapshot(repository, { users: ['a', 'b'] });
      const identity = path.join(folder, 'identity');
      await writeFile(identity, `${recoveryKey}\n`);
      await openEach(place, async (file) =>
        execFileSync('age', ['-d', '-i', identity, file], { maxBuffer: 2 ** 28 }),
      );
    }),
  );

  it.runIf(hasAge)('give the identity to a recipient (needs the command age)', () =>
    withFolder(async (folder) => {
      const identity = path.join(folder, 'identity');
      execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' });
      const recipient = execFileSync('age-keygen', ['-y', identity]).toString().trim();
      const place = path.join(folder, 'r');
      const { recoveryKey } = await createRepository(place, { recipients: [recipient] });
      const key = (await filesBelow(place)).find((file) => file.startsWith('keys/')) ?? '';
      const opened = execFileSync('age', ['-d', '-i', identity, path.join(place, key)]).toString();
      expect(opened.trim()).toBe(recoveryKey);
      const secret = /AGE-SECRET-KEY-1\S+/.exec(await readFile(identity, 'utf8'))?.[0] ?? '';
      await openRepository(place, { identities: [secret] });
    }),
  );

  async function openEach(place: string, open: (file: string) => Promise<Buffer>): Promise<void> {
    const seen = new Set<string>();
    for (const name of await filesBelow(place)) {
      const [folder = ''] = name.split('/');
      if (!['snapshots', 'index', 'packs'].includes(folder)) continue;
      seen.add(folder);
      const file = path.join(place, name);
      const sum = execFileSync('sha256sum', [file]).toString().slice(0, 64);
      expect(sum).toBe(path.basename(name));
      const content = await open(file);
      if (folder !== 'packs') {
        const json = execFileSync('gunzip', ['-c'], { input: content }).toString();
        expect(typeof JSON.parse(json)).toBe('object');
        continue;
      }
      const blobs = readDirectory(content);
      if (typeof blobs === 'string') throw new Error(blobs);
      for (const { id, offset, stored, gzip } of blobs) {
        const bytes = content.subarray(offset, offset + stored);
        expect(sha256(gzip ? gunzipSync(bytes) : bytes)).toBe(id);
      }
    }
    expect([...seen].sort()).toEqual(['index', 'packs', 'snapshots']);
  }
});
