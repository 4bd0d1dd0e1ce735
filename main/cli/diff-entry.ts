import { type CommandEntry, type OptionValues, usage } from './command-entry.ts';
import { KEY_HELP, KEY_OPTIONS, KEY_USAGE, type KeyOptions, readKeyOptions } from './key-options.ts';

/** Differences that are listed where nothing else is said. */
export const DEFAULT_LIMIT = 100;

export interface DiffOptions extends KeyOptions {
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
