import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PIECE } from './archive.ts';
import type { ByteSink } from './output-file.ts';
import { HashingSink, readCalm } from './read-calm.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-calm-'));
afterAll(() => rm(folder, { recursive: true }));

/** Keeps what it gets, and does something after its first piece. */
class Keeping implements ByteSink {
  readonly #pieces: Buffer[] = [];
  readonly #afterFirst: () => Promise<void>;

  constructor(afterFirst: () => Promise<void> = async () => undefined) {
    this.#afterFirst = afterFirst;
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#pieces.push(Buffer.from(bytes)) === 1) await this.#afterFirst();
  }

  get content(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

/** Reads a file to which `meddle` happens while it is read for the first time. */
async function readWhile(file: string, meddle: () => Promise<void>) {
  let attempts = 0;
  const read = await readCalm(
    file,
    () => {
      attempts += 1;
      return new Keeping(attempts === 1 ? meddle : undefined);
    },
    undefined,
  );
  return { read, attempts };
}

describe('reading a file that others may write to', () => {
  it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])('gives all %i bytes of it', async (bytes) => {
    const file = path.join(folder, 'whole');
    const content = randomBytes(bytes);
    await writeFile(file, content);
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const read = await readCalm(file, () => new Keeping(), undefined);
    expect(read).toMatchObject({ size: bytes, mtimeMs: 1_700_000_000_000 });
    expect(typeof read === 'string' ? null : read.sink.content.equals(content)).toBe(true);
  });

  it('tells its checksum', async () => {
    const file = path.join(folder, 'hashed');
    const content = randomBytes(2 * PIECE + 7);
    await writeFile(file, content);
    const read = await readCalm(file, () => new HashingSink(null), undefined);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(typeof read === 'string' ? read : read.sink.digest()).toBe(sha256);
  });

  it.each<[string, (file: string) => Promise<void>, string]>([
    ['grows', (file) => appendFile(file, 'more'), 'beginning of moremore'],
    ['is cut off', (file) => truncate(file, 4), 'begi'],
    ['is written over', (file) => writeFile(file, 'BEGINNING OF MORE'), 'BEGINNING OF MORE'],
    ['is replaced', (file) => replace(file, 'beginning of else'), 'beginning of else'],
  ])('begins again with one that %s meanwhile', async (_what, meddle, after) => {
    const file = path.join(folder, 'restless');
    await writeFile(file, 'beginning of more');
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const { read, attempts } = await readWhile(file, () => meddle(file));
    expect(attempts).toBe(2);
    expect(typeof read === 'string' ? read : read.sink.content.toString()).toBe(after);
  });

  it('gives up on one that is written to whenever it is read', async () => {
    const file = path.join(folder, 'never calm');
    await writeFile(file, 'a');
    const read = await readCalm(file, () => new Keeping(() => appendFile(file, 'a')), undefined);
    expect(read).toBe('changing');
  });

  it('says that one is gone, also where that happens meanwhile', async () => {
    const file = path.join(folder, 'gone');
    expect(await readCalm(file, () => new Keeping(), undefined)).toBe('gone');
    await writeFile(file, 'here');
    expect((await readWhile(file, () => rm(file))).read).toBe('gone');
  });

  it('follows no link', async () => {
    const link = path.join(folder, 'link');
    await writeFile(path.join(folder, 'behind it'), 'secret');
    await symlink(path.join(folder, 'behind it'), link);
    expect(await readCalm(link, () => new Keeping(), undefined)).toBe('unreadable');
  });

  it('ends when it is cancelled', async () => {
    const file = path.join(folder, 'long');
    await writeFile(file, randomBytes(2 * PIECE));
    const stop = new AbortController();
    const begin = () => new Keeping(async () => stop.abort());
    await expect(readCalm(file, begin, stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

/** As programs save: another file takes the name. */
async function replace(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await utimes(`${file}.new`, 1_700_000_000, 1_700_000_000);
  await rename(`${file}.new`, file);
}
