import { once } from 'node:events';
import tar from 'tar-stream';
import { joinCrc32 } from '../package/crc32.ts';
import type { Archive } from './archive.ts';
import { DEFLATE_END, type DeflateBody, type Deflated, deflateBody } from './deflate-body.ts';
import type { OutputFile } from './output-file.ts';

/** Entries of a tar begin at a multiple of this, and two empty ones end it. */
const BLOCK = 512;
/** A gzip file without a name or a time (RFC 1952), made on whatever system. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A `.tar.gz`. Entries start with `./` and folders come before what is in them, as the EDMS's own packages have it. */
export function tarArchive(output: OutputFile, folderMtimeMs: number): Archive {
  const gzip = new JoinedGzip(output);
  const folders = new Set<string>();

  const addFolders = async (name: string): Promise<void> => {
    const parts = name.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = `./${parts.slice(0, depth).join('/')}/`;
      if (folders.has(folder)) continue;
      folders.add(folder);
      await gzip.write(
        await headOf({ ...common(folderMtimeMs), name: folder, type: 'directory', mode: 0o755 }),
      );
    }
  };
  const begin = async (name: string, size: number, mtimeMs: number): Promise<void> => {
    await addFolders(name);
    await gzip.write(await headOf({ ...common(mtimeMs), name: `./${name}`, size, mode: 0o644 }));
  };
  const pad = (size: number) => gzip.write(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));

  return {
    add: async (name, content, mtimeMs) => {
      await begin(name, content.length, mtimeMs);
      await gzip.write(content);
      await pad(content.length);
    },
    addFile: async (name, file, size, mtimeMs) => {
      await begin(name, size, mtimeMs);
      let bytes = 0;
      for await (const piece of output.readScratch(file)) {
        bytes += piece.length;
        await gzip.write(piece);
      }
      if (bytes !== size) throw new Error(`${name} has ${bytes} bytes where ${size} were announced`);
      await pad(size);
    },
    addPacked: async (name, packed, mtimeMs) => {
      await begin(name, packed.size, mtimeMs);
      await gzip.join(packed, output.readScratch(packed.body));
      await pad(packed.size);
    },
    end: async () => {
      await gzip.write(Buffer.alloc(2 * BLOCK));
      await gzip.end();
    },
    destroy: () => gzip.destroy(),
  };
}

/** One gzip member out of what is deflated here and what was deflated before. */
class JoinedGzip {
  readonly #output: OutputFile;
  #open: DeflateBody | null = null;
  #begun = false;
  #whole: Deflated = { crc: 0, size: 0 };

  constructor(output: OutputFile) {
    this.#output = output;
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.#begun) await this.#begin();
    this.#open ??= deflateBody(this.#output);
    await this.#open.write(bytes);
  }

  async join(deflated: Deflated, body: AsyncIterable<Buffer>): Promise<void> {
    await this.#close();
    for await (const piece of body) await this.#output.write(piece);
    this.#count(deflated);
  }

  async end(): Promise<void> {
    await this.#close();
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(this.#whole.crc, 0);
    tail.writeUInt32LE(this.#whole.size % 2 ** 32, 4);
    await this.#output.write(Buffer.concat([DEFLATE_END, tail]));
  }

  destroy(): void {
    this.#open?.destroy();
  }

  async #begin(): Promise<void> {
    this.#begun = true;
    await this.#output.write(GZIP_HEAD);
  }

  async #close(): Promise<void> {
    if (this.#open === null) return;
    const deflated = await this.#open.end();
    this.#open = null;
    this.#count(deflated);
  }

  #count({ crc, size }: Deflated): void {
    this.#whole = { crc: joinCrc32(this.#whole.crc, crc, size), size: this.#whole.size + size };
  }
}

/** The blocks before the content of an entry. */
async function headOf(header: Partial<tar.Header> & { readonly name: string }): Promise<Buffer> {
  const pack = tar.pack();
  const entry = pack.entry(header);
  // It is thrown away before its content has come.
  entry.on('error', () => undefined);
  pack.on('error', () => undefined);
  await once(pack, 'readable');
  const pieces: Buffer[] = [];
  for (let piece: unknown = pack.read(); piece instanceof Buffer; piece = pack.read()) pieces.push(piece);
  pack.destroy();
  return Buffer.concat(pieces);
}

function common(mtimeMs: number): { readonly mtime: Date; readonly uid: number; readonly gid: number } {
  return { mtime: new Date(Math.max(0, Math.floor(mtimeMs / 1000) * 1000)), uid: 0, gid: 0 };
}
