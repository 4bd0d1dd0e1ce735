import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { References } from './maintenance.ts';
import type { BlobId, ObjectId, Repository } from './repository.ts';
import { isRecord } from './self-checked.ts';

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-repository-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Content that is the same for the same name; half of it compresses. */
export function contentOf(name: string, bytes = 20_000): Buffer {
  const key = `${name} ${bytes}`;
  const content = contents.get(key) ?? makeContent(name, bytes);
  contents.set(key, content);
  return content;
}

const contents = new Map<string, Buffer>();

function makeContent(name: string, bytes: number): Buffer {
  const pieces: string[] = [];
  for (let at = 0; at < bytes; at += 100)
    pieces.push(createHash('sha256').update(`${name} ${at}`).digest('hex').slice(0, 50).padEnd(100, name));
  return Buffer.from(pieces.join('').slice(0, bytes));
}

/** What a snapshot of these tests holds: things by their name, each a list of names of contents. */
export type Things = Readonly<Record<string, readonly string[]>>;

/** Writes a snapshot in the way that all are written: blobs, a flush, the manifest. */
export async function writeSnapshot(
  repository: Repository,
  things: Things,
  bytes = 20_000,
  sign?: (stored: Buffer) => string,
): Promise<ObjectId> {
  const lock = await repository.lock('shared', 'snapshot');
  try {
    const store = await repository.openBlobs();
    const trees: Record<string, BlobId> = {};
    for (const [thing, names] of Object.entries(things)) {
      const blocks: BlobId[] = [];
      for (const name of names) blocks.push(await store.write(contentOf(name, bytes), 'data'));
      trees[thing] = await store.write(Buffer.from(JSON.stringify({ blocks })), 'tree');
    }
    await store.flush();
    return await repository.writeObject('snapshots', { things, trees, bytes }, sign);
  } finally {
    await lock.release();
  }
}

/** References of such snapshots. */
export const references: References = async function* (manifest, read) {
  if (!isRecord(manifest) || !isRecord(manifest.trees)) throw new Error('This is no manifest');
  for (const [thing, blob] of Object.entries(manifest.trees)) {
    const tree = String(blob);
    yield { blob: tree, what: thing };
    const content = await read(tree);
    if (content === null) continue;
    const { blocks } = JSON.parse(content.toString('utf8')) as { readonly blocks: readonly BlobId[] };
    for (const block of blocks) yield { blob: block, what: thing };
  }
};

/** Reads a snapshot whole. The things of it that cannot be read, or are not what was written. */
export async function unreadableOf(repository: Repository, snapshot: ObjectId): Promise<readonly string[]> {
  const manifest = (await repository.readObject('snapshots', snapshot)) as {
    readonly things: Things;
    readonly trees: Readonly<Record<string, BlobId>>;
    readonly bytes: number;
  };
  const store = await repository.openBlobs();
  const lost: string[] = [];
  for (const [thing, names] of Object.entries(manifest.things)) {
    try {
      const tree = await store.read(manifest.trees[thing] ?? '');
      const { blocks } = JSON.parse(tree.toString('utf8')) as { readonly blocks: readonly BlobId[] };
      if (blocks.length !== names.length) throw new Error('Blocks are missing');
      for (const [at, block] of blocks.entries())
        if (!(await store.read(block)).equals(contentOf(names[at] ?? '', manifest.bytes)))
          throw new Error('It is not what was written');
    } catch {
      lost.push(thing);
    }
  }
  return lost;
}

/** All files below a folder, as paths below it. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
