import { spawn } from 'node:child_process';
import type { LibpqEnvironment } from '../database/libpq-environment.ts';
import { quote } from '../database/quote.ts';
import type { Sql, Target } from '../database/target.ts';
import { EngineError, throwIfCancelled, withoutSecrets } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { type ExportRequest, isSelection } from './export-report.ts';
import { countModels, type ExportCounts } from './export-tables.ts';
import { exportedTables } from './exported-tables.ts';
import { findPgDump } from './find-pg-dump.ts';
import type { ByteSink } from './output-file.ts';
import { countRows } from './read-records.ts';

export interface RunPgDumpOptions {
  readonly target: Target;
  readonly output: ByteSink;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Who is signed in to the EDMS stays where it is, as in all other formats. */
const SESSIONS_TABLE = 'django_session';
/** Milliseconds that pg_dump waits for a lock, as everything of ours does. */
const LOCK_PATIENCE = 60_000;
/** What is kept of what pg_dump says. */
const MOST_WORDS = 4000;

/** Refuses what an archive of `pg_dump` cannot be, before anything is done. Error: `USAGE`. */
export function refuseForPgDump(target: Target, request: ExportRequest): void {
  const refuse = (message: string, advice: string) => {
    throw new EngineError({ code: 'USAGE', message, consequence: 'Nothing was written.', advice });
  };
  if (target.libpq() === null)
    refuse(
      'pg_dump needs a server to connect to; an embedded database runs inside this program and has none.',
      'Export it as a package or as SQLite.',
    );
  if (isSelection(request))
    refuse(
      'pg_dump takes whole tables: it cannot export a selection of records.',
      'Leave the selection away, or export a package, a fixture, CSV or SQLite.',
    );
  if (request.canonical)
    refuse(
      'pg_dump writes the time into its archives: two of the same rows are never the same bytes.',
      'Leave "canonical" away, or export a package or a fixture.',
    );
}

/**
 * Exports the whole database as `pg_dump --format=custom` does, the sessions left out. The rows are counted in the
 * same snapshot. Errors: `PG_DUMP_…`, `CANCELLED`.
 */
export async function runPgDump(options: RunPgDumpOptions): Promise<ExportCounts> {
  const { target, signal } = options;
  const connection = target.libpq();
  if (connection === null) throw new Error('An embedded database cannot be dumped');
  const { program } = await findPgDump(Math.floor(target.schema.serverVersion / 10_000));
  return target.readHeld(async (sql) => {
    const tables = exportedTables(target);
    const names = tables.map(({ name }) => name);
    const counts = countModels(tables, await countRows(names, sql, signal));
    await dump(
      program,
      [...argumentsOf(target), `--snapshot=${await exportSnapshot(sql)}`],
      connection,
      options,
    );
    return counts;
  }, options);
}

/** Good for as long as the transaction lasts. */
async function exportSnapshot(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ id: string }>('select pg_export_snapshot() as id');
  return row?.id ?? '';
}

/** Who connects, and how, is in the environment alone: a list of processes shows arguments. */
function argumentsOf({ schema }: Target): readonly string[] {
  return [
    '--format=custom',
    '--no-password',
    `--lock-wait-timeout=${LOCK_PATIENCE}`,
    `--exclude-table-data=${quote(schema.schemaName)}.${quote(SESSIONS_TABLE)}`,
  ];
}

async function dump(
  program: string,
  args: readonly string[],
  connection: LibpqEnvironment,
  { output, meter, onProblem, signal }: RunPgDumpOptions,
): Promise<void> {
  throwIfCancelled(signal);
  meter.start('reading', 0, 'bytes');
  const child = spawn(program, args, {
    env: { ...withoutOwn(process.env), ...connection, PGAPPNAME: 'EDMS Backup Console', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
  });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  let words = '';
  child.stderr.on('data', (piece: Buffer) => {
    words = `${words}${piece}`.slice(-MOST_WORDS);
  });
  try {
    for await (const piece of child.stdout) {
      await output.write(piece);
      meter.advance(piece.length);
    }
    const status = await ended;
    throwIfCancelled(signal);
    if (status !== 0) throw failed(status, words);
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    await ended;
  }
  if (words.trim() !== '') onProblem(warned(words));
  meter.finish();
}

/** What the console itself is told in its environment (passwords) is none of the program's business. */
function withoutOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('EDMS_')));
}

function failed(status: number | Error, words: string): EngineError {
  const lastLine = withoutSecrets(words).trim().split('\n').at(-1) ?? '';
  return new EngineError({
    code: 'PG_DUMP_FAILED',
    message: `pg_dump did not come to its end${lastLine === '' ? '' : `: ${lastLine.slice(0, 300)}`}.`,
    consequence: 'What it had written is gone; the EDMS was only read.',
    advice:
      'See the details. It needs the right to read every table of the database; a package needs only those of the EDMS.',
    details:
      `${status instanceof Error ? status.message : `status ${status}`}\n${withoutSecrets(words)}`.slice(
        0,
        2000,
      ),
  });
}

function warned(words: string): Problem {
  return {
    code: 'PG_DUMP_WARNED',
    severity: 'warning',
    message: `pg_dump said: ${withoutSecrets(words).trim().slice(0, 500)}`,
  };
}
