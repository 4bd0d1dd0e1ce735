import './prisma-log-off.ts';
import { createReadStream, existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { type Extract, extract } from 'tar-stream';
import { EngineError } from '../errors.ts';
import { PrismaClient } from './generated/client.ts';
import { createEmptyEdms } from './init-database.ts';
import { occupyEmbedded } from './occupation.ts';
import { syncDirectory, syncFolder } from './sync-folder.ts';
import { type Connection, writeTransaction } from './transaction.ts';

/**
 * The image of an empty EDMS database: a gzipped tar of a PGlite data directory. Making a data directory costs
 * seconds and most of a gigabyte (initdb runs inside), unpacking one costs neither, so the build makes it once.
 */
const imageName = 'empty-edms.tar.gz';

/** The image is unpacked in pieces of this size: in Node's own small ones it takes three times as long. */
const PIECE = 2 ** 20;

/**
 * When the files of the image say that they were changed, in seconds since 1970: before anything else. They are synced
 * when they are unpacked, and the first commit, which syncs what changed a moment ago, need not do it again.
 */
export const IMAGE_TIME = 1e9;

/** What initdb leaves for making further databases, which nobody does here: more than a third of all files. */
const TEMPLATES = ['template0', 'template1'];

/** Makes the image. For the build (`npm run image`) and for tests; never for a person's machine. */
export async function makeEmbeddedImage(file: string): Promise<void> {
  const database = await PGlite.create({ dataDir: 'memory://' });
  const client = new PrismaClient({ adapter: new PrismaPGlite(database) });
  const label = 'embedded image';
  const connection: Connection = {
    kind: 'embedded',
    label,
    client,
    searchPath: undefined,
    occupy: async () => occupyEmbedded('memory://'),
    close: async () => {
      await client.$disconnect();
      await database.close();
    },
  };
  try {
    await writeTransaction(connection, (sql) => createEmptyEdms(sql, label));
    for (const name of TEMPLATES) {
      await database.exec(`update pg_database set datistemplate = false where datname = '${name}'`);
      await database.exec(`drop database ${name}`);
    }
    await database.exec('vacuum freeze analyze');
    await database.exec('checkpoint');
    const image = await database.dumpDataDir('gzip');
    await mkdir(path.dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    await writeFile(aside, new Uint8Array(await image.arrayBuffer()));
    await rename(aside, file);
  } finally {
    await connection.close();
  }
}

/** Where the build puts the image: `dist/embedded`, beside the bundles and seen from the sources alike. */
export function embeddedImagePath(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [
    path.join(here, '..', 'embedded'),
    path.join(here, '..', '..', '..', 'dist', 'embedded'),
  ];
  const folders = process.env.EDMS_EMBEDDED_IMAGE_FOLDER
    ? [process.env.EDMS_EMBEDDED_IMAGE_FOLDER]
    : candidates;
  const found = folders.map((folder) => path.join(folder, imageName)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new EngineError({
    code: 'INTERNAL',
    message: 'The image of the embedded database is missing.',
    consequence: 'No embedded database can be made; PostgreSQL servers can be used.',
    advice: 'Install the program again; in a checkout, run `npm run image`.',
  });
}

/**
 * Unpacks the image into the folder `data`, which does not exist yet. It is there whole or not at all; also after the
 * system itself has failed, where it `lasts`.
 */
export async function unpackEmbeddedImage(data: string, { lasts = true } = {}): Promise<void> {
  const image = embeddedImagePath();
  const aside = `${data}.new`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const tar = extract();
  const unpacking = pipeline(
    createReadStream(image, { highWaterMark: PIECE }),
    createGunzip({ chunkSize: PIECE }),
    tar,
  );
  await Promise.all([unpacking, unpackEntries(tar, aside)]);
  if (lasts) await syncFolder(aside);
  await rename(aside, data);
  if (lasts) await syncDirectory(path.dirname(data));
}

/** Written one after the other and in one go each: the files are many and small (16 MB at most). */
async function unpackEntries(tar: Extract, folder: string): Promise<void> {
  for await (const entry of tar) {
    // PGlite's tar names everything from the root of the data directory: `/base/5/1249`.
    const file = path.join(folder, path.normalize(`/${entry.header.name}`));
    if (entry.header.type === 'directory') {
      mkdirSync(file, { recursive: true, mode: 0o700 });
      entry.resume();
      continue;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) {
      if (chunk instanceof Uint8Array) chunks.push(chunk);
    }
    writeFileSync(file, Buffer.concat(chunks), { mode: 0o600 });
    utimesSync(file, IMAGE_TIME, IMAGE_TIME);
  }
}
