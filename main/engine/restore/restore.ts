import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { SideFile } from '../adapt/side-file.ts';
import type { SideFileRequest } from '../adapt/side-file-place.ts';
import type { Sql, Target } from '../database/target.ts';
import { EngineError, throwIfCancelled, toPlainError, withoutSecrets } from '../errors.ts';
import type { Package } from '../package/package.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { Problem } from '../problems.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { noteWrittenRows } from '../undo/row-images.ts';
import { removeUndoRecord, UndoWriter } from '../undo/undo-record.ts';
import { asOneOperation, UnknownOutcome } from './one-operation.ts';
import { type Recovered, recoverLeft } from './recover.ts';
import { removeRows } from './remove-rows.ts';
import { beginWriting, endWriting, type TriggerMode } from './restore-session.ts';
import { advanceSequences } from './sequences.ts';
import { type FileWork, keepFiles, planFileWork, stageFiles } from './stage-files.ts';
import { verifyRows } from './verify.ts';
import { type RestoreWork, writeRows } from './write-rows.ts';

/** What carrying out a plan has shown. */
export interface RestoreResult {
  readonly fieldsCompared: number;
  readonly problems: readonly Problem[];
  /** True when an undo record was kept. */
  readonly undoable: boolean;
  /** What was finished or undone first, of restores that had not come to their end. */
  readonly recovered: readonly Recovered[];
  /** Path of the file with what had no place in the target; null when everything had one. */
  readonly sideFile: string | null;
}

/** The job that a restore belongs to. */
export interface JobPlace {
  /** Letters, digits, `_` and `-`. */
  readonly id: string;
  /** A folder of the job's own, for its undo record; made when it is not there. */
  readonly folder: string;
}

export interface RestoreInput {
  readonly plan: RestorePlan;
  readonly target: Target;
  readonly source: Package;
  readonly sideFile: SideFileRequest;
  /** Without a job no undo record is kept. */
  readonly job?: JobPlace;
  /** Who restores, as other consoles are told: `alice@laptop`. */
  readonly who?: string;
  /** Writes rows about the restore itself, in its transaction: they are neither verified nor undone. */
  readonly writeOwnRows?: (sql: Sql) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Carries a plan out, as one operation on database and files (`one-operation.ts`): files are staged; all rows are
 * written and verified in one transaction; then the files are put in place. Until the commit nothing is changed, and
 * a finding of the verification prevents the commit. What an earlier process left behind is finished or undone first.
 *
 * Errors: `TARGET_…`, `STORAGE_…`, `PACKAGE_CHANGED`, `VERIFICATION_FAILED`, `RESTORE_FAILED`, `CANCELLED`.
 * After each of them the target is as it was (but for a `TARGET_LOST` in the middle of the commit, which says so).
 */
export async function restorePlan(input: RestoreInput): Promise<RestoreResult> {
  const { plan, target } = input;
  const occupation = await target.occupy(input.who ?? ownName());
  try {
    const earlier = await recoverLeft(target, plan.files.storageRoot);
    const done = await restoreOccupied(input);
    return {
      ...done,
      problems: [...earlier.problems, ...done.problems],
      recovered: earlier.recovered,
    };
  } finally {
    await occupation.release();
  }
}

/** `alice@laptop`: how this console names itself to others. */
export function ownName(): string {
  return `${userInfo().username}@${hostname()}`;
}

async function restoreOccupied(input: RestoreInput): Promise<Omit<RestoreResult, 'recovered'>> {
  const { plan, target, source, job, signal } = input;
  const meter = new ProgressMeter(input.onProgress);
  const sideFile = new SideFile(plan, input.sideFile);
  await sideFile.check();
  const files = await planFileWork(plan.files);
  try {
    const { result, problems } = await asOneOperation({
      facts: { job: job?.id ?? randomUUID(), operation: 'restore', target: target.label },
      target,
      root: files.root,
      moves: files.moves,
      stage: (folder) => stageFiles(files.wanted, source, folder, meter, signal),
      write: (sql) => writeInTransaction(sql, input, files, sideFile, meter),
      meter,
      signal,
    });
    await sideFile.confirm();
    return {
      ...result,
      problems: [...result.problems, ...problems],
      undoable: job !== undefined,
      sideFile: sideFile.path,
    };
  } catch (error) {
    // Once it is in place, an undo record says that its restore was done.
    if (!(error instanceof UnknownOutcome)) {
      if (job) await removeUndoRecord(job.folder).catch(() => undefined);
      await sideFile.discard().catch(() => undefined);
    }
    if (error instanceof EngineError) throw error;
    throw restoreFailed(error);
  }
}

async function writeInTransaction(
  sql: Sql,
  input: RestoreInput,
  files: FileWork,
  sideFile: SideFile,
  meter: ProgressMeter,
): Promise<{ readonly fieldsCompared: number; readonly problems: readonly Problem[] }> {
  const { plan, signal } = input;
  const { schema } = plan;
  const undo = await beginUndoRecord(input, files);
  try {
    const work: RestoreWork = {
      plan,
      sql,
      meter,
      signal,
      gains: new Map(),
      writes: new Map(),
      stages: new Map(),
      undo,
    };
    const tables = [...plan.tableStates.keys()];
    const triggers = await beginWriting(sql, schema, tables, plan.tableStates, meter, signal);
    await advanceSequences(sql, schema, relationTables(plan));
    await writeRows(work);
    const removed = await removeRows(work, plan.beyond);
    const verification = await verifyRows(work, schema, removed);
    if (verification.findings.length > 0) throw verificationFailed(verification.findings);
    await completeUndoRecord(work, input, files);
    // Also those of tables that got no row: a sequence that was left behind would fail the EDMS's next row.
    await advanceSequences(sql, schema, tables);
    await input.writeOwnRows?.(sql);
    await endWriting(sql, schema, tables, triggers);
    await sideFile.write(signal);
    throwIfCancelled(signal);
    return { fieldsCompared: verification.fieldsCompared, problems: triggerProblems(triggers) };
  } catch (error) {
    await undo?.discard();
    throw error;
  }
}

async function beginUndoRecord(
  { plan, target, job }: RestoreInput,
  { root }: FileWork,
): Promise<UndoWriter | null> {
  if (job === undefined) return null;
  return UndoWriter.begin(job.folder, {
    job: job.id,
    target: target.label,
    storageRoot: root ?? plan.files.storageRoot,
    at: new Date().toISOString(),
  });
}

/** Takes down what the restore leaves, and puts the record in place: before the commit, for afterwards may be too late. */
async function completeUndoRecord(
  work: RestoreWork,
  { target }: RestoreInput,
  files: FileWork,
): Promise<void> {
  const { undo, sql, writes, meter } = work;
  if (undo === null) return;
  meter.start('keeping', 1, 'steps');
  await noteWrittenRows(sql, target.schema, writes, undo);
  await keepFiles(files, undo);
  await undo.finish();
  meter.finish();
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
  const plain = toPlainError(error);
  if (plain.code === 'TARGET_ENCODING') return new EngineError(plain, error);
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
