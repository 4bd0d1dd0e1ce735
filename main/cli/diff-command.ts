import path from 'node:path';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { isWell } from '../engine/problems.ts';
import type { Comparison } from '../engine/snapshot/comparison.ts';
import type { CommonOptions } from './command-entry.ts';
import type { DiffOptions } from './diff-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { openOptions } from './open-with.ts';
import { show } from './output.ts';
import { renderComparison } from './render-snapshots.ts';

/** `diff`: exit status 0 when nothing differs, 3 otherwise. Rejects with an `EngineError`. */
export async function runDiff(
  command: CommonOptions & DiffOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const options = await openOptions(command, work);
  await engine.openPackage(path.resolve(command.now), options);
  const request = { model: command.model, offset: 0, limit: command.limit };
  const compared = await engine.comparePackage(path.resolve(command.before), request, options);
  return showComparison(command, compared);
}

/** Shows what differs, and says so with the exit status. */
export function showComparison(command: CommonOptions, compared: Comparison): ExitStatus {
  show(command, { ...compared.total, ...compared }, () => renderComparison(compared));
  const { added, changed, removed } = compared.total;
  const isEqual = added + changed + removed === 0;
  return isEqual && isWell(compared.notCompared.problems) ? EXIT.done : EXIT.needsLook;
}
