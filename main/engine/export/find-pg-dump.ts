import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EngineError } from '../errors.ts';

/** A `pg_dump` that runs here. */
export interface PgDump {
  readonly program: string;
  /** `15.14`. */
  readonly version: string;
  readonly major: number;
}

/** Where PostgreSQL puts its programs beside the search path: a folder of versions, and the way from one of them. */
const USUAL: readonly (readonly [folder: string, below: string])[] =
  process.platform === 'win32'
    ? [[path.join(process.env.ProgramFiles ?? 'C:\\Program Files', 'PostgreSQL'), 'bin']]
    : [
        ['/usr/lib/postgresql', 'bin'],

        ['/opt/homebrew/opt', 'bin'],
        ['/usr/local/opt', 'bin'],
        ['/Library/PostgreSQL', 'bin'],
      ];
const NAME = process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump';
/** Milliseconds in which a program says its version. */
const PATIENCE = 10_000;

/**
 * The `pg_dump` that suits a server: the oldest that is at least as new, since an older one refuses, and the archive of
 * a newer one cannot be read by that server's own `pg_restore`. `EDMS_PG_DUMP` names one that is taken instead.
 * Errors: `PG_DUMP_NOT_FOUND`, `PG_DUMP_TOO_OLD`.
 */
export async function findPgDump(
  serverMajor: number,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PgDump> {
  const named = environment.EDMS_PG_DUMP;
  const programs = named ? [named] : await candidates(environment);
  const found: PgDump[] = [];
  for (const program of programs) {
    const dump = await versionOf(program);
    if (dump !== null) found.push(dump);
  }
  const newest = found.reduce<PgDump | null>((a, b) => (a !== null && a.major >= b.major ? a : b), null);
  if (newest === null) throw notFound(named, serverMajor);
  if (newest.major < serverMajor) throw tooOld(newest, serverMajor);
  const able = found.filter(({ major }) => major >= serverMajor);
  return able.reduce((a, b) => (b.major < a.major ? b : a));
}

async function candidates(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folders = (environment.PATH ?? environment.Path ?? '').split(path.delimiter).filter(path.isAbsolute);
  for (const [folder, below] of USUAL) {
    for (const version of await readdir(folder).catch(() => []))
      if (/^(\d|postgresql|libpq)/.test(version)) folders.push(path.join(folder, version, below));
  }
  return [...new Set(folders)].map((folder) => path.join(folder, NAME));
}

async function versionOf(program: string): Promise<PgDump | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], {
      timeout: PATIENCE,
      windowsHide: true,
    });
    const [, version = '', major] = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(stdout) ?? [];
    return major === undefined ? null : { program, version, major: Number(major) };
  } catch {
    return null;
  }
}

function notFound(named: string | undefined, serverMajor: number): EngineError {
  return new EngineError({
    code: 'PG_DUMP_NOT_FOUND',
    message: named
      ? `EDMS_PG_DUMP names ${named}, which is no pg_dump that runs here.`
      : 'There is no pg_dump on this computer.',
    consequence: 'Nothing was written; the EDMS was only read.',
    advice: `Install PostgreSQL's client programs, version ${serverMajor} or newer, or name pg_dump in EDMS_PG_DUMP. A package needs none.`,
  });
}

function tooOld({ program, version }: PgDump, serverMajor: number): EngineError {
  return new EngineError({
    code: 'PG_DUMP_TOO_OLD',
    message: `The server is PostgreSQL ${serverMajor}; the newest pg_dump here is ${version}, which refuses it.`,
    consequence: 'Nothing was written; the EDMS was only read.',
    advice: `Install PostgreSQL's client programs, version ${serverMajor} or newer, or name pg_dump in EDMS_PG_DUMP. A package needs none.`,
    details: program,
  });
}
