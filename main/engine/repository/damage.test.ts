import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateIdentity, recipientOf } from '../encryption/age.ts';
import { generateSigningKey } from '../signature/ed25519.ts';
import { signManifest } from '../signature/manifest-signature.ts';
import { createRepository, openRepository } from './open-repository.ts';
import { readDirectory } from './pack.ts';
import type { NewRepository, ObjectId, Repository, RepositoryKeys } from './repository.ts';
import { filesBelow, references, seeded, unreadableOf, withFolder, writeSnapshot } from './testing.ts';

const signer = generateSigningKey();
const sign = (stored: Buffer) => signManifest(stored, signer);
const owner = await generateIdentity();
const kinds: readonly [string, NewRepository, RepositoryKeys][] = [
  ['plain', {}, {}],
  ['encrypted', { recipients: [await recipientOf(owner)] }, { identities: [owner] }],
];

interface Scene {
  readonly place: string;
  readonly repository: Repository;
  /** With what they hold. */
  readonly snapshots: ReadonlyMap<ObjectId, readonly string[]>;
  open(): Promise<Repository>;
  /** By the recovery key, where it is encrypted. */
  recover(): Promise<Repository>;
}

async function withScene(
  protection: NewRepository,
  keys: RepositoryKeys,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const place = path.join(folder, 'r');
    const { repository, recoveryKey } = await createRepository(place, protection);
    const snapshots = new Map<ObjectId, readonly string[]>();
    for (const [at, bytes] of [70_000, 70_000, 150_000].entries()) {
      const things = { users: ['a', `b${at}`], roles: [`c${at}`, 'd'], files: [`e${at}`, `f${at}`, 'g'] };
      snapshots.set(await writeSnapshot(repository, things, bytes, sign), Object.keys(things));
    }
    await repository.writeObject('seals', { snapshot: [...snapshots.keys()][0], kind: 'verified' });
    const open = () => openRepository(place, keys);
    const recover = () => openRepository(place, recoveryKey === null ? {} : { identities: [recoveryKey] });
    await work({ place, repository, snapshots, open, recover });
  });
}

/** What is lost, as reading everything shows it. */
async function lossesOf(repository: Repository, snapshots: Scene['snapshots']): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const [snapshot, things] of snapshots) {
    const gone = await unreadableOf(repository, snapshot).catch(() => things);
    lost.push(...gone.map((thing) => `${snapshot} ${thing}`));
  }
  return lost.sort();
}

async function flip(file: string, bit: number): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  await writeFile(file, bytes);
}

/** Of some hundred thousand bits. */
const FLIPS = process.env.EDMS_TEST_TARGETS === 'all' ? 200 : 50;

describe.each(kinds)('a flipped bit in a repository (%s)', (_name, protection, keys) => {
  it(
    'is found and named wherever it is, and costs no more than what depends on it',
    () =>
      withScene(protection, keys, async ({ place, repository, snapshots, open, recover }) => {
        const lock = await repository.lock('shared', 'standing by');
        const files = await filesBelow(place);
        const folders = [...new Set(files.map((file) => file.split('/')[0] ?? ''))];
        const random = seeded(4711);
        const seen = new Set<string>();
        for (let number = 0; number < FLIPS; number += 1) {
          // Each kind of file equally often, and the ends of packs as often as their middles.
          const folder = folders[number % folders.length] ?? '';
          const candidates = files.filter((file) => file === folder || file.startsWith(`${folder}/`));
          const file = candidates[Math.floor(random() * candidates.length)] ?? '';
          const before = await readFile(path.join(place, file));
          const near = folder === 'packs' && number % 2 === 0 ? Math.min(before.length, 60) : before.length;
          const bit = (before.length - near) * 8 + Math.floor(random() * near * 8);
          await flip(path.join(place, file), bit);
          seen.add(folder);
          const told = `${file}, bit ${bit} of ${before.length * 8} (number ${number})`;

          if (folder === 'keys')
            await expect(open(), told).rejects.toMatchObject({ plain: { details: file } });
          const opened = folder === 'keys' ? await recover() : await open();
          const report = await opened.check({ references, readData: true });
          const named = report.findings.filter(({ where }) => where?.entry === file);
          expect(named.length, told).toBeGreaterThan(0);
          expect(
            named.some(({ severity }) => severity === (/^(README|locks)/.test(file) ? 'warning' : 'error')),
            told,
          ).toBe(true);
          const lost = await lossesOf(opened, snapshots);
          const affected = report.affected.flatMap(({ snapshot, lost: what }) =>
            (what.length > 0 ? what : (snapshots.get(snapshot) ?? [])).map((thing) => `${snapshot} ${thing}`),
          );
          expect(affected.sort(), told).toEqual(lost);
          if (!/^(packs|snapshots)/.test(file)) expect(lost, told).toEqual([]);
          await writeFile(path.join(place, file), before);
        }
        const without = protection.recipients === undefined ? 9 : 10;
        expect(seen.size).toBe(without);
        await lock.release();
        expect((await repository.check({ references, readData: true })).findings).toEqual([]);
      }),
    300_000,
  );

  it(
    'is repaired: what is whole is kept, what is lost is named',
    () =>
      withScene(protection, keys, async ({ place, snapshots, open }) => {
        const random = seeded(815);
        const copies = new Map<string, Buffer>();
        for (const file of await filesBelow(place)) copies.set(file, await readFile(path.join(place, file)));
        for (let number = 0; number < 16; number += 1) {
          const files = [...copies.keys()].filter((file) =>
            /^(packs|index|seals|signatures|config)/.test(file),
          );
          const hurt = files.filter(() => random() < 0.3);
          for (const file of hurt)
            await flip(path.join(place, file), Math.floor(random() * (copies.get(file)?.length ?? 1) * 8));
          if (hurt.includes('config.json') && hurt.includes('config.copy.json'))
            await writeFile(path.join(place, 'config.json'), copies.get('config.json') ?? '');
          const told = `number ${number}: ${hurt.join(', ')}`;
          const opened = await open();
          const before = await lossesOf(opened, snapshots);
          const report = await opened.repair({ references });
          const after = await lossesOf(opened, snapshots);
          expect(
            after.every((loss) => before.includes(loss)),
            told,
          ).toBe(true);
          expect(
            report.affected
              .flatMap(({ snapshot, lost }) => lost.map((thing) => `${snapshot} ${thing}`))
              .sort(),
            told,
          ).toEqual(after);
          const checked = await opened.check({ references, readData: true });
          // Nothing but what is lost for good is left to be said.
          expect(
            checked.findings.filter(({ code }) => !/^(CONTENT_LOST|SNAPSHOT_INCOMPLETE)$/.test(code)),
            told,
          ).toEqual([]);
          expect(
            (await opened.repair({ references })).findings.filter(({ severity }) => severity === 'note'),
          ).toEqual([]);
          for (const file of await filesBelow(place)) if (!copies.has(file)) await rm(path.join(place, file));
          for (const [file, bytes] of copies) await writeFile(path.join(place, file), bytes);
        }
      }),
    300_000,
  );
});

describe('a repository of which something is gone', () => {
  it('finds blobs without their index, and makes the index again', () =>
    withScene({}, {}, async ({ place, repository, snapshots }) => {
      for (const file of await filesBelow(place))
        if (file.startsWith('index/')) await rm(path.join(place, file));
      expect((await repository.check({ references })).affected).toHaveLength(3);
      expect((await repository.prune({ references })).blocked).toBe(true);
      expect((await repository.repair({ references })).affected).toEqual([]);
      expect(await lossesOf(repository, snapshots)).toEqual([]);
      expect((await repository.check({ references, readData: true })).findings).toEqual([]);
    }));

  it('saves the front of a pack that was cut off', () =>
    withScene({}, {}, async ({ place, repository, snapshots }) => {
      const packs = (await filesBelow(place)).filter((file) => file.startsWith('packs/'));
      for (const file of packs) {
        const bytes = await readFile(path.join(place, file));
        const blobs = readDirectory(bytes);
        const last = typeof blobs === 'string' ? undefined : blobs.at(-1);
        if (last?.kind === 'data') await truncate(path.join(place, file), last.offset + last.stored - 1);
      }
      const before = await lossesOf(repository, snapshots);
      const report = await repository.repair({ references });
      expect(report.packs.damaged).toBe(3);
      expect(report.blobs.salvaged).toBeGreaterThan(8);
      expect(await lossesOf(repository, snapshots)).toEqual(before);
      // The next snapshot stores again what it still has: the others get it back.
      const things = { users: ['a', 'b0'], roles: ['c0', 'd'], files: ['e0', 'f0', 'g'] };
      await writeSnapshot(repository, things, 70_000);
      expect((await lossesOf(repository, snapshots)).length).toBeLessThan(before.length);
    }));

  it('heals packs of which only the end is damaged, where they are', () =>
    withScene({}, {}, async ({ place, repository, snapshots }) => {
      for (const file of (await filesBelow(place)).filter((name) => name.startsWith('packs/')))
        await truncate(path.join(place, file), (await readFile(path.join(place, file))).length - 1);
      const report = await repository.repair({ references });
      expect(report).toMatchObject({ affected: [], packs: { damaged: 6 }, blobs: { lost: 0 } });
      expect(await lossesOf(repository, snapshots)).toEqual([]);
      expect((await repository.check({ references, readData: true })).findings).toEqual([]);
    }));

  it('gets packs back from the trash that are needed after all', () =>
    withScene({}, {}, async ({ place, repository, snapshots }) => {
      const [first = '', ...others] = snapshots.keys();
      const manifest = await readFile(path.join(place, 'snapshots', first));
      await repository.removeObject('snapshots', first);
      expect((await repository.prune({ references })).packs.trashed).toBeGreaterThan(0);
      expect((await repository.check({ references, readData: true })).findings).toEqual([]);
      expect(others).toHaveLength(2);
      await writeFile(path.join(place, 'snapshots', first), manifest);
      expect((await repository.check({ references })).affected.map(({ snapshot }) => snapshot)).toEqual([
        first,
      ]);
      expect((await repository.prune({ references, graceMs: 0 })).packs.deleted).toBe(0);
      const report = await repository.repair({ references });
      expect(report.packs.broughtBack).toBeGreaterThan(0);
      expect(report.affected).toEqual([]);
      expect(await lossesOf(repository, snapshots)).toEqual([]);
    }));
});
