import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ownIdentity } from '../database/process-identity.ts';
import { syncDirectory } from '../database/sync-folder.ts';
import { consoleHome } from '../home.ts';
import type { Marker } from './marker.ts';
import type { FileMoves } from './place-files.ts';

/**
 * The journal of one restore or undo: a folder that holds what is staged and a file `journal.json`, synced at
 * every step, so that whatever ends the process, the next start knows what to do:
 * - `staging`: nothing was committed; the folder is removed.
 * - `committing`: the commit was sent; the marker in the database tells what became of it.
 * - `committed`: the files have to be put in place.
 * It stands beside the files that it is about, inside the storage root; without any, in the console's home.
 */
export class RestoreJournal {
  readonly folder: string;
  #content: JournalContent;

  private constructor(folder: string, content: JournalContent) {
    this.folder = folder;
    this.#content = content;
  }

  /** Makes the folder and the journal in it. Rejects with the file system's error. */
  static async begin(parent: string, facts: JournalFacts): Promise<RestoreJournal> {
    const folder = path.join(parent, FOLDER_PREFIX + facts.job);
    await mkdir(parent, { recursive: true });
    active.add(folder);
    const journal = new RestoreJournal(folder, {
      version: 2,
      ...facts,
      host: os.hostname(),
      owner: ownIdentity(),
      state: 'staging',
      marker: null,
      moves: { places: [], removals: [], folders: [] },
    });
    try {
      await mkdir(folder, { mode: 0o700 });
      await journal.#write();
      await syncDirectory(parent);
      return journal;
    } catch (error) {
      await journal.end().catch(() => undefined);
      throw error;
    }
  }

  get moves(): FileMoves {
    return this.#content.moves;
  }

  /** Notes what will be done to files, before any of them is staged. */
  async plan(moves: FileMoves): Promise<void> {
    this.#content = { ...this.#content, moves };
    await this.#write();
  }

  /** Notes that the commit is about to be sent, and what will tell whether it happened. */
  async committing(marker: Marker): Promise<void> {
    this.#content = { ...this.#content, state: 'committing', marker };
    await this.#write();
  }

  async committed(): Promise<void> {
    this.#content = { ...this.#content, state: 'committed' };
    await this.#write();
  }

  /** Removes the folder with all that is in it: the work has ended, one way or the other. */
  async end(): Promise<void> {
    await removeJournal(this.folder).finally(() => active.delete(this.folder));
  }

  /** Leaves everything for the next start, as a process does that is killed. */
  leave(): void {
    active.delete(this.folder);
  }

  async #write(): Promise<void> {
    await writeSynced(this.folder, JOURNAL_FILE, JSON.stringify(this.#content));
  }
}

const FOLDER_PREFIX = '.edms-restore-';
const JOURNAL_FILE = 'journal.json';

/** What a journal says of the work that it is about. */
export interface JournalFacts {
  /** Id of the job; letters, digits, `_` and `-`. */
  readonly job: string;
  readonly operation: 'restore' | 'undo';
  /** The target's label. */
  readonly target: string;
}

/** Journals that this process is working on: recovering leaves them alone. */
const active = new Set<string>();

const text = z.string().max(4096);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Nothing in a storage folder is trusted: who can write there could have written a journal. */
const journalSchema = z.object({
  version: z.literal(2),
  job: z.string().regex(/^[\w-]{1,64}$/),
  operation: z.enum(['restore', 'undo']),
  target: text,
  host: text,
  owner: z.object({ pid: z.number().int().positive(), started: z.string().nullable() }),
  state: z.enum(['staging', 'committing', 'committed']),
  marker: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('row') }),
      z.object({ kind: z.literal('transaction'), id: z.string().regex(/^\d+$/) }),
    ])
    .nullable(),
  moves: z.object({
    places: z
      .array(
        z.object({ staged: z.string().regex(/^\d+$/), destination: text, replaces: hash.exactOptional() }),
      )
      .readonly(),
    removals: z.array(z.object({ path: text, sha256: hash })).readonly(),
    folders: z.array(text).readonly(),
  }),
});

/** As the first release of the console wrote it: the files alone, and the process by its number. */
const firstSchema = z
  .strictObject({ pid: z.number(), committed: z.boolean(), moves: journalSchema.shape.moves.shape.places })
  .transform(
    ({ pid, committed, moves }): JournalContent => ({
      version: 2,
      job: 'of-an-earlier-version',
      operation: 'restore',
      target: '',
      host: os.hostname(),
      owner: { pid, started: null },
      state: committed ? 'committed' : 'staging',
      marker: null,
      moves: { places: moves, removals: [], folders: [] },
    }),
  );

export type JournalContent = z.infer<typeof journalSchema>;

/**
 * A journal that was left behind. `absent`: the process ended before it was written, so nothing was done.
 * `foreign`: something that this version cannot read, which is left alone.
 */
export type LeftJournal =
  | { readonly kind: 'journal'; readonly folder: string; readonly content: JournalContent }
  | { readonly kind: 'absent'; readonly folder: string }
  | { readonly kind: 'foreign'; readonly folder: string };

/** Where journals without files are kept. */
export function journalHome(home = consoleHome()): string {
  return path.join(home, 'journals');
}

/** The journals in a folder that nobody in this process works on. A folder that is not there has none. */
export async function leftJournals(parent: string): Promise<readonly LeftJournal[]> {
  const names = await readdir(parent).catch(() => []);
  const folders = names
    .filter((name) => name.startsWith(FOLDER_PREFIX))
    .map((name) => path.join(parent, name))
    .filter((folder) => !active.has(folder));
  return Promise.all(folders.map(readJournal));
}

export async function removeJournal(folder: string): Promise<void> {
  // The journal goes last: a folder that is removed half way still says what it is.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name !== JOURNAL_FILE) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}

async function readJournal(folder: string): Promise<LeftJournal> {
  let written: string;
  try {
    written = await readFile(path.join(folder, JOURNAL_FILE), 'utf8');
  } catch {
    return { kind: 'absent', folder };
  }
  try {
    const content = z.union([journalSchema, firstSchema]).parse(JSON.parse(written));
    return { kind: 'journal', folder, content };
  } catch {
    return { kind: 'foreign', folder };
  }
}

/** Writes a file so that it is there as a whole or as it was before, and stays so when the power fails. */
export async function writeSynced(folder: string, name: string, content: string): Promise<void> {
  const temporary = path.join(folder, `${name}.new`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path.join(folder, name));
  await syncDirectory(folder);
}
