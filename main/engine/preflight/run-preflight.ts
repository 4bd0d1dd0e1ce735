import { ranOutOfTime } from '../database/read-within.ts';
import { EngineError, type PlainError, throwIfCancelled } from '../errors.ts';
import { ProgressMeter } from '../progress.ts';
import { checkClock } from './check-clock.ts';
import { checkConnection } from './check-connection.ts';
import { checkIntegrity } from './check-integrity.ts';
import { checkLocks } from './check-locks.ts';
import { checkMode } from './check-mode.ts';
import { checkPackage } from './check-package.ts';
import { checkPrivileges } from './check-privileges.ts';
import { checkSchemaVersion } from './check-schema-version.ts';
import { checkDatabaseSpace, checkStorageSpace } from './check-space.ts';
import { checkStorageWritable } from './check-storage-writable.ts';
import { checkUnfinished } from './check-unfinished.ts';
import { checkWayBack } from './check-way-back.ts';
import { checkWriters } from './check-writers.ts';
import {
  PREFLIGHT_CHECK_IDS,
  type Preflight,
  type PreflightCheck,
  type PreflightCheckId,
  type PreflightInput,
  stop,
  warn,
  worstLevel,
} from './preflight.ts';

type Check = (input: PreflightInput) => Promise<PreflightCheck>;

const CHECKS: { readonly [id in PreflightCheckId]: Check } = {
  connection: checkConnection,
  privileges: checkPrivileges,
  'schema-version': checkSchemaVersion,
  mode: checkMode,
  writers: checkWriters,
  locks: checkLocks,
  unfinished: checkUnfinished,
  'database-space': checkDatabaseSpace,
  'storage-space': checkStorageSpace,
  'storage-writable': checkStorageWritable,
  clock: checkClock,
  integrity: checkIntegrity,
  package: checkPackage,
  'way-back': checkWayBack,
};

/**
 * Looks at everything that could go wrong with a restore before its first write. Changes nothing: a probe file in
 * the storage folder is made and taken away again.
 *
 * Errors: `TARGET_LOST`, `TARGET_UNREACHABLE`, `CANCELLED`. What a single check may not see is a warning of it.
 */
export async function runPreflight(input: PreflightInput): Promise<Preflight> {
  const meter = new ProgressMeter(input.onProgress);
  meter.start('checking', PREFLIGHT_CHECK_IDS.length, 'steps');
  const checks: PreflightCheck[] = [];
  for (const id of PREFLIGHT_CHECK_IDS) {
    throwIfCancelled(input.signal);
    checks.push(await CHECKS[id](input).catch((error: unknown) => notTold(id, error)));
    meter.advance(1);
  }
  meter.finish();
  return { level: worstLevel(checks.map(({ level }) => level)), checks };
}

/** A check that could not be made is not passed over: a person decides whether to go on without it. */
function notTold(id: PreflightCheckId, error: unknown): PreflightCheck {
  if (ranOutOfTime(error)) {
    return warn(
      id,
      'This could not be told in time: the server is too busy, or somebody has locked a table.',
      'Check again when the server is quieter.',
    );
  }
  if (!(error instanceof EngineError) || !NOT_FATAL.has(error.code)) throw error;
  return warn(id, `This could not be told: ${error.plain.message}`, error.plain.advice);
}

const NOT_FATAL = new Set(['TARGET_NO_PRIVILEGE', 'TARGET_LOCKED']);

/** What the pre-flight says of a target that could not even be opened. */
export function refusedTarget({ code, message, advice }: PlainError): Preflight {
  const id = code === 'TARGET_NOT_EDMS' ? 'schema-version' : 'connection';
  return { level: 'stop', checks: [stop(id, message, advice)] };
}
