import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { withoutSecrets } from '../errors.ts';
import { auditChecksum, type JsonObject, pythonTime } from './audit-checksum.ts';
import { insertOwnRow, OwnRowRefused, orRefusal } from './insert-own-row.ts';
import type { OwnRecords, OwnWork } from './own-work.ts';
import { WRITTEN_BY } from './recognise.ts';
import { findRequester } from './requester.ts';
import { restoreTypeOf } from './write-restore-job.ts';

/**
 * Writes the work as an entry of the EDMS's `audit_trail`, inside the transaction of `sql`, as the EDMS's own
 * audit service writes one: action, empty module, `VERIFIED`, and the checksum over its fields.
 *
 * It names a user only when somebody signed in; otherwise `user_display_name` says who sat at the console.
 * `restoreJob` is the key of the row in `restore_jobs`, as the EDMS refers to it.
 */
export async function writeAuditEntry(
  sql: Sql,
  schema: LiveSchema,
  work: OwnWork,
  restoreJob: string | null,
): Promise<OwnRecords> {
  const table = schema.tables.get('audit_trail');
  if (table === undefined)
    return { tables: [], leftOut: ['The EDMS keeps no audit trail (there is no table audit_trail).'] };
  const key = await orRefusal(sql, async () => {
    const signedIn = work.account === null ? null : await findRequester(sql, schema, work.account);
    const userId = signedIn?.signedIn === true ? Number(signedIn.id) : null;
    return insertOwnRow(sql, schema, table, auditRow(work, userId, restoreJob));
  });
  return key instanceof OwnRowRefused
    ? { tables: [], leftOut: [`The audit entry was not written. ${key.message}`] }
    : { tables: [{ table: table.name, rows: 1, keys: [key] }], leftOut: [] };
}

/**
 * `SYSTEM_RESTORE_COMPLETED` is what the EDMS writes itself after a restore; it has no action of its own for one
 * that did not come about, nor for an undo: those take the choices of `AuditTrail.action` that fit.
 */
function actionOf({ kind, outcome }: OwnWork): string {
  if (outcome !== 'completed') return 'SYSTEM_EVENT';
  return kind === 'restore' ? 'SYSTEM_RESTORE_COMPLETED' : 'RESTORE_PERFORMED';
}

const SEVERITIES = { completed: 'INFO', failed: 'ERROR', cancelled: 'WARNING' } as const;

function auditRow(work: OwnWork, userId: number | null, restoreJob: string | null) {
  const covered = {
    user_id: userId,
    action: actionOf(work),
    content_type_id: null,
    object_id: restoreJob,
    description: clean(describe(work)),
    ip_address: null,
    metadata: metadataOf(work),
  };
  return {
    ...covered,
    timestamp: work.endedAt.toISOString(),
    checksum: auditChecksum({ ...covered, timestamp: pythonTime(work.endedAt) }),
    uuid: randomUUID(),
    severity: SEVERITIES[work.outcome],
    user_display_name: nameOf(work, userId),
    session_id: '',
    user_agent: WRITTEN_BY,
    object_representation: '',
    field_changes: {},
    old_values: {},
    new_values: {},
    module: '',
    request_path: '',
    request_method: '',
    is_tampered: false,
    verification_status: 'VERIFIED',
  };
}

function nameOf({ account, osUser }: OwnWork, userId: number | null): string {
  if (account === null || userId === null) return `${osUser} (${WRITTEN_BY})`;
  return account.name === '' ? account.username : account.name;
}

function describe(work: OwnWork): string {
  const name = path.basename(work.package.path);
  // An undo is told the job that it takes back, and seldom its package.
  const undone = name === '' ? `of job ${work.of}` : `of ${name}`;
  const what = work.kind === 'undo' ? `Undo of the restore ${undone}` : `Restore of ${name}`;
  const end = `${what} with the ${WRITTEN_BY}: ${work.outcome}`;
  return work.error === null
    ? `${end}, ${work.restored} items restored, ${work.failed} not`
    : `${end} (${work.error.code})`;
}

/** The keys that the EDMS writes for a restore, and the console's own. */
function metadataOf(work: OwnWork): JsonObject {
  return {
    restore_type: restoreTypeOf(work.mode).replace('_RESTORE', '').toLowerCase(),
    backup_file_name: clean(path.basename(work.package.path)),
    backup_file_size: work.package.bytes,
    validation_passed: work.outcome === 'completed',
    writtenBy: WRITTEN_BY,
    job: work.job,
    undoOf: work.of,
    mode: work.mode,
    sha256: work.package.sha256,
    osUser: clean(work.osUser),
    account: work.account?.username ?? null,
    restored: work.restored,
    failed: work.failed,
  };
}

/** Of what comes from outside: no secret, and no NUL, which PostgreSQL does not take and the checksum must not cover. */
function clean(text: string): string {
  return withoutSecrets(text.replaceAll('\0', ''));
}
