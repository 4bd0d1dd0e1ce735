import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ObjectId } from './repository.ts';
import { damagedError } from './repository-errors.ts';
import type { HashedFolder, RepositoryFiles } from './repository-files.ts';
import { writeSignature } from './signatures.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** What unpacks to more is no object of this console. */
const LARGEST = 2 ** 30;

export type JsonFolder = Exclude<HashedFolder, 'packs'>;

/** Writes JSON, gzipped, under the name of its bytes; it lasts when this has returned. */
export async function writeJson(
  files: RepositoryFiles,
  folder: JsonFolder,
  content: object,
): Promise<{ readonly id: ObjectId; readonly size: number }> {
  const written = await files.write(folder, [await gzipAsync(JSON.stringify(content))]);
  await files.sync();
  return written;
}

/** As {@link writeJson}; what `sign` makes of the stored bytes is written first, so that nothing signed lacks it. */
export async function writeSignedJson(
  files: RepositoryFiles,
  folder: JsonFolder,
  content: object,
  sign: (stored: Buffer) => string,
): Promise<{ readonly id: ObjectId }> {
  const { id, stored } = await files.prepare([await gzipAsync(JSON.stringify(content))]);
  await writeSignature(files, id, sign(Buffer.concat(stored)));
  await files.writePlace(files.placeOf(folder, id), stored);
  await files.sync();
  return { id };
}

export async function readJson(files: RepositoryFiles, folder: JsonFolder, id: ObjectId): Promise<unknown> {
  return parseJson(files, folder, id, await files.readStored(folder, id));
}

/** The JSON in the bytes of a file that were read already. */
export async function parseJson(
  files: RepositoryFiles,
  folder: JsonFolder,
  id: ObjectId,
  stored: Buffer,
): Promise<unknown> {
  const name = files.nameOf(folder, id);
  const content = await files.decrypt(stored, name);
  try {
    return JSON.parse((await gunzipAsync(content, { maxOutputLength: LARGEST })).toString('utf8'));
  } catch (error) {
    throw damagedError(name, 'it holds no JSON', error);
  }
}
