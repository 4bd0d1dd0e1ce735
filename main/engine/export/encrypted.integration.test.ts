import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { withFreshTarget } from '../database/testing.ts';
import { decryptBuffer, generateIdentity, type OpenWith, recipientOf } from '../encryption/age.ts';
import { EngineError } from '../errors.ts';
import { inspectPackage } from '../package/inspect.ts';
import type { Inspection } from '../package/inspection.ts';
import { fingerprintOf, generateSigningKey, publicKeyOf } from '../signature/ed25519.ts';
import { sha256 } from '../testing/build-package.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { exportNameOf } from './export-format.ts';
import type { ExportFormat } from './export-report.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';

const MARK = 'nobody-else-may-read-this';
const FILE = `${MARK}\n`.repeat(5000);
const identity = await generateIdentity();
const recipients = [await recipientOf(identity)];
const mine: OpenWith = { identities: [identity], passphrase: null };
const signWith = generateSigningKey();
const fingerprint = fingerprintOf(publicKeyOf(signWith));

const FORMATS: readonly (readonly [name: string, format: ExportFormat])[] = [
  ['a.tar.gz.age', 'package'],
  ['a.zip.age', 'package'],
  ['a.json.age', 'fixture'],
  ['a.json.gz.age', 'fixture'],
];

function request(file: string, format: ExportFormat, more: Partial<ExportOptions> = {}): ExportOptions {
  return { path: file, format, keys: 'natural', canonical: false, select: [], storageRoot: null, ...more };
}

/** An EDMS with a file of its own. */
async function filled(scene: Scene): Promise<string> {
  await scene.restore([
    ...basics(),
    document('D-1', {
      title: MARK,
      file_path: 'storage/documents/a.txt',
      file_name: 'a.txt',
      file_size: FILE.length,
      file_checksum: sha256(FILE),
    }),
  ]);
  const storage = await scene.folder();
  await mkdir(path.join(storage, 'documents'));
  await writeFile(path.join(storage, 'documents', 'a.txt'), FILE);
  return storage;
}

async function inspected(file: string, folder: string, keys: OpenWith = mine): Promise<Inspection> {
  const spoolFolder = await mkdtemp(path.join(folder, 'spool-'));
  const open = await inspectPackage(file, edmsCatalogue(), {
    spoolFolder,
    keys,
    knownSigners: [fingerprint],
  });
  const lying = readdirSync(spoolFolder, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  for (const { parentPath, path: parent, name } of lying)
    expect(readFileSync(path.join(parentPath ?? parent, name)).includes(MARK), name).toBe(
      open.inspection.encryption === null,
    );
  await open.spool?.close();
  await open.source.close();
  expect(readdirSync(spoolFolder)).toEqual([]);
  return open.inspection;
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof EngineError ? error.code : error),
  );

describe('an encrypted export', () => {
  it.each(FORMATS)('%s comes back whole, and nothing of it lies in the clear on the way', (name, format) =>
    withScene('server', async (scene) => {
      const storageRoot = await filled(scene);
      const folder = await scene.folder();
      const file = path.join(folder, name);
      const seen = new Set<string>();
      const look = (): void => {
        for (const one of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!one.isFile()) continue;
          seen.add(one.name);
          const place = path.join(one.parentPath ?? one.path, one.name);
          expect(readFileSync(place).includes(MARK), place).toBe(false);
        }
      };
      const report = await exportTarget(
        scene.target,
        request(file, format, { storageRoot, encryptFor: { recipients }, onProgress: look }),
      );
      if (format === 'package') expect([...seen]).toContain('fixture.json');
      expect(report).toMatchObject({ path: file, encryption: 'recipients', signature: null });
      const bytes = await readFile(file);
      expect(report.bytes).toBe(bytes.length);
      expect(readdirSync(folder)).toEqual([name]);
      const inspection = await inspected(file, await scene.folder());
      expect(inspection).toMatchObject({
        encryption: { by: 'recipients', recipients: 1, armored: false },
        signature: { kind: 'unsigned' },
        readable: 'whole',
        records: report.records,
        sha256: report.sha256,
      });
      const storage = await scene.folder();
      await withFreshTarget('server', async (other) => {
        expect(await restoreOnce(file, other, { keys: mine, storage })).toMatchObject({
          failed: 0,
          skipped: 0,
        });
      });
      if (format === 'package')
        expect(await readFile(path.join(storage, 'documents', 'a.txt'), 'utf8')).toContain(MARK);
    }),
  );

  it('of lines of records, and of a selection, lies nowhere in the clear either', () =>
    withScene('server', async (scene) => {
      await filled(scene);
      const folder = await scene.folder();
      const file = path.join(folder, 'a.ndjson.age');
      const select = ['documents.document:D-1'];
      const look = (): void => {
        for (const one of readdirSync(folder, { recursive: true, withFileTypes: true }))
          if (one.isFile())
            expect(readFileSync(path.join(one.parentPath ?? one.path, one.name)).includes(MARK)).toBe(false);
      };
      const encryptFor = { passphrase: 'several words' };
      await exportTarget(scene.target, request(file, 'ndjson', { select, encryptFor, onProgress: look }));
      const plain = await decryptBuffer(await readFile(file), {
        identities: [],
        passphrase: 'several words',
      });
      expect(plain.toString()).toContain(MARK);
    }));

  it('tells missing and wrong keys, changes, cuts and signatures apart', () =>
    withScene('server', async (scene) => {
      const storageRoot = await filled(scene);
      const folder = await scene.folder();
      for (const [name, format] of FORMATS.slice(0, 3)) {
        const file = path.join(await scene.folder(), name);
        const options = { storageRoot, encryptFor: { recipients }, signWith };
        const report = await exportTarget(scene.target, request(file, format, options));
        expect(report.signature).toEqual({ path: `${file}.sig`, fingerprint });
        expect((await inspected(file, folder)).signature).toEqual({
          kind: 'signed',
          fingerprint,
          known: true,
        });

        const foreign = { identities: [await generateIdentity()], passphrase: null };
        expect(await codeOf(inspected(file, folder, foreign))).toBe('ENCRYPTION_KEY_WRONG');
        expect(await codeOf(inspected(file, folder, { identities: [], passphrase: 'x' }))).toBe(
          'ENCRYPTION_KEY_NEEDED',
        );

        const bytes = await readFile(file);
        const mac = bytes.indexOf('\n--- ') + 8;
        const changed = Buffer.from(bytes);
        changed[mac] = (bytes[mac] ?? 0) === 65 ? 66 : 65;
        await writeFile(file, changed);
        expect(await codeOf(inspected(file, folder))).toBe('ENCRYPTION_DAMAGED');
        const last = Buffer.from(bytes);
        last[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
        for (const damaged of [last, bytes.subarray(0, -1000)]) {
          await writeFile(file, damaged);
          // A small one is refused at once, a larger one where the damage is.
          const code = await inspected(file, folder).then(
            ({ failure }) => failure?.code,
            (error: unknown) => (error instanceof EngineError ? error.code : error),
          );
          expect(code).toBe('ENCRYPTION_DAMAGED');
        }
        await writeFile(file, bytes);
        expect((await inspected(file, folder)).failure).toBeNull();

        await rm(`${file}.sig`);
        expect((await inspected(file, folder)).signature).toEqual(
          format === 'package' ? { kind: 'removed', fingerprint } : { kind: 'unsigned' },
        );
      }
    }));

  it('that was exported again does not go with the old signature', () =>
    withScene('server', async (scene) => {
      await filled(scene);
      const folder = await scene.folder();
      const file = path.join(folder, 'a.tar.gz');
      await exportTarget(scene.target, request(file, 'package', { signWith }));
      expect(await codeOf(exportTarget(scene.target, request(file, 'package', { signWith })))).toBe('USAGE');
      const next = path.join(folder, 'b.tar.gz');
      await exportTarget(scene.target, request(next, 'package'));
      await cp(`${file}.sig`, `${next}.sig`);
      // Nobody's signature is replaced.
      await rm(file);
      expect(await codeOf(exportTarget(scene.target, request(file, 'package', { signWith })))).toBe('USAGE');
      const inspection = await inspected(next, folder);
      expect(inspection).toMatchObject({
        signature: { kind: 'broken', why: 'changed' },
        readable: 'partly',
        failure: { code: 'SIGNATURE_BROKEN' },
      });
      const other = path.join(folder, 'c.tar.gz');
      const theirs = generateSigningKey();
      await exportTarget(scene.target, request(other, 'package', { signWith: theirs }));
      const unknown = await inspected(other, folder);
      expect(unknown).toMatchObject({ signature: { kind: 'signed', known: false }, readable: 'whole' });
      expect(unknown.problems.map(({ code }) => code)).toContain('SIGNATURE_UNKNOWN_KEY');
    }));

  it('has a name that says so', () => {
    expect(exportNameOf('a.zip', true)).toBe('a.zip.age');
    expect(exportNameOf('a.zip.age', true)).toBe('a.zip.age');
    expect(exportNameOf('a.zip', false)).toBe('a.zip');
    expect(() => exportNameOf('a.zip.age', false)).toThrow(EngineError);
  });
});
