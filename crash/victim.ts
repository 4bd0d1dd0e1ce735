/**
 * The process that is killed: it restores, undoes or recovers as the console does, and says each phase as it
 * begins, at once, so that it can be killed in it. Its work stands in its first argument, as JSON.
 */
import { writeSync } from 'node:fs';
import { createEngine } from '../main/engine/create-engine.ts';
import type { TargetAddress } from '../main/engine/database/target.ts';
import { toPlainError } from '../main/engine/errors.ts';
import { jobFolder } from '../main/engine/home.ts';
import { SAFE_POLICY } from '../main/engine/plan/policy.ts';
import type { Progress } from '../main/engine/progress.ts';

/** What a victim is to do. Its console's home comes in `EDMS_BACKUP_HOME`. */
export interface VictimWork {
  readonly operation: 'restore' | 'undo' | 'recover';
  readonly package: string;
  readonly address: TargetAddress;
  readonly storage: string;
  /** Ids of the job, and of the one that is undone. */
  readonly job: string;
  readonly of: string;
}

async function run(work: VictimWork): Promise<unknown> {
  const engine = createEngine();
  let last = '';
  const onProgress = ({ phase }: Progress): void => {
    if (phase !== last) say('phase', phase);
    last = phase;
  };
  try {
    const place = (id: string) => ({ id, folder: jobFolder(id) });
    if (work.operation === 'restore') await engine.openPackage(work.package, { onProgress });
    await engine.openTarget(work.address);
    say('phase', 'begin');
    if (work.operation === 'recover') return await engine.recover(work.storage);
    if (work.operation === 'undo')
      return await engine.undo(place(work.of), place(work.job), work.storage, null, { onProgress });
    await engine.createPlan({ ...SAFE_POLICY, classes: TAKE_ALL }, work.storage, { onProgress });
    const report = await engine.restore({ onProgress, job: place(work.job) });
    return { state: report.state, created: report.created, updated: report.updated };
  } finally {
    await engine.close();
  }
}

const TAKE_ALL = { 'protected-differs': 'take', 'file-differs': 'take', 'key-other-uuid': 'take' } as const;

function say(kind: string, value: unknown): void {
  writeSync(1, `${JSON.stringify({ kind, value })}\n`);
}

run(JSON.parse(process.argv[2] ?? '{}')).then(
  (result) => say('result', result),
  (error: unknown) => {
    say('error', toPlainError(error));
    process.exitCode = 1;
  },
);
