import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { shortId } from './proofs.ts';

type Moment = Pick<SnapshotSummary, 'id' | 'createdAt'>;

/**
 * When a snapshot was taken, as it is told from each of the others: to the minute, to the second where another was taken
 * in the same minute, and with its short id where another was taken in the same second.
 */
export function takenText({ id, createdAt }: Moment, among: readonly Moment[], { formats }: Words): string {
  const { minutes, seconds } = timesOf(among);
  const moment = Date.parse(createdAt);
  if ((minutes.get(unitOf(moment, MINUTE)) ?? 0) <= 1) return formats.time(createdAt);
  const text = formats.second(createdAt);
  return (seconds.get(unitOf(moment, SECOND)) ?? 0) <= 1 ? text : `${text} (${shortId(id)})`;
}

const SECOND = 1000;
const MINUTE = 60_000;

interface Times {
  /** How many snapshots were taken in a minute, and in a second, since 1970. */
  readonly minutes: ReadonlyMap<number, number>;
  readonly seconds: ReadonlyMap<number, number>;
}

/** A list is shown line by line, and counted once. */
const counted = new WeakMap<readonly Moment[], Times>();

function timesOf(among: readonly Moment[]): Times {
  const known = counted.get(among);
  if (known) return known;
  const moments = among.map(({ createdAt }) => Date.parse(createdAt));
  const times = { minutes: countBy(moments, MINUTE), seconds: countBy(moments, SECOND) };
  counted.set(among, times);
  return times;
}

function countBy(moments: readonly number[], unit: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const moment of moments) {
    const key = unitOf(moment, unit);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function unitOf(moment: number, unit: number): number {
  return Math.floor(moment / unit);
}
