import { ranOutOfTime, readWithin } from '../database/read-within.ts';
import type { Sql, Target } from '../database/target.ts';
import { type DiskSpaceOf, diskSpace } from '../disk-space.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { worstLevel } from '../preflight/preflight.ts';
import { type ProgressListener, ProgressMeter } from '../progress.ts';
import { compareStorage } from './compare-storage.ts';
import { readEdmsChecks, readEdmsMetrics } from './edms-records.ts';
import { findBrokenReferences } from './find-broken-references.ts';
import {
  backupFinding,
  bloatFinding,
  connectionFinding,
  edmsChecksFinding,
  missingFilesFinding,
  notToldFinding,
  referencesFinding,
  sequencesFinding,
  storageSpaceFinding,
  transactionsFinding,
  unnamedFilesFinding,
} from './findings.ts';
import { dayWhenFull, readGrowth } from './growth.ts';
import type { GrowthPoint, Health, HealthFinding, StorageHealth } from './health.ts';
import { type CompletedBackup, lastEdmsBackup } from './last-backup.ts';
import { measureLatency } from './latency.ts';
import { findLongTransactions } from './long-transactions.ts';
import { describeMissing } from './missing-files.ts';
import { findSequencesBehind } from './sequences-behind.ts';
import { readDatabaseBytes, readTableSizes } from './table-sizes.ts';

export interface HealthOptions {
  /** The newest backup that the console itself made of this target, which the engine cannot know. */
  readonly lastConsoleBackup?: CompletedBackup | null;
  readonly now?: () => number;
  readonly diskSpace?: DiskSpaceOf;
  /** From which age on an open transaction is long, in milliseconds. */
  readonly longTransaction?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Looks at how an EDMS is: its database, its storage (null: none was named), its backups. Changes nothing. Each part
 * has a time limit; what ran out of it, or may not be seen by the role, is named in the finding `not-told`.
 *
 * Errors: `TARGET_LOST`, `TARGET_UNREACHABLE`, `STORAGE_NOT_FOUND`, `CANCELLED`.
 */
export async function checkHealth(
  target: Target,
  storageRoot: string | null,
  options: HealthOptions = {},
): Promise<Health> {
  const { now = Date.now, signal } = options;
  const checkedAt = now();
  const look = new Look(target, options);
  const latencyMs = await target.read(measureLatency);
  const databaseBytes = await look.part('the size of the database', 0, readDatabaseBytes);
  const tables = await look.part('the sizes of tables', [], (sql) => readTableSizes(sql, target.schema));
  const growth = await look.part('growth', [], (sql) => readGrowth(sql, target.schema));
  const edmsChecks = await look.part("the EDMS's checks", [], (sql) => readEdmsChecks(sql, target.schema));
  const edmsMetrics = await look.part("the EDMS's metrics", [], (sql) => readEdmsMetrics(sql, target.schema));
  const lastBackup = newest(
    await look.part('backups', null, (sql) => lastEdmsBackup(sql, target.schema)),
    options.lastConsoleBackup ?? null,
  );
  const { longTransaction = LONG_TRANSACTION } = options;
  const long = await look.part('transactions', [], (sql) => findLongTransactions(sql, longTransaction));
  const behind = await look.part('sequences', [], (sql) => findSequencesBehind(sql, target.schema));
  const references = await look.step(() =>
    findBrokenReferences(target, { milliseconds: REFERENCES_LIMIT, signal }),
  );
  const stored = await look.step(() => lookAtStorage(target, storageRoot, growth, options, checkedAt));
  const documents = tables.find(({ table }) => table === 'documents')?.rows ?? 0;
  const findings = [
    connectionFinding(latencyMs),
    referencesFinding(references),
    sequencesFinding(behind),
    ...stored.findings,
    transactionsFinding(long, longTransaction),
    bloatFinding(tables),
    backupFinding(lastBackup, documents, checkedAt),
    edmsChecksFinding(edmsChecks, checkedAt),
    ...(look.untold.length === 0 ? [] : [notToldFinding(look.untold)]),
  ];
  look.end();
  return {
    level: worstLevel(findings.map(({ level }) => level)),
    latencyMs,
    databaseBytes,
    checkedAt: new Date(checkedAt).toISOString(),
    findings,
    tables,
    growth,
    storage: stored.storage,
    lastBackup,
    edmsChecks,
    edmsMetrics,
  };
}

/** Time limits in milliseconds: of a statement, and of following all references. */
const STATEMENT_LIMIT = 30_000;
const REFERENCES_LIMIT = 60_000;
const LONG_TRANSACTION = 300_000;
const STEPS = 10;

/** Looks at one part after the other, and remembers those that could not be told. */
class Look {
  readonly untold: string[] = [];
  readonly #target: Target;
  readonly #meter: ProgressMeter;
  readonly #signal: AbortSignal | undefined;

  constructor(target: Target, { onProgress, signal }: HealthOptions) {
    this.#target = target;
    this.#signal = signal;
    this.#meter = new ProgressMeter(onProgress);
    this.#meter.start('checking', STEPS, 'steps');
  }

  async part<T>(name: string, nothing: T, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.step(() =>
      readWithin(this.#target, STATEMENT_LIMIT, work).catch((error: unknown) => {
        const denied = error instanceof EngineError && NOT_FATAL.has(error.code);
        if (!denied && !ranOutOfTime(error)) throw error;
        this.untold.push(name);
        return nothing;
      }),
    );
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    throwIfCancelled(this.#signal);
    const result = await work();
    this.#meter.advance(1);
    return result;
  }

  end(): void {
    this.#meter.finish();
  }
}

const NOT_FATAL = new Set(['TARGET_NO_PRIVILEGE', 'TARGET_LOCKED']);

function newest(edms: CompletedBackup | null, console: CompletedBackup | null): Health['lastBackup'] {
  if (edms === null && console === null) return null;
  if (console === null || (edms !== null && Date.parse(edms.at) >= Date.parse(console.at)))
    return edms === null ? null : { ...edms, by: 'edms' };
  return { at: console.at, kind: console.kind, by: 'console' };
}

/** Files and space; without a storage root nothing is said of either. */
async function lookAtStorage(
  target: Target,
  root: string | null,
  growth: readonly GrowthPoint[],
  { diskSpace: spaceOf = diskSpace, signal }: HealthOptions,
  now: number,
): Promise<{ readonly storage: StorageHealth | null; readonly findings: readonly HealthFinding[] }> {
  if (root === null) return { storage: null, findings: [] };
  const comparison = await compareStorage(target, root, signal);
  const space = await spaceOf(root);
  const storage = {
    root,
    files: comparison.files,
    bytes: comparison.bytes,
    freeBytes: space?.freeBytes ?? null,
    fullOn: space === null ? null : dayWhenFull(growth, space.freeBytes, now),
  };
  return {
    storage,
    findings: [
      missingFilesFinding(comparison.missing.size, await describeMissing(target, comparison.missing)),
      unnamedFilesFinding(comparison),
      storageSpaceFinding(storage, space?.totalBytes ?? null, now),
    ],
  };
}
