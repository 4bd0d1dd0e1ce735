import { z } from 'zod';

/**
 * What the engine says of a package, as it crosses to the window. The shapes mirror the engine's own types;
 * `main/app/contract-agrees.ts` makes the compiler prove that the two are the same.
 */

const count = z.number().int().nonnegative();

export const placeSchema = z.strictObject({
  entry: z.string().exactOptional(),
  byte: z.number().exactOptional(),
  record: z.number().exactOptional(),
  model: z.string().exactOptional(),
  field: z.string().exactOptional(),
  key: z.string().exactOptional(),
});

export const problemSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  advice: z.string().exactOptional(),
  where: placeSchema.exactOptional(),
});

export const errorCodeSchema = z.enum([
  'PACKAGE_NOT_FOUND',
  'PACKAGE_NOT_READABLE',
  'PACKAGE_EMPTY',
  'PACKAGE_UNKNOWN_FORMAT',
  'PACKAGE_TRUNCATED',
  'PACKAGE_DAMAGED',
  'PACKAGE_NO_FIXTURE',
  'PACKAGE_TOO_LARGE',
  'PACKAGE_CHANGED',
  'FIXTURE_EMPTY',
  'FIXTURE_NOT_JSON',
  'ENCRYPTION_KEY_NEEDED',
  'ENCRYPTION_KEY_WRONG',
  'ENCRYPTION_DAMAGED',
  'SIGNATURE_BROKEN',
  'TARGET_SYNTAX',
  'TARGET_UNREACHABLE',
  'TARGET_SIGN_IN_FAILED',
  'TARGET_TLS',
  'TARGET_VERSION',
  'TARGET_NOT_EDMS',
  'TARGET_NOT_EMPTY',
  'TARGET_IN_USE',
  'TARGET_READ_ONLY',
  'TARGET_ENCODING',
  'TARGET_REFUSED',
  'TARGET_NO_PRIVILEGE',
  'TARGET_LOST',
  'TARGET_CHANGED',
  'TARGET_LOCKED',
  'TARGET_BUSY',
  'STORAGE_NOT_FOUND',
  'STORAGE_NOT_WRITABLE',
  'STORAGE_FULL',
  'REPOSITORY_NOT_FOUND',
  'REPOSITORY_NEWER',
  'REPOSITORY_DAMAGED',
  'REPOSITORY_LOCKED',
  'SNAPSHOT_NOT_FOUND',
  'SNAPSHOT_NEEDED',
  'SNAPSHOTS_CHANGED',
  'PG_DUMP_NOT_FOUND',
  'PG_DUMP_TOO_OLD',
  'PG_DUMP_FAILED',
  'PREFLIGHT_STOPPED',
  'PREFLIGHT_UNCONFIRMED',
  'JOB_NOT_FOUND',
  'JOBS_STORE_NEWER',
  'JOBS_STORE_UNUSABLE',
  'PROFILE_UNKNOWN',
  'PROFILE_INVALID',
  'SCHEDULE_UNKNOWN',
  'SCHEDULE_INVALID',
  'SCHEDULE_RUNNING',
  'SCHEDULE_TIME_LIMIT',
  'SCHEDULE_INTERRUPTED',
  'SCHEDULE_NOT_INSTALLED',
  'NOTICE_NOT_SENT',
  'SETTINGS_NOT_READABLE',
  'KEYCHAIN_REFUSED',
  'SIGN_IN_NEEDED',
  'SIGN_IN_REFUSED',
  'SIGN_IN_DELAYED',
  'SIGN_IN_EXPIRED',
  'NOT_ALLOWED',
  'PRODUCTION_NOT_CONFIRMED',
  'POLICY_INVALID',
  'SELECTION_EMPTY',
  'RESTORE_FAILED',
  'VERIFICATION_FAILED',
  'UNDO_NOT_POSSIBLE',
  'CANCELLED',
  'ENGINE_STOPPED',
  'USAGE',
  'INTERNAL',
]);

export const plainErrorSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  consequence: z.string(),
  advice: z.string(),
  where: placeSchema.exactOptional(),
  details: z.string().exactOptional(),
});

const metadataSchema = z.strictObject({
  exportedAt: z.string().nullable(),
  edmsVersion: z.string().nullable(),
  djangoVersion: z.string().nullable(),
  databaseEngine: z.string().nullable(),
  exportType: z.string().nullable(),
  signedBy: z.string().nullable(),
  partOf: z.enum(['selection', 'files']).nullable(),
  options: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  components: z.array(z.strictObject({ name: z.string(), included: z.boolean() })),
  claimedRecords: z.number().nullable(),
});

export const signatureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unsigned') }),
  z.strictObject({ kind: z.literal('signed'), fingerprint: z.string(), known: z.boolean() }),
  z.strictObject({
    kind: z.literal('broken'),
    why: z.enum(['changed', 'not-a-signature', 'other-key']),
  }),
  z.strictObject({ kind: z.literal('removed'), fingerprint: z.string() }),
]);

export const inspectionSchema = z.strictObject({
  path: z.string(),
  format: z.enum(['tar.gz', 'tar', 'zip', 'folder', 'json', 'json.gz', 'snapshot']),
  size: z.number(),
  sha256: z.string().nullable(),
  encryption: z
    .strictObject({
      by: z.enum(['passphrase', 'recipients']),
      recipients: count,
      armored: z.boolean(),
    })
    .nullable(),
  signature: signatureSchema,
  metadata: metadataSchema.nullable(),
  dialect: z.enum(['natural', 'primary-key', 'mixed', 'none']),
  records: count,
  models: z.array(
    z.strictObject({
      model: z.string(),
      records: count,
      claimed: z.number().nullable(),
      known: z.boolean(),
    }),
  ),
  checks: z.array(
    z.strictObject({ name: z.string(), result: z.enum(['ok', 'failed', 'absent']), detail: z.string() }),
  ),
  files: z.strictObject({
    count,
    bytes: z.number(),
    named: count,
    missing: count,
    unnamed: count,
    wrongSize: count,
    wrongChecksum: count,
  }),
  references: z.strictObject({
    total: count,
    dangling: count,
    duplicates: count,
    examples: z.array(problemSchema),
  }),
  secrets: z.array(z.strictObject({ where: z.string(), kind: z.string(), count })),
  users: z.array(
    z.strictObject({
      username: z.string(),
      name: z.string(),
      email: z.string(),
      active: z.boolean(),
      staff: z.boolean(),
      superuser: z.boolean(),
      groups: z.array(z.string()),
    }),
  ),
  groups: z.array(z.strictObject({ name: z.string(), members: count, permissions: count })),
  timeSpan: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  problems: z.array(problemSchema),
  problemCount: count,
  readable: z.enum(['whole', 'partly', 'no']),
  failure: plainErrorSchema.nullable(),
});
