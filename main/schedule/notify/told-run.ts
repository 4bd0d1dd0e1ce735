import type { RunFinding } from '../run-finding.ts';
import type { Schedule } from '../schedule.ts';
import type { ScheduleEvent } from '../state.ts';
import { type Channel, tellsOf } from './channel.ts';

/** The run that an event is about. */
export interface ToldRun {
  readonly run: number | null;
  readonly findings: readonly RunFinding[];
  /** Whether one of the findings was not there the time before. */
  readonly isNew: boolean;
}

export const NO_RUN: ToldRun = { run: null, findings: [], isNew: false };

/** Whether a channel is told of an event: who is told of failures is of a warning that is new, too. */
export function hearsOf(
  { tell }: Schedule,
  channel: Channel,
  event: ScheduleEvent,
  { isNew }: ToldRun,
): boolean {
  if (isNew && tellsOf(channel, 'failed')) return true;
  // Made for a new warning alone, where the schedule tells no success.
  if (event.kind === 'succeeded' && !tell.everySuccess) return false;
  return tellsOf(channel, event.kind);
}
