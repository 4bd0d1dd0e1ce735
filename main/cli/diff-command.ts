import path from 'node:path';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { isWell } from '../engine/problems.ts';
import type { Comparison } from '../engine/snapshot/comparison.ts';
import { type CommandEntry, type CommonOptions, type OptionValues, usage } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import {
  KEY_HELP,
  KEY_OPTIONS,
  KEY_USAGE,
  type KeyOptions,
  openOptions,
  readKeyOptions,
} from './key-options.ts';
import { show } from './output.ts';
import { renderComparison } from './render-snapshots.ts';

/** Differences that are listed where nothing else is said. */
export const DEFAULT_LIMIT = 100;

interface DiffOptions extends KeyOptions {
  readonly before: string;
  readonly now: string;
  readonly model: string | null;
  readonly limit: number;
}

export const diffEntry = {
  usage: [`diff PACKAGE-A PACKAGE-B [--model MODEL] [--limit N] ${KEY_USAGE}`],
  help: `Says what differs between two packages, A being the earlier state: records and files that were added, changed
and removed, field by field, and how many by model, user and day. Needs no database and no repository. Records are
matched by natural key, uuid, unique fields or content, and last by primary key; what was not compared is said: broken
and repeated records, and fields for which one of the two packages alone has values.
  --model MODEL  this model alone, or files
  --limit N      so many differences are listed (${DEFAULT_LIMIT})
${KEY_HELP}What is named opens both packages.

Exit status: 0 nothing differs, 3 the two differ or something needs a look.
`,
  options: ['model', 'limit', ...KEY_OPTIONS],
  read: ({ operands, values }) => {
    const [before, now, ...more] = operands;
    if (before === undefined || now === undefined || more.length > 0)
      throw usage('Name two packages, the earlier one first.');
    const model = values.model ?? null;
    const limit = limitOf(values);
    return { command: 'diff' as const, before, now, model, limit, ...readKeyOptions(values) };
  },
} satisfies CommandEntry;

/** How many differences are listed. Error: `USAGE`. */
export function limitOf(values: OptionValues): number {
  const limit = Number(values.limit ?? DEFAULT_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 0) throw usage('--limit takes a whole number.');
  return limit;
}

export async function runDiff(
  command: CommonOptions & DiffOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const options = await openOptions(command, work);
  await engine.openPackage(path.resolve(command.now), options);
  const request = { model: command.model, offset: 0, limit: command.limit };
  const compared = await engine.comparePackage(path.resolve(command.before), request, options);
  return showComparison(command, compared);
}

/** Shows what differs, and says so with the exit status. */
export function showComparison(command: CommonOptions, compared: Comparison): ExitStatus {
  show(command, { ...compared.total, ...compared }, () => renderComparison(compared));
  const { added, changed, removed } = compared.total;
  const isEqual = added + changed + removed === 0;
  return isEqual && isWell(compared.notCompared.problems) ? EXIT.done : EXIT.needsLook;
}
