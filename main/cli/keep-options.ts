import { type RetentionPolicy, retentionSchema } from '../schedule/retention-policy.ts';
import { type OptionName, type OptionValues, usage } from './command-entry.ts';

/** The options that say which snapshots are kept, as `schedule add` and `snapshot forget` take them. */

const COUNTS = {
  'keep-last': 'last',
  'keep-hourly': 'hourly',
  'keep-daily': 'daily',
  'keep-weekly': 'weekly',
  'keep-monthly': 'monthly',
  'keep-yearly': 'yearly',
  'keep-minimum': 'minimum',
} as const satisfies { readonly [option in OptionName]?: keyof RetentionPolicy };

type CountOption = keyof typeof COUNTS;
const COUNT_OPTIONS = Object.keys(COUNTS) as readonly CountOption[];

export const KEEP_OPTIONS: readonly OptionName[] = [...COUNT_OPTIONS, 'keep-within', 'keep-tag'];

export const KEEP_HELP = `  --keep-last N  keep the newest N; what no rule keeps is removed, and never the last snapshot that was tested
  --keep-hourly N, --keep-daily N, --keep-weekly N, --keep-monthly N, --keep-yearly N  keep the newest of each of the
                 last N hours (days, ISO weeks, months, years) that have one
  --keep-within DURATION  keep all that are no older than 2y5m7d3h before the newest
  --keep-tag TAG  keep all with this tag; can be given several times
  --keep-minimum N  never fewer than N, whatever the other rules say (1)
`;

/** The policy that the options say; null where none is given. Error: `USAGE`. */
export function readKeepOptions(values: OptionValues): RetentionPolicy | null {
  const given = KEEP_OPTIONS.filter((option) => values[option] !== undefined);
  if (given.length === 0) return null;
  const counts = COUNT_OPTIONS.flatMap((option) => {
    const text = values[option];
    return text === undefined ? [] : [[COUNTS[option], countOf(option, text)] as const];
  });
  const within = values['keep-within'];
  const policy = retentionSchema.safeParse({
    ...Object.fromEntries(counts),
    ...(within === undefined ? {} : { within }),
    tags: values['keep-tag'] ?? [],
  });
  if (!policy.success) throw usage(`--keep-…: ${policy.error.issues[0]?.message ?? 'it is not right'}.`);
  if (!hasRule(policy.data))
    throw usage('No rule would keep a snapshot, so that all would stay: name one, --keep-daily 7.');
  return policy.data;
}

/** A policy without one keeps everything. */
function hasRule({ minimum: _, within, tags, ...counts }: RetentionPolicy): boolean {
  return within !== null || tags.length > 0 || Object.values(counts).some((count) => count > 0);
}

function countOf(option: CountOption, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 10_000)
    throw usage(`--${option} is a number from 0 to 10000.`);
  return Number(text);
}

/** The words that {@link readKeepOptions} understands. */
export function keepText(policy: RetentionPolicy): string {
  const counts = COUNT_OPTIONS.flatMap((option) => {
    const count = policy[COUNTS[option]];
    const usual = option === 'keep-minimum' ? 1 : 0;
    return count === usual ? [] : [`--${option} ${count}`];
  });
  return [
    ...counts,
    ...(policy.within === null ? [] : [`--keep-within ${policy.within}`]),
    ...policy.tags.map((tag) => `--keep-tag ${tag}`),
  ].join(' ');
}
