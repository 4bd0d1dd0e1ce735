import type { TakenSnapshot } from '../../preload/contract/types.ts';
import type { ExportReport } from '../engine/export/export-report.ts';
import type { Health } from '../engine/health/health.ts';
import type { RepairReport } from '../engine/health/repair.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { PlanSummary } from '../engine/plan/summary.ts';
import { isWell } from '../engine/problems.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { UndoReport } from '../engine/undo/undo-plan.ts';
import type { EndState, JobEnd } from '../jobs/job.ts';

/** How each kind of work is written down when it has come to its end: its state, its sums and its report. */

export function endOfInspection(inspection: Inspection): JobEnd {
  const { readable, failure, problemCount, sha256, records } = inspection;
  const state = readable === 'no' ? 'failed' : withFindings(problemCount > 0);
  return { state, packageSha256: sha256, records, error: failure, report: inspection };
}

export function endOfPlan(plan: PlanSummary): JobEnd {
  const { impossible, conflict } = plan.outcomes;
  const state = withFindings(impossible + conflict + plan.problems.length > 0);
  return { state, records: plan.records, report: plan };
}

export function endOfRestore(report: RestoreReport): JobEnd {
  const { records, undoable } = report;
  const state = withFindings(report.state === 'completed with findings');
  return { state, records, undoable, report };
}

/** What stays because people have changed it since is a finding. */
export function endOfUndo(report: UndoReport): JobEnd {
  const { removed, reverted, reinserted, kept, files, problems } = report;
  const state = withFindings(kept + files.kept + problems.length > 0);
  return { state, records: removed + reverted + reinserted, report };
}

export function endOfHealth(health: Health): JobEnd {
  return { state: withFindings(health.level !== 'ok'), report: health };
}

/** `records`: sequences that were repaired, or files that were put in place. */
export function endOfRepair(report: RepairReport): JobEnd {
  if (report.kind === 'sequences') return { state: 'completed', records: report.repaired.length, report };
  const { placed, left, problems } = report;
  return { state: withFindings(left + problems.length > 0), records: placed, report };
}

/** A snapshot whose test was wanted and is not proven has findings. */
export function endOfSnapshot({ snapshot, proof, testError }: TakenSnapshot): JobEnd {
  const report = { ...snapshot, ...(proof === null ? {} : { test: proof }) };
  const isGood =
    isWell([...snapshot.problems, ...(proof?.problems ?? [])]) &&
    testError === null &&
    (proof === null || proof.seal !== null);
  return { state: withFindings(!isGood), records: snapshot.records, error: testError, report };
}

export function endOfProof(proof: SnapshotProof): JobEnd {
  const isGood = proof.seal !== null && isWell(proof.problems);
  return { state: withFindings(!isGood), records: proof.records, report: proof };
}

export function endOfExport(report: ExportReport): JobEnd {
  const { sha256, records, problems } = report;
  return { state: withFindings(!isWell(problems)), packageSha256: sha256, records, report };
}

function withFindings(found: boolean): EndState {
  return found ? 'completed with findings' : 'completed';
}
