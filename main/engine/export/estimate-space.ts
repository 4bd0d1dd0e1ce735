import path from 'node:path';
import type { HeldOptions, Target } from '../database/target.ts';
import { type DiskSpaceOf, diskSpace } from '../disk-space.ts';
import { EngineError } from '../errors.ts';
import { bytesText } from '../figures.ts';
import type { Problem } from '../problems.ts';
import { packingOf } from './export-format.ts';
import { type ExportRequest, isSelection } from './export-report.ts';
import { measureFiles, measureTables, type SourceSize } from './measure-source.ts';
import type { OutputFile } from './output-file.ts';

/** What of an export its size depends on. */
export type SizedRequest = Pick<ExportRequest, 'path' | 'format' | 'select' | 'among' | 'filesOnly'>;

export interface SpaceOptions extends SizedRequest {
  readonly target: Target;
  readonly output: OutputFile;
  readonly storageRoot: string | null;
  readonly diskSpace?: DiskSpaceOf | undefined;
  readonly meter?: HeldOptions['meter'];
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

async function estimateSpace(options: SpaceOptions): Promise<SpaceNeed> {
  const { target, storageRoot, output, signal } = options;
  const files = takesFiles(options) && storageRoot !== null;
  return needOf(options, {
    tableBytes: await measureTables(target, options),
    ...(await measureFiles(files ? storageRoot : null, { owns: (file) => output.owns(file), signal })),
  });
}

/** What an export of a source of this size takes. */
export function needOf(
  request: SizedRequest,
  size: Pick<SourceSize, 'tableBytes' | 'denseBytes' | 'looseBytes' | 'largestFile'>,
): SpaceNeed {
  const factor = factorOf(request);
  const files = takesFiles(request) ? filesNeed(size) : { surely: 0, likely: 0 };
  return {
    surely: Math.round(size.tableBytes * factor.surely + files.surely),
    likely: Math.round(size.tableBytes * factor.likely + files.likely),
  };
}

/**
 * Bytes written for a byte of the tables. `likely` is judged by the exports of some systems, rounded up; `surely`
 * is what is left when nine tenths of the tables are indexes and dead rows.
 */
function factorOf({ path: file, format, filesOnly, ...choosing }: SizedRequest): SpaceNeed {
  // All records lie in the scratch folder before the selected ones are taken.
  if (isSelection(choosing)) return { surely: 0.1, likely: 3 };
  if (filesOnly) return { surely: 0, likely: 0 };
  switch (format) {
    case 'package':
      // The records lie deflated beside the archive, and in it.
      return { surely: 0.01, likely: 0.6 };
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

/** Which files a selection needs is known when its records are. */
function takesFiles({ format, ...choosing }: SizedRequest): boolean {
  return format === 'package' && !isSelection(choosing);
}

function filesNeed({
  denseBytes,
  looseBytes,
  largestFile,
}: Pick<SourceSize, 'denseBytes' | 'looseBytes' | 'largestFile'>): SpaceNeed {
  return {
    surely: Math.max(denseBytes * 0.8 + looseBytes * 0.005, largestFile),
    // One file at a time lies in the scratch folder, in a zip its compressed form too.
    likely: denseBytes + looseBytes + largestFile * 2,
  };
}

function tooSmall(file: string, need: SpaceNeed, free: number): EngineError {
  return new EngineError({
    code: 'STORAGE_FULL',
    message: `There is not enough room for ${file}: it takes ${bytesText(need.surely)} at the very least, and ${bytesText(free)} are free.`,
    consequence: 'Nothing was written; the EDMS was only read.',
    advice: `Make room (about ${bytesText(need.likely)}), or export to another disk.`,
  });
}

function tight(need: SpaceNeed, free: number): Problem {
  return {
    code: 'SPACE_TIGHT',
    // The export that tells of it has come to its end.
    severity: 'note',
    message: `The disk had ${bytesText(free)} free before, and an export like this may take ${bytesText(need.likely)} on the way.`,
    advice: 'Make room before the next one.',
  };
}
