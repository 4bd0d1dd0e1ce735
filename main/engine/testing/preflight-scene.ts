import path from 'node:path';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { DiskSpaceOf } from '../disk-space.ts';
import { inspectPackage } from '../package/inspect.ts';
import type { Inspection } from '../package/inspection.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { SAFE_POLICY } from '../plan/policy.ts';
import type { Preflight, PreflightCheck, PreflightCheckId, PreflightInput } from '../preflight/preflight.ts';
import { runPreflight } from '../preflight/run-preflight.ts';
import { type BuiltRecord, buildPackage } from './build-package.ts';
import type { Scene, SceneSetting } from './scene.ts';

/** A disk with room, whatever the one is that tests run on. */
export const roomyDisk: DiskSpaceOf = async () => ({ freeBytes: 5e11, totalBytes: 1e12 });

/** What a test changes about the pre-flight itself. */
export type PreflightSetting = SceneSetting &
  Partial<Pick<PreflightInput, 'now' | 'diskSpace' | 'home'>> & {
    /** False looks before there is a plan. */
    readonly planned?: boolean;
  };

/** Looks before these records are restored into the scene's target. */
export async function preflightOf(
  scene: Scene,
  records: readonly BuiltRecord[],
  setting: PreflightSetting = {},
): Promise<Preflight> {
  const home = setting.home ?? (await scene.folder());
  const look = (inspection: Inspection, plan: RestorePlan | null) =>
    runPreflight({
      target: scene.target,
      inspection,
      plan,
      policy: { ...SAFE_POLICY, ...setting.policy },
      storageRoot: setting.storage ?? null,
      home,
      now: setting.now ?? Date.now,
      diskSpace: setting.diskSpace ?? roomyDisk,
    });
  if (setting.planned !== false)
    return scene.plan(records, setting, ({ plan, inspected }) => look(inspected.inspection, plan));
  const folder = await scene.folder();
  const package_ = await buildPackage(path.join(folder, 'package.zip'), records, setting.files);
  const inspected = await inspectPackage(package_, edmsCatalogue(), { spoolFolder: folder });
  await inspected.spool?.close();
  await inspected.source.close();
  return look(inspected.inspection, null);
}

/** One check of {@link preflightOf}. */
export async function checkOf(
  scene: Scene,
  id: PreflightCheckId,
  records: readonly BuiltRecord[],
  setting: PreflightSetting = {},
): Promise<PreflightCheck> {
  return found(await preflightOf(scene, records, setting), id);
}

export function found(preflight: Preflight, id: PreflightCheckId): PreflightCheck {
  const check = preflight.checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}.`);
  return check;
}

/** The checks that are not `ok`. */
export function concerns(preflight: Preflight): readonly PreflightCheck[] {
  return preflight.checks.filter(({ level }) => level !== 'ok');
}
