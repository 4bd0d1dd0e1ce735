import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import type { Archive } from './archive.ts';
import type { OutputFile } from './output-file.ts';

/** A `.tar.gz`. Entries start with `./` and folders come before what is in them, as the EDMS's own packages have it. */
export function tarArchive(output: OutputFile, folderMtimeMs: number): Archive {
  const pack = tar.pack();
  const done = pipeline(pack, createGzip(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await output.write(piece);
  });
  // Each step waits for it too; without a step nobody may hear of it.
  done.catch(() => undefined);
  const folders = new Set<string>();

  const put = (header: Partial<tar.Header> & { readonly name: string }, content?: Buffer): Promise<void> => {
    const entry = new Promise<void>((resolve, reject) => {
      const close = (error?: Error | null): void => (error ? reject(error) : resolve());
      if (content) pack.entry(header, content, close);
      else pack.entry(header, close);
    });
    return Promise.race([entry, done]);
  };
  const addFolders = async (name: string): Promise<void> => {
    const parts = name.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = `./${parts.slice(0, depth).join('/')}/`;
      if (folders.has(folder)) continue;
      folders.add(folder);
      await put({ ...common(folderMtimeMs), name: folder, type: 'directory', mode: 0o755 });
    }
  };

  return {
    add: async (name, content, mtimeMs) => {
      await addFolders(name);
      await put({ ...common(mtimeMs), name: `./${name}`, size: content.length, mode: 0o644 }, content);
    },
    addFile: async (name, file, size, mtimeMs) => {
      await addFolders(name);
      const entry = pack.entry({ ...common(mtimeMs), name: `./${name}`, size, mode: 0o644 });
      await Promise.race([pipeline(output.readScratch(file), entry), done]);
    },
    end: async () => {
      pack.finalize();
      await done;
    },
    destroy: () => pack.destroy(),
  };
}

function common(mtimeMs: number): { readonly mtime: Date; readonly uid: number; readonly gid: number } {
  return { mtime: new Date(Math.max(0, Math.floor(mtimeMs / 1000) * 1000)), uid: 0, gid: 0 };
}
