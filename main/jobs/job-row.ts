import { z } from 'zod';
import type { ProcessIdentity } from '../engine/database/process-identity.ts';
import { type PlainError, withoutSecrets } from '../engine/errors.ts';
import { RESTORE_MODES, type RestoreMode } from '../engine/plan/policy.ts';
import { freeOfSecrets } from './free-of-secrets.ts';
import { JOB_KINDS, JOB_STATES, type Job, type JobSummary } from './job.ts';

/** The columns of a summary, in the order of {@link summaryOf}. */
export const SUMMARY_COLUMNS = `id, kind, state, started_at, ended_at, duration_ms, os_user, edms_user, package_path,
  package_sha256, target, storage_root, mode, records, records_per_second, undone_job, undoable, error`;

const isMode = (value: unknown): value is RestoreMode => RESTORE_MODES.some((mode) => mode === value);
const isPlainError = (value: unknown): value is PlainError =>
  typeof value === 'object' &&
  value !== null &&
  ['code', 'message', 'consequence', 'advice'].every((key) => key in value);

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(JOB_KINDS),
  state: z.enum(JOB_STATES),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  duration_ms: z.number().nullable(),
  os_user: z.string(),
  edms_user: z.string().nullable(),
  package_path: z.string().nullable(),
  package_sha256: z.string().nullable(),
  target: z.string().nullable(),
  storage_root: z.string().nullable(),
  mode: z.custom<RestoreMode>(isMode).nullable(),
  records: z.number().nullable(),
  records_per_second: z.number().nullable(),
  undone_job: z.string().nullable(),
  undoable: z.number(),
  error: z.string().nullable(),
});

const withReportSchema = z.object({ report: z.string().nullable() });
const errorSchema = z.custom<PlainError>(isPlainError);

/** A row of `jobs` as it is told. */
export function summaryOf(row: unknown): JobSummary {
  const found = rowSchema.parse(row);
  return {
    id: found.id,
    kind: found.kind,
    state: found.state,
    startedAt: found.started_at,
    endedAt: found.ended_at,
    durationMs: found.duration_ms,
    osUser: found.os_user,
    edmsUser: found.edms_user,
    packagePath: found.package_path,
    packageSha256: found.package_sha256,
    target: found.target,
    storageRoot: found.storage_root,
    mode: found.mode,
    records: found.records,
    recordsPerSecond: found.records_per_second,
    of: found.undone_job,
    undoable: found.undoable === 1,
    error: found.error === null ? null : errorSchema.parse(JSON.parse(found.error)),
  };
}

/** Likewise, with the column `report`. */
export function jobOf(row: unknown): Job {
  const { report } = withReportSchema.parse(row);
  return { ...summaryOf(row), report: report === null ? null : JSON.parse(report) };
}

/** The column `id`. */
export function idOf(row: unknown): string {
  return rowSchema.pick({ id: true }).parse(row).id;
}

const processSchema = z.object({ pid: z.number(), pid_started: z.string().nullable() });

/** The columns `pid` and `pid_started`: the process that does the work. */
export function processOf(row: unknown): ProcessIdentity {
  const { pid, pid_started: started } = processSchema.parse(row);
  return { pid, started };
}

/** The values of the columns that a job has, by name, free of secrets. Its process is not among them. */
export function columnsOf(job: Job) {
  const columns = {
    id: job.id,
    kind: job.kind,
    state: job.state,
    started_at: job.startedAt,
    ended_at: job.endedAt,
    duration_ms: job.durationMs,
    os_user: job.osUser,
    edms_user: clean(job.edmsUser),
    package_path: clean(job.packagePath),
    package_sha256: job.packageSha256,
    target: clean(job.target),
    storage_root: clean(job.storageRoot),
    mode: job.mode,
    records: job.records,
    records_per_second: job.recordsPerSecond,
    undone_job: job.of,
    undoable: job.undoable ? 1 : 0,
    error: json(job.error),
    report: json(job.report),
  };
  return { ...columns, search: searchText(columns, job.error) };
}

function clean(text: string | null): string | null {
  return text === null ? null : withoutSecrets(text);
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(freeOfSecrets(value));
}

/** What a search looks into, in lower case. */
function searchText(
  columns: { readonly [column in (typeof SEARCHED)[number]]: string | null },
  error: PlainError | null,
): string {
  const parts = [...SEARCHED.map((column) => columns[column]), error?.code ?? null];
  return parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
}

const SEARCHED = [
  'id',
  'kind',
  'state',
  'os_user',
  'edms_user',
  'package_path',
  'package_sha256',
  'target',
  'storage_root',
  'mode',
] as const;
