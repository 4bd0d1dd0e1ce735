import type { CheckLevel } from '../preflight/preflight.ts';

/** What is looked at, in the order in which it is told. */
export const HEALTH_FINDING_IDS = [
  'connection',
  'references',
  'sequences',
  'missing-files',
  'unnamed-files',
  'storage-space',
  'transactions',
  'bloat',
  'backup',
  'edms-checks',
  'not-told',
] as const;

export type HealthFindingId = (typeof HEALTH_FINDING_IDS)[number];

/** The repairs that lose nothing: see `repair.ts`. */
export type RepairKind = 'sequences' | 'missing-files';

/** One thing that was looked at, sound or not. */
export interface HealthFinding {
  readonly id: HealthFindingId;
  readonly level: CheckLevel;
  /** A few words: "Documents without files". */
  readonly title: string;
  /** One sentence with the figures. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  /** How many of what the title names there are; 0 when all is well. */
  readonly count: number;
  /** At most ten. */
  readonly examples: readonly string[];
  /** The repair that is offered, or null where there is no safe one. */
  readonly repair: RepairKind | null;
}

export interface TableSize {
  readonly table: string;
  /** Counted in small tables, estimated by PostgreSQL's statistics in large ones. */
  readonly rows: number;
  /** With indexes and what is stored out of line. */
  readonly bytes: number;
  /** Old row versions that have not been cleared away, by PostgreSQL's statistics. */
  readonly deadRows: number;
}

/** What came in on one day. */
export interface GrowthPoint {
  /** `2026-11-25`, in UTC. */
  readonly day: string;
  readonly documents: number;
  readonly auditRows: number;
  /** Sizes of the files that records of this day name first. */
  readonly fileBytes: number;
}

export interface StorageHealth {
  readonly root: string;
  readonly files: number;
  readonly bytes: number;
  readonly freeBytes: number | null;
  /** The day on which it will be full if it grows on as in the last ninety days; null when that is not in sight. */
  readonly fullOn: string | null;
}

/** A row of the EDMS's own `health_checks`. */
export interface EdmsCheck {
  readonly name: string;
  readonly status: 'HEALTHY' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
}

/** A row of the EDMS's own `system_metrics`. */
export interface EdmsMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly status: string;
  readonly recordedAt: string;
}

/** How an EDMS is. Plain data; holds no secret. */
export interface Health {
  /** The worst of the findings. */
  readonly level: CheckLevel;
  readonly latencyMs: number;
  readonly databaseBytes: number;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly findings: readonly HealthFinding[];
  /** The largest first. */
  readonly tables: readonly TableSize[];
  /** The last four hundred days on which anything came in, ascending. */
  readonly growth: readonly GrowthPoint[];
  /** Null when no storage root was named. */
  readonly storage: StorageHealth | null;
  readonly lastBackup: {
    readonly at: string;
    readonly kind: string;
    readonly by: 'edms' | 'console';
  } | null;
  /** The newest of each name, when the EDMS has such a table. */
  readonly edmsChecks: readonly EdmsCheck[];
  readonly edmsMetrics: readonly EdmsMetric[];
}
