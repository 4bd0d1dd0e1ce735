import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import type { Problem } from '../problems.ts';

/** A file of the EDMS's configuration, as a package holds it. */
export interface ConfigurationFile {
  /** Where it lies on this system. */
  readonly original: string;
  /** Below `configuration/` in the package. */
  readonly name: string;
  readonly content: Buffer;
  readonly sha256: string;
  readonly mtimeMs: number;
  readonly containsSecrets: boolean;
}

/** What a package has of the EDMS's configuration. */
export interface Configuration {
  readonly files: readonly ConfigurationFile[];
  /** Files that may hold secrets, which were not asked for. */
  readonly leftOut: readonly string[];
}

export const NO_CONFIGURATION: Configuration = { files: [], leftOut: [] };

/** A larger file is no configuration. */
const MOST_BYTES = 1024 * 1024;
/** How deep below the project's folder the settings of Django may lie: `edms/settings/base.py`. */
const DEPTH = 3;
const NOT_LOOKED_INTO = /^(\.|node_modules$|venv$|env$|__pycache__$|storage$|static)/;

/**
 * What a person would not want to see elsewhere, or what may be: a file that merely speaks of a password counts, since
 * nobody can tell a value from a name for certain.
 */
const SECRET =
  /secret|passw|pwd|token|credential|api_?key|private_?key|access_?key|\w:\/\/[^\s/'"]*:[^\s/'"]*@/i;

/**
 * The environment files and Django settings of the EDMS's project folder. Links are not followed. Without `secrets`
 * environment files and settings that may hold secrets are named, not read on. Error: `USAGE`.
 */
export async function readConfiguration(
  folder: string,
  secrets: boolean,
  onProblem: (problem: Problem) => void,
): Promise<Configuration> {
  if (!(await lstat(folder).catch(() => null))?.isDirectory()) throw noFolder(folder);
  const files: ConfigurationFile[] = [];
  const leftOut: string[] = [];
  for (const { original, name } of await findFiles(folder)) {
    const facts = await lstat(original);
    const content = facts.size > MOST_BYTES ? null : await readFile(original).catch(() => null);
    if (content === null) {
      onProblem(unreadable(original));
      continue;
    }
    const containsSecrets = name.endsWith('.env') || SECRET.test(content.toString('utf8'));
    if (containsSecrets && !secrets) {
      leftOut.push(original);
      continue;
    }
    const sha256 = createHash('sha256').update(content).digest('hex');
    files.push({ original, name, content, sha256, mtimeMs: facts.mtimeMs, containsSecrets });
  }
  if (files.length + leftOut.length === 0) onProblem(nothingFound(folder));
  if (leftOut.length > 0) onProblem(secretsLeftOut(leftOut));
  return { files, leftOut };
}

type Found = Pick<ConfigurationFile, 'original' | 'name'>;

async function findFiles(folder: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  const walk = async (place: string, depth: number): Promise<void> => {
    const entries: readonly Dirent[] = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const original = path.join(place, entry.name);
      const name = entry.isFile() ? nameOf(entry.name, path.relative(folder, place)) : null;
      if (name !== null && !found.some((one) => one.name === name)) found.push({ original, name });
      if (entry.isDirectory() && depth < DEPTH && !NOT_LOOKED_INTO.test(entry.name))
        await walk(original, depth + 1);
    }
  };
  await walk(folder, 1);
  return found;
}

/** The name of a file in a package, as the EDMS's own have it; null for a file that is no configuration. */
function nameOf(file: string, below: string): string | null {
  if (below === '') {
    if (file === '.env') return 'environment_variables.env';
    const [, kind] = /^\.env\.([\w.-]+)$/.exec(file) ?? [];
    if (kind !== undefined) return `${kind}_environment.env`;
    if (file.endsWith('.env')) return file;
  }
  const isSettings =
    path.basename(below) === 'settings' ? file.endsWith('.py') : /^settings\w*\.py$/.test(file);
  return isSettings ? `django_settings/${file}` : null;
}

function noFolder(folder: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `There is no folder ${folder} to take the EDMS's configuration from.`,
    consequence: 'Nothing was written.',
    advice: "Name the EDMS's project folder, the one with its .env file, or leave it away.",
  });
}

function nothingFound(folder: string): Problem {
  return {
    code: 'CONFIGURATION_ABSENT',
    severity: 'warning',
    message: `There are no .env files and no settings in ${folder}; the export has no configuration.`,
    advice: "Name the EDMS's project folder, the one with its .env file.",
  };
}

function secretsLeftOut(files: readonly string[]): Problem {
  return {
    code: 'SECRETS_LEFT_OUT',
    severity: 'note',
    message: `Not in the export, because they may hold secrets: ${files.map((file) => path.basename(file)).join(', ')}.`,
    advice: 'Keep them in another safe place, or export with the secrets.',
  };
}

function unreadable(file: string): Problem {
  return {
    code: 'FILE_LEFT_OUT',
    severity: 'error',
    message: `${file} of the configuration is not in the export: it cannot be read, or is too large for a configuration.`,
    where: { entry: file },
  };
}
