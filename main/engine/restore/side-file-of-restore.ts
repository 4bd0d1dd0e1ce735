import { SideFile } from '../adapt/side-file.ts';
import { defaultSideFilePath, type SideFileRequest } from '../adapt/side-file-place.ts';
import type { Target } from '../database/target.ts';
import type { RestoreOptions } from '../engine.ts';
import type { Inspection } from '../package/inspection.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { RestoreResult } from './restore.ts';

/** A dry run writes nothing but a side file that was asked for. */
export async function dryRunResult(
  plan: RestorePlan,
  request: SideFileRequest,
  { sideFile, signal }: RestoreOptions,
): Promise<RestoreResult> {
  const file = new SideFile(plan, request);
  if (sideFile !== undefined) {
    await file.check();
    await file.write(signal);
    await file.confirm();
  }
  return { fieldsCompared: 0, problems: [], undoable: false, recovered: [], sideFile: file.path };
}

/** Where the side file of a restore goes: the path that was given, else one with the job or in the console's home. */
export function sideFileRequest(
  { sideFile, job }: RestoreOptions,
  { path: packagePath, sha256 }: Inspection,
  target: Target,
): SideFileRequest {
  return {
    path: sideFile ?? defaultSideFilePath(packagePath, job?.folder ?? null, new Date()),
    package: { path: packagePath, sha256 },
    target: target.label,
  };
}
