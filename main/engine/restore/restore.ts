import { SideFile } from '../adapt/side-file.ts';
import type { SideFileRequest } from '../adapt/side-file-place.ts';
import type { Target } from '../database/target.ts';
import { EngineError, throwIfCancelled, withoutSecrets } from '../errors.ts';
import type { Package } from '../package/package.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { Problem } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { beginRestore, endRestore, type TriggerMode } from './restore-session.ts';
import { advanceSequences } from './sequences.ts';
import { stageFiles } from './stage-files.ts';
import { verifyRows } from './verify.ts';
import { type RestoreWork, writeRows } from './write-rows.ts';

/** What carrying out a plan has shown. */
export interface RestoreResult {
  readonly fieldsCompared: number;
  readonly problems: readonly Problem[];
  /** Path of the file with what had no place in the target; null when everything had one. */
  readonly sideFile: string | null;
}

export interface RestoreInput {
  readonly plan: RestorePlan;
  readonly target: Target;
  readonly source: Package;
  readonly sideFile: SideFileRequest;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Carries a plan out. Files are staged first; then all rows are written and verified in one transaction; then
 * the files are put in place. Until the commit nothing is changed, and a finding of the verification prevents
 * the commit.
 *
 * Errors: `TARGET_…`, `STORAGE_…`, `PACKAGE_CHANGED`, `VERIFICATION_FAILED`, `RESTORE_FAILED`, `CANCELLED`.
 * After each of them the target is as it was.
 */
export async function restorePlan(input: RestoreInput): Promise<RestoreResult> {
  const { plan, target, source, signal } = input;
  const meter = new ProgressMeter(input.onProgress);
  const sideFile = new SideFile(plan, input.sideFile);
  await sideFile.check();
  const staged = await stageFiles(plan.files, source, meter, signal);
  let written: Written;
  try {
    written = await writeInTransaction(plan, target, sideFile, meter, signal);
    await sideFile.confirm();
  } catch (error) {
    await staged?.discard().catch(() => undefined);
    // Where it cannot be known whether the database committed, the file stays.
    if (!isLost(error)) await sideFile.discard().catch(() => undefined);
    throw error;
  }
  meter.start('placing files', plan.files.files.length, 'files');
  const notPlaced = (await staged?.place()) ?? [];
  meter.finish();
  return {
    fieldsCompared: written.fieldsCompared,
    problems: [...written.problems, ...notPlaced],
    sideFile: sideFile.path,
  };
}

type Written = Omit<RestoreResult, 'sideFile'>;

function isLost(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'TARGET_LOST';
}

async function writeInTransaction(
  plan: RestorePlan,
  target: Target,
  sideFile: SideFile,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<Written> {
  try {
    return await target.write(async (sql) => {
      const work: RestoreWork = {
        plan,
        sql,
        meter,
        signal,
        gains: new Map(),
        writes: new Map(),
        stages: new Map(),
      };
      const triggers = await beginRestore(sql, plan, target.schema);
      await advanceSequences(sql, target.schema, relationTables(plan));
      await writeRows(work);
      const verification = await verifyRows(work, target.schema);
      if (verification.findings.length > 0) throw verificationFailed(verification.findings);
      // Also those of tables that got no row: a sequence that was left behind would fail the EDMS's next row.
      await advanceSequences(sql, target.schema, plan.tableStates.keys());
      await endRestore(sql, plan, target.schema, triggers);
      await sideFile.write(signal);
      throwIfCancelled(signal);
      meter.start('committing', 1, 'steps');
      return { fieldsCompared: verification.fieldsCompared, problems: triggerProblems(triggers) };
    });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw restoreFailed(error);
  }
}

/** Rows of many-to-many tables are numbered by the database: its sequences must not be behind. */
function relationTables(plan: RestorePlan): readonly string[] {
  const tables = plan.order.flatMap((label) => [...(plan.bound.get(label)?.manyToMany.values() ?? [])]);
  return tables.map(({ table }) => table.name);
}

function triggerProblems(mode: TriggerMode): readonly Problem[] {
  if (mode !== 'active') return [];
  return [
    {
      code: 'TRIGGERS_ACTIVE',
      severity: 'warning',
      message:
        'The triggers of the target answered to the restored rows: the role owns neither tables nor database.',
      advice: 'Restore as the owner of the tables if their triggers should stay quiet.',
    },
  ];
}

function verificationFailed(findings: readonly Problem[]): EngineError {
  const first = findings[0];
  return new EngineError({
    code: 'VERIFICATION_FAILED',
    message: `What was written is not what the package says: ${first?.message ?? ''}`,
    consequence: 'Nothing was changed: the restore was taken back before it was committed.',
    advice: first?.advice ?? 'Send the details to support.',
    details: findings.map((finding) => `${finding.code}: ${finding.message}`).join('\n'),
    ...(first?.where ? { where: first.where } : {}),
  });
}

function restoreFailed(error: unknown): EngineError {
  const text = withoutSecrets(error instanceof Error ? error.message : String(error));
  return new EngineError(
    {
      code: 'RESTORE_FAILED',
      message: 'The database refused a part of the restore.',
      consequence: 'Nothing was changed: the restore was taken back as a whole.',
      advice:
        'Look at the details. Leave the record out by a decision in the preview, or repair the target first.',
      details: text.slice(0, 2000),
    },
    error,
  );
}
