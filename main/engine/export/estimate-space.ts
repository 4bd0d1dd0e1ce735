import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from '../database/target.ts';
import { type DiskSpaceOf, diskSpace } from '../disk-space.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import { packingOf } from './export-format.ts';
import type { ExportRequest } from './export-report.ts';
import { exportedTables } from './exported-tables.ts';
import type { OutputFile } from './output-file.ts';
import { listStorage } from './stored-files.ts';

export interface SpaceOptions extends Pick<ExportRequest, 'path' | 'format' | 'select'> {
  readonly target: Target;
  readonly output: OutputFile;
  readonly storageRoot: string | null;
  readonly diskSpace?: DiskSpaceOf | undefined;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What an export writes at the same time, in bytes: the file itself, and what lies beside it on the way. */
export interface SpaceNeed {
  /** Less is out of the question, even where tables are mostly air and texts are very alike. */
  readonly surely: number;
  readonly likely: number;
}

/**
 * Looks whether the disk has room before anything is read: refuses what surely cannot end well, and tells of what may
 * not. Error: `STORAGE_FULL`.
 */
export async function checkSpace(options: SpaceOptions): Promise<void> {
  const space = await (options.diskSpace ?? diskSpace)(path.dirname(options.path));
  if (space === null) return;
  const need = await estimateSpace(options);
  if (space.freeBytes < need.surely) throw tooSmall(options.path, need, space.freeBytes);
  if (space.freeBytes < need.likely) options.onProblem(tight(need, space.freeBytes));
}

export async function estimateSpace(options: SpaceOptions): Promise<SpaceNeed> {
  const tables = await tableBytes(options.target);
  const factor = factorOf(options);
  const files = await filesNeed(options);
  return {
    surely: Math.round(tables * factor.surely + files.surely),
    likely: Math.round(tables * factor.likely + files.likely),
  };
}

/** Pages that a table has without a row in it, its indexes and its TOAST table included. */
const EMPTY_TABLE = 64 * 1024;

/** What the tables take in the database, indexes and long values included. */
async function tableBytes(target: Target): Promise<number> {
  const names = exportedTables(target).map(({ name }) => name);
  const [row] = await target.read((sql) =>
    sql.query<{ bytes: bigint }>(
      `select coalesce(sum(greatest(0, pg_total_relation_size(quote_ident(name)::regclass) - ${EMPTY_TABLE})), 0)::bigint as bytes
         from unnest($1::text[]) as name`,
      names,
    ),
  );
  return Number(row?.bytes ?? 0);
}

/**
 * Bytes written for a byte of the tables. `likely` is judged by the exports of some systems, rounded up; `surely`
 * is what is left when nine tenths of the tables are indexes and dead rows.
 */
function factorOf({ path: file, format, select }: SpaceOptions): SpaceNeed {
  // All records lie in the scratch folder before the selected ones are taken.
  if (select.length > 0) return { surely: 0.1, likely: 3 };
  switch (format) {
    case 'package':
      return { surely: 0.1, likely: 2 };
    case 'fixture':
    case 'ndjson':
      return packingOf(file, format) === 'gzip'
        ? { surely: 0.005, likely: 0.3 }
        : { surely: 0.1, likely: 1.7 };
    case 'csv':
      return { surely: 0.005, likely: 1.2 };
    case 'sqlite':
      return { surely: 0.1, likely: 2.2 };
    case 'pgdump':
      return { surely: 0.005, likely: 0.5 };
  }
}

/** What is compressed already, and hardly becomes smaller in an archive. */
const DENSE = /\.(docx|xlsx|pptx|odt|ods|odp|zip|gz|7z|jpe?g|png|mp4)$/i;

async function filesNeed(options: SpaceOptions): Promise<SpaceNeed> {
  const { format, storageRoot, select, output, signal } = options;
  // Which files a selection needs is known when its records are.
  if (format !== 'package' || storageRoot === null || select.length > 0) return { surely: 0, likely: 0 };
  let [dense, loose, largest] = [0, 0, 0];
  const onProblem = () => undefined;
  for (const file of await listStorage(storageRoot, { output, only: null, onProblem, signal })) {
    throwIfCancelled(signal);
    const size = (await lstat(path.join(storageRoot, file)).catch(() => null))?.size ?? 0;
    if (DENSE.test(file)) dense += size;
    else loose += size;
    largest = Math.max(largest, size);
  }
  return {
    surely: Math.max(dense * 0.8 + loose * 0.005, largest),
    // One file at a time lies in the scratch folder, in a zip its compressed form too.
    likely: dense + loose + largest * 2,
  };
}

function tooSmall(file: string, need: SpaceNeed, free: number): EngineError {
  return new EngineError({
    code: 'STORAGE_FULL',
    message: `There is not enough room for ${file}: it takes ${megabytes(need.surely)} at the very least, and ${megabytes(free)} are free.`,
    consequence: 'Nothing was written; the EDMS was only read.',
    advice: `Make room (about ${megabytes(need.likely)}), or export to another disk.`,
  });
}

function tight(need: SpaceNeed, free: number): Problem {
  return {
    code: 'SPACE_TIGHT',
    // The export that tells of it has come to its end.
    severity: 'note',
    message: `The disk had ${megabytes(free)} free before, and an export like this may take ${megabytes(need.likely)} on the way.`,
    advice: 'Make room before the next one.',
  };
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1024 / 1024)).toLocaleString('en-US')} MB`;
}
