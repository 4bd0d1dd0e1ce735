import { isUtf8 } from 'node:buffer';
import type { Problem } from '../problems.ts';

/** An entry's path as {@link PackageEntry} shows it, or the problem for which it is not shown. */
export type CheckedName = { readonly path: string } | { readonly problem: Problem };

const LONGEST_PATH = 4096;
const LONGEST_NAME = 255;
const DRIVE = /^[A-Za-z]:/;
/** What stands at the top of a migration package (FORMATS, section 1). */
const TOP = new Set(['metadata.json', 'database', 'storage', 'configuration', 'scripts']);

/**
 * Checks the name of an entry, as the container writes it, and brings it into the form of a package's paths:
 * `/` between its parts, nothing in front. An empty path is the container's root.
 */
export function checkName(name: string): CheckedName {
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || DRIVE.test(path)) {
    return refused('ENTRY_ABSOLUTE_PATH', name, 'It names a place outside the package (an absolute path).');
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) {
    return refused('ENTRY_PARENT_PATH', name, 'It names a place outside the package (by "..").');
  }
  if (hasControlCharacter(path) || path.includes('\ufffd')) {
    return refused('ENTRY_BAD_NAME', name, 'Its name has characters that no file name should have.');
  }
  const joined = parts.join('/');
  if (joined.length > LONGEST_PATH || parts.some((part) => part.length > LONGEST_NAME)) {
    return refused('ENTRY_BAD_NAME', name, 'Its name is too long.');
  }
  return { path: joined };
}

/** Decodes a name that has to be UTF-8; null when it is not. */
export function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

export function badEncoding(bytes: Buffer): Problem {
  return refused('ENTRY_BAD_NAME', bytes.toString('latin1'), 'Its name is not written in UTF-8.').problem;
}

/** The problem of an entry that is neither file nor folder. */
export function notAFile(name: string, kind: 'link' | 'device'): Problem {
  return kind === 'link'
    ? refused('ENTRY_LINK', name, 'It is a link to another file; links are not followed.').problem
    : refused('ENTRY_DEVICE', name, 'It is a device, a pipe or a socket and no file.').problem;
}

export function duplicateName(path: string, used: 'first' | 'last'): Problem {
  return refused('ENTRY_DUPLICATE', path, `The package has it more than once; the ${used} one is used.`)
    .problem;
}

export function refused(code: string, name: string, reason: string): { readonly problem: Problem } {
  const shown = showable(name);
  return {
    problem: {
      code,
      severity: 'error',
      message: `The entry "${shown}" was passed over. ${reason}`,
      advice: 'Sound packages have no such entries. Find out who made this one before you use it.',
      where: { entry: shown },
    },
  };
}

/**
 * Takes the folder off that some tools put around a package. Each walk has its own: the folder is told from
 * the first entry that lies, one level down, where a package has its own (`acme/database/…`).
 */
export class Wrapper {
  #folder: string | null = null;

  strip(path: string): string {
    if (this.#folder === null) {
      const [first = '', second] = path.split('/', 2);
      if (TOP.has(first)) this.#folder = '';
      else if (second !== undefined && TOP.has(second)) this.#folder = `${first}/`;
    }
    return this.#folder !== null && path.startsWith(this.#folder) ? path.slice(this.#folder.length) : path;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** A name that may come from anywhere, fit to be shown. */
function showable(name: string): string {
  const short = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  return Array.from(short, (char) => (hasControlCharacter(char) ? '\ufffd' : char)).join('');
}
