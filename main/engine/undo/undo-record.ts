import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import { z } from 'zod';
import { syncDirectory } from '../database/sync-folder.ts';
import { EngineError } from '../errors.ts';
import { writeGzip } from '../gzip-writes.ts';

/**
 * The undo record of a job: what its restore changed or removed, and which rows and files it created, so that it
 * can be taken back. A gzipped file of JSON lines in the job's folder, in the order in which they came:
 *
 *     {"kind":"edms-undo-record","version":1,"job":…,"target":…,"storageRoot":…,"at":…}
 *     {"t":"users","before":"<row as JSON text>"}            a row that was changed or removed, as it was
 *     {"t":"users","key":"{\"id\":7}","after":"<md5>"}       a row that the restore left, and the hash of its JSON text
 *     {"file":"documents/a.docx","sha256":…,"kept":"0"}      a file that was placed; `kept` is the one that made way
 *     {"folder":"documents/new"}                             a folder that was made
 *     {"kind":"end","rows":…,"files":…}
 *
 * Rows are `row_to_json(t)::text`, which `json_populate_record` turns back into the same row, to the last digit.
 * Only the account that runs the console can read it: rows of users hold password hashes.
 */
const NAME = 'undo.ndjson.gz';
const FILES = 'undo-files';

export interface UndoHeader {
  readonly job: string;
  /** The target's label. */
  readonly target: string;
  readonly storageRoot: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export type UndoEntry =
  | { readonly kind: 'before'; readonly table: string; readonly row: string }
  | { readonly kind: 'after'; readonly table: string; readonly key: string; readonly hash: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly sha256: string;
      readonly kept: string | null;
      readonly keptSha256: string | null;
    }
  | { readonly kind: 'folder'; readonly path: string };

/** Writes an undo record. It counts once {@link UndoWriter.finish} has put it in place, complete and synced. */
export class UndoWriter {
  readonly #folder: string;
  readonly #gzip: Gzip;
  readonly #written: Promise<void>;
  #rows = 0;
  #files = 0;

  private constructor(folder: string, gzip: Gzip, written: Promise<void>) {
    this.#folder = folder;
    this.#gzip = gzip;
    this.#written = written;
    // Told by the write that meets it, or at the end.
    written.catch(() => undefined);
  }

  /** Begins a record in a job's folder, in place of one that was begun before. */
  static async begin(folder: string, header: UndoHeader): Promise<UndoWriter> {
    await removeUndoRecord(folder);
    await mkdir(path.join(folder, FILES), { recursive: true, mode: 0o700 });
    const gzip = createGzip({ level: 3 });
    const file = createWriteStream(path.join(folder, `${NAME}.new`), { mode: 0o600 });
    const writer = new UndoWriter(folder, gzip, pipeline(gzip, file));
    await writer.#line({ kind: 'edms-undo-record', version: 1, ...header });
    return writer;
  }

  get rows(): number {
    return this.#rows;
  }

  async before(table: string, row: string): Promise<void> {
    this.#rows += 1;
    await this.#line({ t: table, before: row });
  }

  async after(table: string, key: string, hash: string): Promise<void> {
    this.#rows += 1;
    await this.#line({ t: table, key, after: hash });
  }

  async folder(name: string): Promise<void> {
    await this.#line({ folder: name });
  }

  /** Notes a file that is placed; `present` is the one that makes way, which is copied. */
  async file(
    name: string,
    sha256: string,
    present: { readonly path: string; readonly sha256: string } | null,
  ): Promise<void> {
    const kept = present === null ? null : String(this.#files);
    if (present !== null && kept !== null) {
      const copy = path.join(this.#folder, FILES, kept);
      await pipeline(
        createReadStream(present.path),
        createGzip({ level: 3 }),
        createWriteStream(copy, { mode: 0o600 }),
      );
      await syncFile(copy);
    }
    this.#files += 1;
    await this.#line({
      file: name,
      sha256,
      ...(present === null ? {} : { kept, keptSha256: present.sha256 }),
    });
  }

  /** Completes the record and puts it in place: from here on it survives a crash. */
  async finish(): Promise<void> {
    await this.#line({ kind: 'end', rows: this.#rows, files: this.#files });
    this.#gzip.end();
    await this.#written;
    const temporary = path.join(this.#folder, `${NAME}.new`);
    await syncFile(temporary);
    await rename(temporary, path.join(this.#folder, NAME));
    await syncDirectory(path.join(this.#folder, FILES));
    await syncDirectory(this.#folder);
  }

  /** Gives the record up: what it is about was not done. */
  async discard(): Promise<void> {
    this.#gzip.destroy();
    await finished(this.#gzip).catch(() => undefined);
    await this.#written.catch(() => undefined);
    await removeUndoRecord(this.#folder);
  }

  async #line(value: object): Promise<void> {
    if (this.#gzip.destroyed) await this.#written;
    await writeGzip(this.#gzip, `${JSON.stringify(value)}\n`, this.#written);
  }
}

/** Removes the undo record of a job, also one that was only begun. */
export async function removeUndoRecord(folder: string): Promise<void> {
  for (const name of [NAME, `${NAME}.new`, FILES])
    await rm(path.join(folder, name), { recursive: true, force: true });
}

const lineSchema = z.union([
  z
    .strictObject({ t: z.string(), before: z.string() })
    .transform(({ t, before }): UndoEntry => ({ kind: 'before', table: t, row: before })),
  z
    .strictObject({ t: z.string(), key: z.string(), after: z.string() })
    .transform(({ t, key, after }): UndoEntry => ({ kind: 'after', table: t, key, hash: after })),
  z
    .strictObject({
      file: z.string(),
      sha256: z.string(),
      kept: z.string().regex(/^\d+$/).optional(),
      keptSha256: z.string().optional(),
    })
    .transform(
      ({ file, sha256, kept, keptSha256 }): UndoEntry => ({
        kind: 'file',
        path: file,
        sha256,
        kept: kept ?? null,
        keptSha256: keptSha256 ?? null,
      }),
    ),
  z
    .strictObject({ folder: z.string() })
    .transform(({ folder }): UndoEntry => ({ kind: 'folder', path: folder })),
]);

const headerSchema = z.strictObject({
  kind: z.literal('edms-undo-record'),
  version: z.literal(1),
  job: z.string(),
  target: z.string(),
  storageRoot: z.string().nullable(),
  at: z.string(),
});
const endSchema = z.strictObject({ kind: z.literal('end'), rows: z.number(), files: z.number() });

/** Reads the header of a job's undo record. Error: `UNDO_NOT_POSSIBLE` when there is none that can be read. */
export async function readUndoHeader(folder: string): Promise<UndoHeader> {
  for await (const line of lines(folder)) return parseHeader(line);
  throw unreadable('it is empty');
}

/**
 * The entries of a job's undo record, as a stream. Error: `UNDO_NOT_POSSIBLE` when the record is not there, damaged
 * or incomplete; that is known for certain only at the end, so nothing may be committed before.
 */
export async function* readUndoRecord(folder: string): AsyncGenerator<UndoEntry> {
  let header: UndoHeader | null = null;
  let ended = false;
  for await (const line of lines(folder)) {
    if (header === null) {
      header = parseHeader(line);
      continue;
    }
    const value: unknown = parseLine(line);
    if (endSchema.safeParse(value).success) {
      ended = true;
      continue;
    }
    const entry = lineSchema.safeParse(value);
    if (ended || !entry.success) throw unreadable('a line of it is damaged');
    yield entry.data;
  }
  if (!ended) throw unreadable('its end is missing');
}

/** Unpacks a kept file to `destination`, which must not exist, and syncs it. */
export async function unpackKeptFile(folder: string, kept: string, destination: string): Promise<void> {
  const file = createWriteStream(destination, { flags: 'wx', mode: 0o644 });
  await pipeline(createReadStream(path.join(folder, FILES, kept)), createGunzip(), file);
  await syncFile(destination);
}

async function* lines(folder: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  const piped = pipeline(createReadStream(path.join(folder, NAME)), gunzip);
  piped.catch(() => undefined);
  try {
    let rest = '';
    for await (const chunk of gunzip.setEncoding('utf8')) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  } finally {
    gunzip.destroy();
  }
}

function parseHeader(line: string): UndoHeader {
  const header = headerSchema.safeParse(parseLine(line));
  if (!header.success) throw unreadable('it was written by another version of the console');
  const { job, target, storageRoot, at } = header.data;
  return { job, target, storageRoot, at };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw unreadable('a line of it is damaged', error);
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

function unreadable(because: string, cause?: unknown): EngineError {
  return new EngineError(
    {
      code: 'UNDO_NOT_POSSIBLE',
      message: `There is no undo record of this job that can be used: ${because}.`,
      consequence: 'Nothing was changed.',
      advice: 'Restore a backup or package of the time before instead.',
    },
    cause,
  );
}
