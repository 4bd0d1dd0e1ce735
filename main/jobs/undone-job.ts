import { z } from 'zod';
import type { UndoneJob } from '../engine/undo/undo.ts';
import type { Job } from './job.ts';

/** What of the report of a restore an undo has to know; another version of the console may have written it. */
const reportSchema = z.object({
  created: z.number().int().nonnegative(),
});

/** A restore as the engine undoes it; `folder` is the job's. */
export function undoneJob({ id, report }: Pick<Job, 'id' | 'report'>, folder: string): UndoneJob {
  const told = reportSchema.safeParse(report);
  return { id, folder, ...(told.success ? { created: told.data.created } : {}) };
}
