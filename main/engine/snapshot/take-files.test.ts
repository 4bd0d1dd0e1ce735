import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProgressMeter } from '../progress.ts';
import type { BlobStore } from '../repository/repository.ts';
import { readTable } from './read-table.ts';
import { decodeFile } from './stored-file.ts';
import { takeFiles } from './take-files.ts';
import { withRepository } from './testing.ts';

const CHUNK = 4 * 1024 * 1024;

describe('files on their way into a snapshot', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])(
    'are read back as they were, and have the checksum of all their bytes: %i bytes',
    (size) =>
      withRepository(async (repository, folder) => {
        const content = randomBytes(size);
        const [taken] = await takenOf(await repository.openBlobs(), folder, { 'a.bin': content });
        expect(taken).toMatchObject({ path: 'a.bin', size, sha256: sha256(content) });
        expect(taken?.content.equals(content)).toBe(true);
      }),
  );

  it('are not mixed with those that are read at the same time', () =>
    withRepository(async (repository, folder) => {
      const files = Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `${String(at).padStart(2, '0')}.bin`,
          randomBytes((at % 7) * 300_000),
        ]),
      );
      const taken = await takenOf(await repository.openBlobs(), folder, files);
      expect(taken.map(({ path }) => path)).toEqual(Object.keys(files));
      for (const { path, content } of taken) expect(content.equals(files[path] ?? Buffer.of(1))).toBe(true);
    }));
});

interface TakenFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly content: Buffer;
}

/** Writes files, takes them, and reads back what was taken. */
async function takenOf(
  blobs: BlobStore,
  folder: string,
  files: Readonly<Record<string, Buffer>>,
): Promise<readonly TakenFile[]> {
  const storageRoot = path.join(folder, 'storage');
  await mkdir(storageRoot);
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(storageRoot, name), content);
  const { state } = await takeFiles({
    storageRoot,
    repository: path.join(folder, 'repository'),
    blobs,
    parent: null,
    meter: new ProgressMeter(undefined),
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  await blobs.flush();
  const taken: TakenFile[] = [];
  for await (const lines of readTable(blobs, state.segments))
    for (const { key, text } of lines) {
      const { size, sha256, chunks } = decodeFile(text ?? '');
      const pieces = await Promise.all(chunks.map((id) => blobs.read(id)));
      taken.push({ path: String(JSON.parse(key)), size, sha256, content: Buffer.concat(pieces) });
    }
  return taken;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
