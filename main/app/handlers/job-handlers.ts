import type { z } from 'zod';
import { healthSchema, repairReportSchema } from '../../../preload/contract/health.ts';
import { inspectionSchema } from '../../../preload/contract/package.ts';
import { planSummarySchema, restoreReportSchema } from '../../../preload/contract/plan.ts';
import type { JobReport } from '../../../preload/contract/types.ts';
import { recoverySchema, undoReportSchema } from '../../../preload/contract/undo.ts';
import type { Job } from '../../jobs/job.ts';
import { beginAgain } from '../begin-again.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** What was done, and cancelling what runs. */
export function jobHandlers({ jobs, log, session }: HandlerContext): AreaHandlers<'job' | 'jobs'> {
  return {
    'job:cancel': async ({ job }) => {
      jobs.cancel(job);
      return null;
    },
    'jobs:list': async (query) => log.list(query),
    'jobs:show': async ({ id }) => {
      const { report, ...job } = log.get(id);
      return { job, report: reportOf({ ...job, report }) };
    },
    'jobs:again': ({ id }) => beginAgain(log.get(id), session),
  };
}

/** The report as what it is: an older release may have written it, so it is parsed like everything from outside. */
export function reportOf({ kind, report }: Pick<Job, 'kind' | 'report'>): JobReport {
  if (report === null || report === undefined) return { kind: 'none' };
  switch (kind) {
    case 'inspect':
      return parsed(inspectionSchema, report, (value) => ({ kind, report: value }));
    case 'plan':
      return parsed(planSummarySchema, report, (value) => ({ kind, report: value }));
    case 'restore':
      return parsed(restoreReportSchema, report, (value) => ({ kind, report: value }));
    case 'undo':
      return parsed(undoReportSchema, report, (value) => ({ kind, report: value }));
    case 'recover':
      return parsed(recoverySchema, report, (value) => ({ kind, report: value }));
    case 'repair':
      return parsed(repairReportSchema, report, (value) => ({ kind, report: value }));
    case 'health':
      return parsed(healthSchema, report, (value) => ({ kind, report: value }));
    // No screen of their own shows them.
    case 'export':
    case 'snapshot':
    case 'proof':
      return asText(report);
  }
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  report: unknown,
  make: (value: z.infer<Schema>) => JobReport,
): JobReport {
  const result = schema.safeParse(report);
  return result.success ? make(result.data) : asText(report);
}

function asText(report: unknown): JobReport {
  return { kind: 'other', text: JSON.stringify(report, null, 2) };
}
