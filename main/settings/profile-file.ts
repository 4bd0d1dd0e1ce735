import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { EngineError, withoutSecrets } from '../engine/errors.ts';
import { replaceFile } from './json-file.ts';
import { type Profile, profileSchema, sameName } from './profile.ts';

/** What `profiles.json` holds. */
export interface ProfileList {
  readonly profiles: readonly Profile[];
  /** Ids of removed profiles whose secret could not be deleted yet, because the keychain was not to be had. */
  readonly forget: readonly string[];
}

/** The form of the file. A later console that changes it counts on; an older one then refuses to touch it. */
const FORM = 1;

const listSchema = z.object({
  form: z.number().int(),
  profiles: z.array(z.unknown()),
  forget: z.array(z.string()).default([]),
});

const NOTHING: ProfileList = { profiles: [], forget: [] };

/**
 * `<home>/settings/profiles.json`. Profiles are work that a person has done, so none is lost in silence: what
 * cannot be understood is set aside in a file beside it, with the values of passwords blanked, and named by
 * {@link notices}; the rest is used.
 */
export class ProfileFile {
  readonly #path: string;
  #dropped: readonly string[] = [];

  constructor(file: string) {
    this.#path = file;
  }

  /** Throws `SETTINGS_NOT_READABLE` when the file is there and cannot be read, or is a later console's. */
  read(): ProfileList {
    const text = this.#text();
    // A file without content is what a full disk leaves behind: nothing in it can be lost.
    if (text.trim() === '') return NOTHING;
    const list = listSchema.safeParse(jsonOf(text));
    if (!list.success) {
      this.#setAside(text);
      fs.rmSync(this.#path);
      return NOTHING;
    }
    if (list.data.form > FORM) throw this.#notReadable('It was written by a later version of the console.');
    const { profiles, wrong, dropped } = understood(list.data.profiles);
    const kept = { profiles, forget: list.data.forget };
    if (wrong) this.#setAside(text);
    if (wrong || dropped.length > 0) this.write(kept);
    this.#dropped = [...this.#dropped, ...dropped];
    return kept;
  }

  /** Throws `SETTINGS_NOT_READABLE` when the file cannot be written. */
  write({ profiles, forget }: ProfileList): void {
    try {
      replaceFile(this.#path, `${JSON.stringify({ form: FORM, profiles, forget }, null, 2)}\n`);
    } catch (error) {
      throw this.#notReadable(error instanceof Error ? error.message : String(error));
    }
  }

  /** Sentences for the person about what is not as it was written: files set aside, fields left out. */
  notices(): readonly string[] {
    return [
      ...this.#asideFiles().map(
        (file) =>
          `Profiles that could not be understood were set aside in ${file}. Add them again, then delete that file.`,
      ),
      ...this.#dropped,
    ];
  }

  #text(): string {
    try {
      return fs.readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw this.#notReadable(error instanceof Error ? error.message : String(error));
    }
  }

  #setAside(text: string): void {
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    replaceFile(this.#aside(`${stamp}.json`), blanked(text));
  }

  #asideFiles(): readonly string[] {
    const folder = path.dirname(this.#path);
    if (!fs.existsSync(folder)) return [];
    const names = fs.readdirSync(folder).filter((name) => name.startsWith(path.basename(this.#aside(''))));
    return names.sort().map((name) => path.join(folder, name));
  }

  #aside(rest: string): string {
    return this.#path.replace(/\.json$/, `.not-understood-${rest}`);
  }

  #notReadable(details: string): EngineError {
    return new EngineError({
      code: 'SETTINGS_NOT_READABLE',
      message: `The file with the profiles cannot be used: ${this.#path}.`,
      consequence: 'It was left as it is, and no other system was touched.',
      advice: 'Check who may read and write it, or use the version of the console that wrote it.',
      details,
    });
  }
}

interface Understood {
  readonly profiles: readonly Profile[];
  /** True when an entry is no profile, or stands for one that came before. */
  readonly wrong: boolean;
  /** A sentence for each profile that had fields which a profile does not have. */
  readonly dropped: readonly string[];
}

function understood(entries: readonly unknown[]): Understood {
  const profiles: Profile[] = [];
  const dropped: string[] = [];
  let wrong = false;
  for (const entry of entries) {
    const read = profileSchema.safeParse(entry);
    const taken = profiles.some(
      ({ id, name }) => read.success && (id === read.data.id || sameName(name, read.data.name)),
    );
    if (!read.success || taken) {
      wrong = true;
      continue;
    }
    profiles.push(read.data);
    const foreign = foreignFields(entry, read.data);
    if (foreign.length > 0) {
      dropped.push(
        `The profile ${read.data.name} held what no profile holds; it was removed: ${foreign.join(', ')}.`,
      );
    }
  }
  return { profiles, wrong, dropped };
}

/** The names of fields that were in `entry` and are not in the profile that was read from it. */
function foreignFields(entry: unknown, profile: object): readonly string[] {
  if (typeof entry !== 'object' || entry === null) return [];
  return Object.entries(entry).flatMap(([name, value]: readonly [string, unknown]) => {
    if (!Object.hasOwn(profile, name)) return [name.slice(0, 40)];
    const kept: unknown = Reflect.get(profile, name);
    return typeof kept === 'object' && kept !== null ? foreignFields(value, kept) : [];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Blanks what may be a password, in a text that need not be JSON. */
function blanked(text: string): string {
  const fields = /("[^"\n]*(?:pass|pwd|secret|token)[^"\n]*"\s*:\s*")(?:[^"\\\n]|\\.)*/gi;
  return withoutSecrets(text.replace(fields, '$1'));
}
