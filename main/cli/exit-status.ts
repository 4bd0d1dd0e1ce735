import type { ErrorCode } from '../engine/errors.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import { isWell } from '../engine/problems.ts';
import type { RestoreReport } from '../engine/restore/report.ts';

/** What the process ends with. Scripts rely on these numbers. */
export const EXIT = {
  /** All done and verified. */
  done: 0,
  /** The program itself failed. */
  internal: 1,
  /** Wrong usage. */
  usage: 2,
  /** Done, but some records were skipped or need a look. */
  needsLook: 3,
  /** The package cannot be read. */
  package: 4,
  /** The target cannot be used: not reachable, no EDMS, refused. */
  target: 5,
  /** Cancelled; nothing was changed. */
  cancelled: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set([
  'USAGE',
  'POLICY_INVALID',
  'SELECTION_EMPTY',
  'PROFILE_INVALID',
  'JOB_NOT_FOUND',
  'SNAPSHOT_NOT_FOUND',
  'SNAPSHOT_NEEDED',
  'SNAPSHOTS_CHANGED',
  'ENCRYPTION_KEY_NEEDED',
  'ENCRYPTION_KEY_WRONG',
  'SCHEDULE_UNKNOWN',
  'SCHEDULE_INVALID',
]);

const INTERNAL_CODES: ReadonlySet<ErrorCode> = new Set([
  'INTERNAL',
  'ENGINE_STOPPED',
  'SCHEDULE_NOT_INSTALLED',
  'NOTICE_NOT_SENT',
]);

export function statusOfError(code: ErrorCode): ExitStatus {
  if (code === 'CANCELLED') return EXIT.cancelled;
  if (USAGE_CODES.has(code)) return EXIT.usage;
  if (/^(PACKAGE|FIXTURE|ENCRYPTION|SIGNATURE)_/.test(code)) return EXIT.package;
  if (INTERNAL_CODES.has(code) || code.startsWith('JOBS_STORE_')) return EXIT.internal;
  return EXIT.target;
}

export function statusOfInspection(inspection: Inspection): ExitStatus {
  if (inspection.readable === 'no' || inspection.failure !== null) return EXIT.package;
  return isWell(inspection.problems) ? EXIT.done : EXIT.needsLook;
}

export function statusOfReport(report: RestoreReport): ExitStatus {
  const { files } = report;
  const onPurpose = report.notSelected + report.filesNotSelected;
  const left = report.skipped + report.failed + files.failed + files.skipped - onPurpose;
  return left > 0 || !isWell(report.problems) ? EXIT.needsLook : EXIT.done;
}
