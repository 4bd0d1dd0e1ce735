import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError, type ErrorCode } from '../engine/errors.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { RestorePolicy } from '../engine/plan/policy.ts';
import type { CheckLevel, Preflight } from '../engine/preflight/preflight.ts';
import { refusedTarget } from '../engine/preflight/run-preflight.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { KeyOptions } from './key-options.ts';
import { openOptions } from './open-with.ts';
import type { ResolvedTarget } from './resolve-target.ts';

/** What a restore is to be checked for. */
export interface PreflightWork {
  readonly package: string;
  readonly keys: KeyOptions;
  readonly policy: RestorePolicy;
  readonly storageRoot: string | null;
}

/**
 * Makes the checks. A target that cannot be opened is a finding, and so is what forbids even a plan: then the rest is
 * told without one. Rejects for a package that cannot be found, and when it is cancelled.
 */
export async function checkBefore(
  engine: Engine,
  target: ResolvedTarget,
  { policy, storageRoot, ...asked }: PreflightWork,
  work: WorkOptions,
): Promise<Preflight> {
  const inspection = await engine.openPackage(asked.package, await openOptions(asked.keys, work));
  try {
    await enterTarget(engine, target, 'look', work);
  } catch (error) {
    if (!(error instanceof EngineError) || !error.code.startsWith('TARGET_')) throw error;
    return refusedTarget(error.plain);
  }
  await engine.createPlan(policy, storageRoot, work).catch((error: unknown) => {
    if (!isToldByChecks(error, inspection)) throw error;
  });
  return engine.preflight(storageRoot, { ...work, policy });
}

/** What keeps a plan from being made and is found by a check, which says more about it. */
const TOLD_BY_CHECKS: ReadonlySet<ErrorCode> = new Set([
  'SELECTION_EMPTY',
  'TARGET_NO_PRIVILEGE',
  'TARGET_LOCKED',
]);

function isToldByChecks(error: unknown, { failure }: Inspection): boolean {
  return error instanceof EngineError && (TOLD_BY_CHECKS.has(error.code) || error.code === failure?.code);
}

const STATUS: { readonly [level in CheckLevel]: ExitStatus } = {
  ok: EXIT.done,
  warn: EXIT.needsLook,
  stop: EXIT.target,
};

export function statusOfPreflight({ level }: Preflight): ExitStatus {
  return STATUS[level];
}

export function renderPreflight({ level, checks }: Preflight): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.flatMap((check) => [
    `  ${check.level.padEnd(4)}  ${check.id.padEnd(width)}  ${check.message}`,
    ...(check.level === 'ok' ? [] : [`  ${' '.repeat(width + 6)}  ${check.advice}`]),
  ]);
  const sentence = {
    ok: 'Nothing stands in the way of the restore.',
    warn: 'A restore asks to confirm what is marked warn: --accept ID.',
    stop: 'A restore is refused as long as a check says stop.',
  }[level];
  return `${[...lines, '', sentence].join('\n')}\n`;
}
