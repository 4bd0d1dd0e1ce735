import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { liveCatalogue } from '../adapt/live-catalogue.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { Target } from '../database/target.ts';
import type { OpenWith } from '../encryption/age.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { type InspectedPackage, inspectPackage } from '../package/inspect.ts';
import { lackOf } from '../package/inspection.ts';
import { createPlan, type RestorePlan } from '../plan/create-plan.ts';
import { planFiles } from '../plan/file-plan.ts';
import { describeRecords } from '../plan/plan-pages.ts';
import { type RestorePolicy, SAFE_POLICY } from '../plan/policy.ts';
import type { PlannedRecord } from '../plan/summary.ts';
import type { ProgressListener } from '../progress.ts';
import { makeReport } from '../restore/make-report.ts';
import type { RestoreReport } from '../restore/report.ts';
import { type JobPlace, restorePlan } from '../restore/restore.ts';
import { selectForPolicy } from '../select/select-records.ts';

/** A plan that is open, for as long as a test looks at it. */
export interface OpenPlan {
  readonly plan: RestorePlan;
  /** The package that is planned. */
  readonly inspected: InspectedPackage;
  /** What happens to each record, in the order of the fixture. */
  readonly records: readonly PlannedRecord[];
  restore(options?: {
    signal?: AbortSignal;
    onProgress?: ProgressListener;
    job?: JobPlace;
  }): Promise<RestoreReport>;
}

export interface PlanSetting {
  readonly policy?: Partial<RestorePolicy>;
  readonly storage?: string | null;
  /** Keeps an undo record there. */
  readonly job?: JobPlace;
  /** Where the side file goes; by default into a folder that is taken away at the end. */
  readonly sideFile?: string;
  /** What an encrypted package is opened with. */
  readonly keys?: OpenWith;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** Opens a package, plans it into the target and gives the open plan to `work`. */
export async function withPlan<T>(
  packagePath: string,
  target: Target,
  setting: PlanSetting,
  work: (open: OpenPlan) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-plan-'));
  const catalogue = edmsCatalogue();
  const index = new RecordIndex(catalogue);
  const keys = setting.keys ? { keys: setting.keys } : {};
  const inspected = await inspectPackage(packagePath, catalogue, { spoolFolder: folder, index, ...keys });
  let plan: RestorePlan | undefined;
  try {
    const { spool, source, inspection } = inspected;
    if (!spool) throw new Error('the package has no fixture');
    const policy = { ...SAFE_POLICY, ...setting.policy };
    const { signal, onProgress } = setting;
    // As the engine does: tests change tables of a target that is open.
    await target.renew();
    const known = liveCatalogue(catalogue, target.schema, spool.models);
    const selected = await selectForPolicy(
      policy,
      { catalogue: known, spool, index },
      { signal, onProgress },
    );
    const opened = await createPlan({
      catalogue,
      fixture: { spool, index },
      target,
      policy,
      files: await planFiles(inspected.files, setting.storage ?? null, policy, signal, selected?.files),
      selected,
      lack: lackOf(inspection),
      workFolder: folder,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    plan = opened;
    const all = Array.from({ length: opened.table.count }, (_, n) => n);
    return await work({
      plan: opened,
      inspected,
      records: await describeRecords(all, opened),
      restore: async (options = {}) => {
        const { sha256 } = inspection;
        const sideFile = {
          path: setting.sideFile ?? path.join(folder, 'side-file.ndjson'),
          package: { path: packagePath, sha256 },
          target: target.label,
        };
        const result = await restorePlan({ plan: opened, target, source, sideFile, ...options });
        return makeReport(opened, {
          dryRun: false,
          verified: true,
          fieldsCompared: result.fieldsCompared,
          problems: [...inspection.problems, ...opened.problems.toArray(), ...result.problems],
          missingFiles: inspection.files.missing,
          packagePath,
          sha256,
          target: target.label,
          job: options.job?.id ?? null,
          undoable: result.undoable,
          recovered: result.recovered,
          sideFile: result.sideFile,
          startedAt: new Date(),
          durationMs: 0,
          phases: {},
        });
      },
    });
  } finally {
    await plan?.close();
    await inspected.spool?.close();
    await inspected.source.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Plans and restores in one go. */
export function restoreOnce(
  packagePath: string,
  target: Target,
  setting: PlanSetting = {},
): Promise<RestoreReport> {
  const { job, onProgress } = setting;
  return withPlan(packagePath, target, setting, (open) =>
    open.restore({ ...(job ? { job } : {}), ...(onProgress ? { onProgress } : {}) }),
  );
}
