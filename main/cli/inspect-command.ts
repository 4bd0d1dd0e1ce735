import path from 'node:path';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { recordJob } from '../jobs/record-job.ts';
import type { CommonOptions } from './command-entry.ts';
import { type ExitStatus, statusOfInspection } from './exit-status.ts';
import { withJobStore } from './job-record.ts';
import type { KeyOptions } from './key-options.ts';
import { openOptions } from './open-with.ts';
import { show } from './output.ts';
import { renderInspection } from './render.ts';

/** `inspect`: kept in the list of jobs. */
export async function runInspect(
  command: CommonOptions & KeyOptions & { readonly package: string },
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const inspection = await withJobStore(command, (store) =>
    recordJob(
      store,
      { kind: 'inspect', packagePath: path.resolve(command.package) },
      async () => engine.openPackage(command.package, await openOptions(command, work)),
      (done) => ({
        state: done.problems.length > 0 ? 'completed with findings' : 'completed',
        packageSha256: done.sha256,
        records: done.records,
        report: done,
      }),
    ),
  );
  show(command, inspection, () => renderInspection(inspection));
  return statusOfInspection(inspection);
}
