import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflateRaw, createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { EXPORTED_AT } from './system.ts';
import { crc32, ZipWriter } from './zip.ts';

/** Something that the files of a package are put into, one after the other. */
export interface Container {
  add(name: string, content: Buffer): Promise<void>;
  /** Adds a file of `size` bytes from the disk, as a stream. */
  addFile(name: string, file: string, size: number): Promise<void>;
  end(): Promise<void>;
}

/** Chooses by the ending of `target`: `.tar.gz`, `.tgz`, `.tar`, `.zip`, and a folder otherwise. */
export async function containerFor(target: string, wrapper: string, compression: number): Promise<Container> {
  await mkdir(path.dirname(path.resolve(target)), { recursive: true });
  const prefix = wrapper ? `${wrapper}/` : '';
  if (target.endsWith('.zip')) return zipContainer(target, prefix, compression);
  if (/\.(tar\.gz|tgz|tar)$/.test(target)) return tarContainer(target, wrapper, compression);
  return folderContainer(path.join(target, prefix));
}

function folderContainer(root: string): Container {
  const place = async (name: string): Promise<string> => {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    return file;
  };
  return {
    add: async (name, content) => writeFile(await place(name), content),
    addFile: async (name, file) => copyFile(file, await place(name)),
    end: async () => {},
  };
}

/** Entries start with `./` and folders come before what is in them, as the EDMS's own packages have it. */
function tarContainer(target: string, wrapper: string, compression: number): Container {
  const pack = tar.pack();
  const output = createWriteStream(target);
  const done = target.endsWith('.tar')
    ? pipeline(pack, output)
    : pipeline(pack, createGzip({ level: compression }), output);
  const prefix = wrapper ? `${wrapper}/` : './';
  const folders = new Set<string>();

  /** Waits until an entry is in the archive, or until the archive has failed. */
  const put = async (
    header: Partial<tar.Header> & { readonly name: string },
    content?: Buffer,
  ): Promise<void> => {
    const entry = new Promise<void>((resolve, reject) => {
      const close = (error?: Error | null): void => (error ? reject(error) : resolve());
      if (content) pack.entry(header, content, close);
      else pack.entry(header, close);
    });
    await Promise.race([entry, done]);
  };
  const addFolders = async (name: string): Promise<void> => {
    const parts = name.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = `${prefix}${parts.slice(0, depth).join('/')}/`;
      if (folders.has(folder)) continue;
      folders.add(folder);
      await put({ ...COMMON, name: folder, type: 'directory', mode: 0o755 });
    }
  };

  return {
    add: async (name, content) => {
      await addFolders(name);
      await put({ ...COMMON, name: prefix + name, size: content.length, mode: 0o644 }, content);
    },
    addFile: async (name, file, size) => {
      await addFolders(name);
      const entry = pack.entry({ ...COMMON, name: prefix + name, size, mode: 0o644 });
      await Promise.race([pipeline(createReadStream(file), entry), done]);
    },
    end: async () => {
      pack.finalize();
      await done;
    },
  };
}

const COMMON = { mtime: new Date(EXPORTED_AT - (EXPORTED_AT % 1000)), uid: 0, gid: 0 };

/** The sizes stand in front of every entry, so a large one is deflated into a temporary file first. */
function zipContainer(target: string, prefix: string, compression: number): Container {
  const writer = new ZipWriter(createWriteStream(target));
  return {
    add: (name, content) => writer.add(prefix + name, content),
    addFile: async (name, file, size) => {
      const scratch = await mkdtemp(path.join(tmpdir(), 'edms-invent-'));
      try {
        const deflated = path.join(scratch, 'deflated');
        let crc = 0;
        const watch = new Transform({
          transform(chunk: Buffer, _encoding, next) {
            crc = crc32(chunk, crc);
            next(null, chunk);
          },
        });
        const deflate = createDeflateRaw({ level: compression });
        await pipeline(createReadStream(file), watch, deflate, createWriteStream(deflated));
        const packed = (await stat(deflated)).size;
        await writer.addDeflated(prefix + name, createReadStream(deflated), { crc, packed, size });
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
    end: () => writer.end(),
  };
}
