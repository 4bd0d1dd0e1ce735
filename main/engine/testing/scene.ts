import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Target } from '../database/target.ts';
import { type TargetKind, withFreshTarget } from '../database/testing.ts';
import type { PlannedRecord } from '../plan/summary.ts';
import type { RestoreReport } from '../restore/report.ts';
import { type BuiltFile, type BuiltRecord, buildPackage } from './build-package.ts';
import { type OpenPlan, type PlanSetting, restoreOnce, withPlan } from './restore-once.ts';

/** A database of a test's own, and packages made of a few records. */
export interface Scene {
  readonly target: Target;
  /** Restores these records and gives the report. */
  restore(records: readonly BuiltRecord[], setting?: SceneSetting): Promise<RestoreReport>;
  /** Opens the plan of these records. */
  plan<T>(
    records: readonly BuiltRecord[],
    setting: SceneSetting,
    work: (open: OpenPlan) => Promise<T>,
  ): Promise<T>;
  /** What the plan says of these records; nothing is restored. */
  outcomes(records: readonly BuiltRecord[], setting?: SceneSetting): Promise<readonly PlannedRecord[]>;
  /** The rows of a query, which yields text. */
  rows(query: string): Promise<readonly object[]>;
  run(statement: string): Promise<unknown>;
  /** A new folder that is taken away at the end. */
  folder(): Promise<string>;
}

export interface SceneSetting extends PlanSetting {
  readonly files?: readonly BuiltFile[];
}

/** Gives `work` a scene with a fresh, empty EDMS database. */
export async function withScene<T>(kind: TargetKind, work: (scene: Scene) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-scene-'));
  try {
    return await withFreshTarget(kind, (target) => work(sceneOver(target, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A scene over a target that is open already; packages are built in `folder`. */
export function sceneOver(target: Target, folder: string): Scene {
  const build = async (records: readonly BuiltRecord[], setting: SceneSetting) =>
    buildPackage(path.join(await mkdtemp(path.join(folder, 'p-')), 'package.zip'), records, setting.files);
  const plan: Scene['plan'] = async (records, setting, work) =>
    withPlan(await build(records, setting), target, setting, work);
  return {
    target,
    plan,
    restore: async (records, setting = {}) => restoreOnce(await build(records, setting), target, setting),
    outcomes: (records, setting = {}) => plan(records, setting, async (open) => open.records),
    rows: (query) => target.read((sql) => sql.query<object>(query)),
    run: (statement) => target.write((sql) => sql.execute(statement)),
    folder: () => mkdtemp(path.join(folder, 'f-')),
  };
}
