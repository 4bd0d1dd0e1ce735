import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { EngineError } from '../errors.ts';
import { samplePackage, tarGzOf, tarOf, zipOf } from './archives.test-helper.ts';
import { inspectPackage } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import { openPackage } from './open-package.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'open-package-'));
  await mkdir(path.join(folder, 'spool'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function inspect(file: string, zipHeldBytes?: number): Promise<Inspection> {
  const held = zipHeldBytes === undefined ? {} : { zipHeldBytes };
  const options = { spoolFolder: path.join(folder, 'spool'), ...held };
  const { inspection, source, spool } = await inspectPackage(file, edmsCatalogue(), options);
  await spool?.close();
  await source.close();
  return inspection;
}

describe('a walk over a package', () => {
  it.each([
    ['tar.gz', tarGzOf],
    ['zip', zipOf],
  ] as const)('may leave contents unread, read in part, or be given up: %s', async (_, container) => {
    const file = path.join(folder, 'package');
    await writeFile(file, container(samplePackage()));
    const opened = await openPackage(file, { onProblem: () => expect.unreachable() });
    const whole: string[] = [];
    for await (const entry of opened.entries()) whole.push(entry.path);
    const partly: string[] = [];
    for await (const entry of opened.entries()) {
      for await (const _piece of entry.content()) break;
      partly.push(entry.path);
    }
    expect(partly).toEqual(whole);
    for await (const entry of opened.entries()) {
      expect(entry.path).toBe(whole[0]);
      break;
    }
    await opened.close();
  });

  it('has the same contents in each format', async () => {
    const seen: Record<string, string>[] = [];
    for (const [container, heldBytes] of [
      [tarOf, 0],
      [tarGzOf, 0],
      [zipOf, 0],
      [zipOf, 1e9],
    ] as const) {
      const file = path.join(folder, 'package');
      await writeFile(file, container(samplePackage()));
      const opened = await openPackage(file, {
        onProblem: () => expect.unreachable(),
        zipHeldBytes: heldBytes,
      });
      const contents: Record<string, string> = {};
      for await (const entry of opened.entries()) {
        const pieces: Buffer[] = [];
        for await (const piece of entry.content()) pieces.push(Buffer.from(piece));
        contents[entry.path] = Buffer.concat(pieces).toString('utf8');
        expect(Buffer.concat(pieces)).toHaveLength(entry.size);
      }
      seen.push(contents);
    }
    const expected = Object.fromEntries(samplePackage().map(({ name, content }) => [name, String(content)]));
    for (const contents of seen) expect(contents).toEqual(expected);
  });
});

/** Random numbers that are the same on every run (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutate(original: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(original);
  for (let change = random(6); change >= 0; change--) {
    const at = random(bytes.length);
    const length = random(64);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes = bytes.subarray(0, Math.max(1, at));
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(0, length), bytes.subarray(at)]);
        break;
      default:
        bytes.fill(random(2) * 0xff, at, Math.min(bytes.length, at + length));
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

describe('input of any kind', () => {
  const fixture = samplePackage().find(({ name }) => name === 'database/database_backup.json')?.content ?? '';
  it.each([
    ['tar', tarOf(samplePackage()), 150],
    ['tar.gz', tarGzOf(samplePackage()), 150],
    ['zip', zipOf(samplePackage()), 150],
    ['fixture', Buffer.from(fixture), 300],
  ] as const)(
    'is inspected or refused, and nothing else happens: %s',
    async (_, original, rounds) => {
      const random = seeded(original.length);
      const inside = path.join(folder, 'inside');
      await mkdir(inside);
      const file = path.join(inside, 'package');
      for (let round = 0; round < rounds; round++) {
        await writeFile(file, mutate(original, random));
        try {
          const inspection = await inspect(file, round % 2 === 0 ? 0 : 1e9);
          if (inspection.readable !== 'whole')
            expect(
              inspection.readable === 'no' ||
                inspection.problemCount + (inspection.failure === null ? 0 : 1) > 0,
            ).toBe(true);
        } catch (error) {
          expect(error, `round ${round}`).toBeInstanceOf(EngineError);
          if (error instanceof EngineError)
            expect(error.code, `round ${round}: ${error.plain.details}`).not.toBe('INTERNAL');
        }
      }
      expect(await readdir(inside)).toEqual(['package']);
      expect(await readdir(path.join(folder, 'spool'))).toEqual([]);
    },
    60_000,
  );
});

const packages =
  process.env.EDMS_PACKAGES ?? path.resolve(import.meta.dirname, '../../../../shared/packages');
const present = existsSync(packages);

describe.skipIf(!present)(
  `real packages${present ? '' : ' (skipped: none found, set EDMS_PACKAGES)'}`,
  () => {
    it.each([
      ['edms_migration_package_20251212_164044', 670, 'natural', 4],
      ['edms_migration_package_20251208_082241', 534, 'mixed', 1],
    ])('are the same in every format: %s', async (name, records, dialect, files) => {
      const archive = path.join(packages, `${name}.tar.gz`);
      const expected = await inspect(archive);
      expect(expected).toMatchObject({
        records,
        dialect,
        readable: 'whole',
        failure: null,
        files: { count: files, named: files, missing: 0, unnamed: 0, wrongSize: 0, wrongChecksum: 0 },
        references: { dangling: 0, duplicates: 0 },
      });
      expect(expected.models.filter((model) => model.records !== model.claimed || !model.known)).toEqual([]);
      expect(expected.problems.filter((problem) => problem.severity !== 'note')).toEqual([]);
      const tar = path.join(folder, 'plain');
      await writeFile(tar, gunzipSync(await readFile(archive)));
      const unpacked = path.join(folder, 'unpacked', name);
      await unpack(archive, unpacked);
      const zip = path.join(packages, `${name}.zip`);
      const same = ({ path: _path, format: _format, size: _size, sha256: _sha256, ...rest }: Inspection) =>
        rest;
      for (const other of [
        await inspect(tar),
        await inspect(zip),
        await inspect(zip, 0),
        await inspect(unpacked),
        await inspect(path.dirname(unpacked)),
      ]) {
        expect(same(other)).toEqual(same(expected));
      }
    });

    it('have the same records as bare fixtures', async () => {
      const unpacked = path.join(folder, 'unpacked');
      await unpack(path.join(packages, 'edms_migration_package_20251212_164044.tar.gz'), unpacked);
      const bare = await inspect(path.join(unpacked, 'database', 'database_backup.json'));
      expect(bare).toMatchObject({
        format: 'json',
        records: 670,
        dialect: 'natural',
        readable: 'whole',
        files: { named: 4, missing: 4 },
      });
    });
  },
);

/** Unpacks a sound archive by the reader under test itself. */
async function unpack(archive: string, to: string): Promise<void> {
  const opened = await openPackage(archive, { onProblem: () => expect.unreachable() });
  for await (const entry of opened.entries()) {
    const file = path.join(to, entry.path);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.content());
  }
}
