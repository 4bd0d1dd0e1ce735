import { expect, it } from 'vitest';
import { undoneJob } from './undone-job.ts';

it('a restore is undone with what its report says that it created', () => {
  const of = { id: 'job_1', folder: '/jobs/job_1' };
  const undone = (report: unknown) => undoneJob({ id: of.id, report }, of.folder);
  expect(undone({ created: 3, updated: 2, unchanged: 9 })).toEqual({ ...of, created: 3 });
  expect(undone(null)).toEqual(of);
  expect(undone({ created: 'many' })).toEqual(of);
});
