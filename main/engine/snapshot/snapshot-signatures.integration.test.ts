import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql } from '../database/testing.ts';
import { generateIdentity, recipientOf } from '../encryption/age.ts';
import type { Repository } from '../repository/repository.ts';
import { fingerprintOf, generateSigningKey, publicKeyOf, publicLine } from '../signature/ed25519.ts';
import { signManifest } from '../signature/manifest-signature.ts';
import { basics } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { EngineSnapshots } from './engine-snapshots.ts';
import { snapshotReferences } from './references.ts';
import { SnapshotSignatures } from './snapshot-signatures.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { snapshotOf, withRepository } from './testing.ts';
import { verifySnapshot } from './verify-snapshot.ts';

const run = promisify(execFile);
const hasTool = await run('ssh-keygen', ['-?']).then(
  () => true,
  (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
);
const key = generateSigningKey();
const fingerprint = fingerprintOf(publicKeyOf(key));
const recipients = [await recipientOf(await generateIdentity())];

const stateOf = async (repository: Repository, id: string, known: readonly string[] = []) =>
  (await SnapshotSignatures.of(repository, known)).stateOf(await snapshotOf(repository, id));

/** The same text with another letter in the middle. */
function otherLetter(text: string): string {
  const at = 150;
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

describe.each(kindsAboveSql)('a signed snapshot of a %s database', (kind) => {
  it.each([
    ['plain', {}],
    ['encrypted', { recipients }],
  ] as const)('says who made it, and what became of that, in a repository that is %s', (_name, protection) =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        await scene.restore(basics());
        const request = { kind: 'incremental', storageRoot: null, tags: [] } as const;
        const plain = await takeSnapshot(repository, scene.target, request);
        const signed = await takeSnapshot(repository, scene.target, { ...request, signWith: key });
        expect([plain.signedBy, signed.signedBy]).toEqual([null, fingerprint]);
        expect(await stateOf(repository, plain.id)).toEqual({ kind: 'unsigned' });
        expect(await stateOf(repository, signed.id)).toEqual({ kind: 'signed', fingerprint, known: false });
        expect(await stateOf(repository, signed.id, [fingerprint])).toMatchObject({ known: true });

        const names = await readdir(path.join(repository.path, 'signatures'));
        expect(names).toEqual([expect.stringMatching(new RegExp(`^${signed.id}\\.[0-9a-f]{64}\\.sig$`))]);
        const file = path.join(repository.path, 'signatures', names[0] ?? '');
        const manifest = path.join(repository.path, 'snapshots', signed.id);
        if (hasTool) {
          // By anybody, without the key of the repository.
          const allowed = path.join(folder, 'allowed');
          await writeFile(allowed, `office ${publicLine(publicKeyOf(key))}\n`);
          const words = [
            '-Y',
            'verify',
            '-f',
            allowed,
            '-I',
            'office',
            '-n',
            'edms-backup@snapshot',
            '-s',
            file,
          ];
          const verifying = run('ssh-keygen', words);
          verifying.child.stdin?.end(await readFile(manifest));
          expect((await verifying).stdout).toContain('Good "edms-backup@snapshot" signature');
        }
        expect((await repository.prune({ references: snapshotReferences })).removed.signatures).toBe(0);

        // By another key, or for another thing: the manifest says by which.
        const text = await readFile(file, 'utf8');
        const replace = async (other: string) => {
          await rm(file);
          const hash = createHash('sha256').update(other).digest('hex');
          const place = path.join(repository.path, 'signatures', `${signed.id}.${hash}.sig`);
          await writeFile(place, other);
          const state = await stateOf(repository, signed.id, [fingerprint]);
          await rm(place);
          await writeFile(file, text);
          return state;
        };
        const stored = await readFile(manifest);
        expect(await replace(signManifest(stored, generateSigningKey()))).toMatchObject({ why: 'other-key' });
        expect(await replace(signManifest(Buffer.from('other'), key))).toMatchObject({ why: 'changed' });
        expect(await replace('nothing of the kind')).toMatchObject({ why: 'not-a-signature' });

        // One letter is another one: damage, named by check, and no proof.
        await writeFile(file, otherLetter(text));
        const broken = await verifySnapshot(repository, await snapshotOf(repository, signed.id));
        expect(broken).toMatchObject({ seal: null, problems: [{ code: 'SIGNATURE_BROKEN' }] });

        // Taken away: known, since the manifest says that it was signed.
        await rm(file);
        expect(await stateOf(repository, signed.id)).toEqual({ kind: 'removed', fingerprint });
        const removed = await verifySnapshot(repository, await snapshotOf(repository, signed.id));
        expect(removed.seal).not.toBeNull();
        expect(removed.problems.map(({ code }) => code)).toEqual(['SIGNATURE_REMOVED']);

        // A snapshot goes with its signature.
        await writeFile(file, text);
        await repository.removeObject('snapshots', signed.id);
        expect(await readdir(path.join(repository.path, 'signatures'))).toEqual([]);
      }, protection),
    ),
  );
});

it('is told in the list, when it is opened, and by the check of the repository', () =>
  withScene('server', (scene) =>
    withRepository(async (repository) => {
      await scene.restore(basics());
      const fail = (): never => {
        throw new Error('there is none');
      };
      const engine = new EngineSnapshots({
        target: () => scene.target,
        open: fail,
        package: fail,
        folder: fail,
      });
      const address = { path: repository.path, keys: {}, knownSigners: [fingerprint] };
      const request = { kind: 'full', storageRoot: null, tags: [], signWith: key } as const;
      const { id } = await engine.take(address, request);
      const [listed] = (await engine.list(address)).snapshots;
      expect(listed?.signature).toEqual({ kind: 'signed', fingerprint, known: true });
      expect((await engine.check(address, { readData: true })).findings).toEqual([]);
      const [name = ''] = await readdir(path.join(repository.path, 'signatures'));
      const file = path.join(repository.path, 'signatures', name);
      await writeFile(file, otherLetter(await readFile(file, 'utf8')));
      const damaged = await engine.check(address, { readData: false });
      expect(damaged.findings.map(({ code, where }) => [code, where?.entry])).toEqual([
        ['SIGNATURE_DAMAGED', `signatures/${name}`],
        ['SIGNATURE_BROKEN', `signatures/${name}`],
      ]);
      const repaired = await engine.repair(address);
      expect(repaired.findings.map(({ code }) => code)).toContain('SIGNATURE_DISCARDED');
      const { findings } = await engine.check(address, { readData: false });
      expect(findings.map(({ code }) => code)).toEqual(['SIGNATURE_REMOVED']);
      expect((await engine.verify(address, id)).seal).not.toBeNull();
    }),
  ));
