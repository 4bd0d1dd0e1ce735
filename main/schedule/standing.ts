import type { KeptSchedule } from './schedule-row.ts';
import { overdueSince } from './state.ts';

/** How a schedule stands, in a word or two. */
export const STANDINGS = [
  'running',
  'paused',
  'overdue',
  'waiting',
  'failed',
  'due',
  'on-demand',
  'well',
] as const;
export type Standing = (typeof STANDINGS)[number];

export function standingOf({ schedule, state, running }: KeptSchedule, now: number): Standing {
  if (running !== null) return 'running';
  if (schedule.paused) return 'paused';
  if (overdueSince(schedule, state, now) !== null) return 'overdue';
  if (state.waitingFor !== null) return 'waiting';
  if (state.lastOutcome === 'failed' || state.lastOutcome === 'interrupted') return 'failed';
  if (schedule.when.kind === 'on-demand') return 'on-demand';
  return state.beginAt !== null && state.beginAt <= now ? 'due' : 'well';
}
