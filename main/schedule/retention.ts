import type { RetentionPolicy } from './retention-policy.ts';
import { PERIOD_RULES, type Reason, reasonText } from './retention-reason.ts';
import { DAY, dateText, dayOf, HOUR, instantOf, type Wall, wallOf, weekdayOf } from './zone.ts';

/** What retention needs to know of a snapshot. */
export interface RetainedSnapshot {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** Label of the target; each target's snapshots are looked at by themselves. */
  readonly target: string;
  readonly tags: readonly string[];
  /** When it was last proven by a test restore (ISO 8601), or null. */
  readonly proven: string | null;
}

/** What becomes of a snapshot, and why: one reason for each rule that keeps it, or why each rule does not. */
export interface Retained {
  readonly snapshot: RetainedSnapshot;
  readonly kept: boolean;
  /** Its day in the policy's time zone, `2026-03-01`. */
  readonly day: string;
  /** The same as data, for whoever says it in another language. */
  readonly why: readonly Reason[];
  /** `daily 2026-03-01`; of one that is removed `daily: 2026-03-01 is kept by 3f2a…`. */
  readonly reasons: readonly string[];
}

/** The periods of which the newest snapshots are kept, by the rule's name: what each calls a time on the wall. */
const PERIODS = {
  hourly: (wall: Wall) => `${dateText(wall)} ${new Date(wall).toISOString().slice(11, 13)}:00`,
  daily: dateText,
  weekly: weekText,
  monthly: (wall: Wall) => dateText(wall).slice(0, 7),
  yearly: (wall: Wall) => dateText(wall).slice(0, 4),
} as const;
const RULES = PERIOD_RULES;

/**
 * Says of each snapshot whether a policy keeps it, the newest first, target by target. Kept beside what the rules say:
 * the newest snapshots up to the minimum, and the one that is the last proven one. Time spans are counted back from
 * the newest snapshot of the target and not from now, so that a machine that was off for a year loses nothing.
 */
export function retain(
  snapshots: readonly RetainedSnapshot[],
  policy: RetentionPolicy,
  zone: string,
): readonly Retained[] {
  const targets = [...new Set(snapshots.map(({ target }) => target))].sort();
  return targets.flatMap((target) =>
    retainGroup(newestFirst(snapshots.filter((one) => one.target === target)), policy, zone),
  );
}

function newestFirst(snapshots: readonly RetainedSnapshot[]): readonly RetainedSnapshot[] {
  return [...snapshots].sort((a, b) => Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? -1 : 1));
}

interface Verdict {
  readonly keeps: boolean;
  readonly reason: Reason;
}

type Judge = (snapshot: RetainedSnapshot, wall: Wall, position: number) => Verdict;

function retainGroup(
  group: readonly RetainedSnapshot[],
  policy: RetentionPolicy,
  zone: string,
): readonly Retained[] {
  const judges = judgesOf(group, policy, zone);
  const hasNoRule = judges.length === 0;
  const lastProven = group.find(({ proven }) => proven !== null);
  return group.map((snapshot, position) => {
    const wall = wallOf(Date.parse(snapshot.time), zone);
    const verdicts = judges.map((judge) => judge(snapshot, wall, position));
    const keeping = verdicts.filter(({ keeps }) => keeps).map(({ reason }) => reason);
    if (hasNoRule) keeping.push({ kind: 'no-rule' });
    if (snapshot === lastProven) keeping.push({ kind: 'proven' });
    if (keeping.length === 0 && position < policy.minimum)
      keeping.push({ kind: 'minimum', count: policy.minimum });
    const kept = keeping.length > 0;
    const why = kept ? keeping : verdicts.map(({ reason }) => reason);
    return {
      snapshot,
      kept,
      day: dateText(wall),
      why,
      reasons: why.map(reasonText),
    };
  });
}

function judgesOf(
  group: readonly RetainedSnapshot[],
  policy: RetentionPolicy,
  zone: string,
): readonly Judge[] {
  const [newest] = group;
  const periods = RULES.filter((rule) => policy[rule] > 0).map((rule) => periodJudge(rule, policy[rule]));
  return [
    ...(policy.last > 0 ? [lastJudge(policy.last)] : []),
    ...periods,
    ...(policy.within !== null && newest !== undefined ? [withinJudge(newest, policy.within, zone)] : []),
    ...(policy.tags.length > 0 ? [tagJudge(policy.tags)] : []),
  ];
}

function lastJudge(count: number): Judge {
  return (_, __, position) =>
    position < count
      ? { keeps: true, reason: { kind: 'last', position: position + 1, count } }
      : { keeps: false, reason: { kind: 'newer', count } };
}

/** Asked from the newest to the oldest: the first of a period stands for it. */
function periodJudge(rule: (typeof RULES)[number], count: number): Judge {
  const kept = new Map<string, string>();
  return ({ id }, wall) => {
    const period = PERIODS[rule](wall);
    const by = kept.get(period);
    if (by !== undefined) return { keeps: false, reason: { kind: 'taken', rule, period, by } };
    if (kept.size >= count) return { keeps: false, reason: { kind: 'beyond', rule, period, count } };
    kept.set(period, id);
    return { keeps: true, reason: { kind: 'period', rule, period } };
  };
}

function withinJudge(newest: RetainedSnapshot, duration: string, zone: string): Judge {
  const since = before(Date.parse(newest.time), duration, zone);
  return ({ time }) =>
    Date.parse(time) >= since
      ? { keeps: true, reason: { kind: 'within', duration } }
      : { keeps: false, reason: { kind: 'older', duration } };
}

function tagJudge(tags: readonly string[]): Judge {
  return (snapshot) => {
    const found = snapshot.tags.find((tag) => tags.includes(tag));
    return found === undefined
      ? { keeps: false, reason: { kind: 'no-tag' } }
      : { keeps: true, reason: { kind: 'tag', tag: found } };
  };
}

/** The moment that lies a duration (`2y5m7d3h`) before another, by the calendar of the zone. */
function before(instant: number, duration: string, zone: string): number {
  const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(duration)?.[1] ?? 0);
  const wall = wallOf(instant, zone);
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear() - part('y'), date.getUTCMonth() - part('m')];
  // A month that is shorter ends on its last day: a month before the 31st of March is the 28th of February.
  const day = Math.min(date.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  const back = Date.UTC(year, month, day) + (wall - dayOf(wall)) - part('d') * DAY;
  return instantOf(back, zone) - part('h') * HOUR;
}

/** The ISO week, `2026-W53`: it belongs to the year in which its Thursday is. */
function weekText(wall: Wall): string {
  const thursday = dayOf(wall) + (3 - weekdayOf(wall)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** One day of a calendar. */
export interface RetentionDay {
  /** `2026-03-01`, in the policy's time zone. */
  readonly day: string;
  readonly kept: readonly Retained[];
  readonly removed: readonly Retained[];
}

/** The days that have a snapshot, the oldest first, for a calendar. */
export function calendarOf(retained: readonly Retained[]): readonly RetentionDay[] {
  const days = new Map<string, Retained[]>();
  for (const one of retained) days.set(one.day, [...(days.get(one.day) ?? []), one]);
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, all]) => ({
      day,
      kept: all.filter(({ kept }) => kept),
      removed: all.filter(({ kept }) => !kept),
    }));
}
