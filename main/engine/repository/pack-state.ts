import { open } from 'node:fs/promises';
import { EngineError } from '../errors.ts';
import type { BlobEntry } from './pack.ts';
import { cutBlob, openBlob, readDirectory } from './pack.ts';
import type { BlobId, BlobKind, ObjectId } from './repository.ts';
import { codeOf } from './repository-errors.ts';
import { type RepositoryFiles, sha256 } from './repository-files.ts';

/** What reading the whole of a pack showed. */
export interface PackState {
  readonly id: ObjectId;
  /** Its bytes on the disk. */
  readonly size: number;
  /** What is wrong with it; null: it is as it was written. */
  readonly damage: string | null;
  readonly kind: BlobKind | null;
  /** What its own directory says; null where that cannot be read. */
  readonly directory: readonly BlobEntry[] | null;
  /** Blobs that are whole in it, by its directory and by the entries that were given. */
  readonly whole: ReadonlyMap<BlobId, BlobEntry>;
  /** Blobs that should be in it and are not whole. */
  readonly broken: ReadonlySet<BlobId>;
  /** Its plain bytes, with zeros for what cannot be decrypted. */
  readonly plain: Buffer;
}

/**
 * Reads a pack, whatever became of it, and every blob in it. `entries` are those that indexes have for it. Throws only
 * what the disk itself refuses.
 */
export async function inspectPack(
  files: RepositoryFiles,
  place: string,
  id: ObjectId,
  entries: readonly BlobEntry[],
): Promise<PackState> {
  const stored = await readWhatCanBe(files, place);
  const isAsNamed = sha256(stored) === id;
  const plain = await plainOf(files, stored);
  const found = plain === null ? 'it cannot be decrypted' : readDirectory(plain);
  const directory = typeof found === 'string' ? null : found;
  const damage = isAsNamed
    ? typeof found === 'string'
      ? found
      : null
    : 'its bytes are not those of its name';
  const whole = new Map<BlobId, BlobEntry>();
  const broken = new Set<BlobId>();
  for (const entry of [...(directory ?? []), ...entries]) {
    if (whole.has(entry.id)) continue;
    const content = plain === null ? null : await openBlob(entry.id, cutBlob(plain, entry));
    if (content === null) broken.add(entry.id);
    else whole.set(entry.id, entry);
  }
  for (const blob of whole.keys()) broken.delete(blob);
  return {
    id,
    size: stored.length,
    damage: damage ?? (broken.size > 0 ? `${broken.size} blobs that it should hold are not in it` : null),
    kind: (directory ?? entries)[0]?.kind ?? null,
    directory,
    whole,
    broken,
    plain: plain ?? Buffer.alloc(0),
  };
}

const PIECE = 64 * 1024;

/** A file with zeros where the disk cannot read it any more. Rights that are missing are no damage, and are thrown. */
async function readWhatCanBe(files: RepositoryFiles, place: string): Promise<Buffer> {
  try {
    return await files.readPlace(place);
  } catch (error) {
    if (!isBadSector(error)) throw error;
  }
  const file = await open(place, 'r');
  try {
    const bytes = Buffer.alloc((await file.stat()).size);
    for (let at = 0; at < bytes.length; at += PIECE) {
      const length = Math.min(PIECE, bytes.length - at);
      await file.read(bytes, at, length, at).catch((error: unknown) => {
        if (!isBadSector(error)) throw error;
      });
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function isBadSector(error: unknown): boolean {
  const cause = error instanceof EngineError ? error.cause : error;
  return codeOf(cause) === 'EIO';
}

async function plainOf(files: RepositoryFiles, stored: Buffer): Promise<Buffer | null> {
  if (files.cipher === null) return stored;
  return files.cipher.salvage(stored).catch(() => null);
}
