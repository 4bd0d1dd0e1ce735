import path from 'node:path';
import { removeLeftOf } from '../engine/export/left-of-export.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { attempt } from '../jobs/record-job.ts';
import type { ExportAction, Schedule } from '../schedule/schedule.ts';

/** How many of the newest exports are looked at. */
const LOOKED_AT = 200;

/**
 * Takes away what killed runs of a schedule have left in its folder: each run has a name of its own, so that no later export
 * goes to the same place. Only what this console's own list of jobs says was interrupted, since another machine's runs can
 * write into the same share; and of that only what no living process holds. What cannot be removed stays.
 */
export async function removeLeftOfRuns(
  store: JobStore | null,
  action: ExportAction,
  schedule: Pick<Schedule, 'name'>,
): Promise<void> {
  if (store === null) return;
  const asked = { search: '', kinds: ['export'], target: null, offset: 0, limit: LOOKED_AT } as const;
  const name = namesOf(action.pattern, schedule);
  const places = (attempt(() => store.list(asked).jobs) ?? []).flatMap(({ state, packagePath: place }) =>
    state === 'interrupted' &&
    place !== null &&
    path.dirname(place) === path.resolve(action.folder) &&
    name.test(path.basename(place))
      ? [place]
      : [],
  );
  for (const place of new Set(places)) await removeLeftOf(place);
}

/** What the name of a schedule's file is made of. */
export function nameInFile({ name }: Pick<Schedule, 'name'>): string {
  // What the name of a file cannot hold everywhere.
  return name.replace(/[<>:"/\\|?*\p{C}]/gu, '_').replace(/\s+/g, '-');
}

/** The names that a pattern gives, at whatever time. */
function namesOf(pattern: string, schedule: Pick<Schedule, 'name'>): RegExp {
  const parts: { readonly [part: string]: string } = {
    '{name}': escaped(nameInFile(schedule)),
    '{date}': '\\d{4}-\\d\\d-\\d\\d',
    '{time}': '\\d{6}',
  };
  const source = pattern.split(/(\{(?:name|date|time)\})/).map((part) => parts[part] ?? escaped(part));
  return new RegExp(`^${source.join('')}$`, 'u');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
