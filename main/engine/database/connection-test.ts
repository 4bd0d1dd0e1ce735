/** How a step came out: as it should be; usable, but look at it; or in the way of a restore. */
export type StepLevel = 'ok' | 'warn' | 'stop';

/** The steps of a test, in their order. What comes after a connection that failed is left out. */
export const CONNECTION_STEPS = [
  'reachable',
  'sign-in',
  'tls',
  'version',
  'edms',
  'privileges',
  'clock',
  'database-space',
  'storage',
] as const;

export interface ConnectionStep {
  readonly id: (typeof CONNECTION_STEPS)[number];
  readonly level: StepLevel;
  /** One sentence: what was found. */
  readonly message: string;
  /** One sentence: what to do about it; empty when there is nothing to do. */
  readonly advice: string;
}

/** Which release of the EDMS a database is of, by its tables: the one of the map, the one after it, or neither. */
export type EdmsRelease = 'present' | 'next' | 'unknown';

/**
 * What a test of a connection found: the steps for a person, and the figures in them for a script. A figure is null
 * when it could not be told. Holds no secret.
 */
export interface ConnectionTest {
  /** The target without its password. */
  readonly label: string;
  /** The worst of the steps. */
  readonly level: StepLevel;
  readonly steps: readonly ConnectionStep[];
  /** Of one small statement there and back, in milliseconds. */
  readonly latencyMs: number | null;
  /** `15.14`. */
  readonly serverVersion: string | null;
  /** Null also when the connection is not encrypted. `version` is `TLSv1.3`. */
  readonly tls: { readonly version: string; readonly certificateChecked: boolean } | null;
  /** Null when the database holds no EDMS. The counts are null when they may not be read, or took too long. */
  readonly edms: {
    readonly release: EdmsRelease;
    readonly tables: number;
    readonly users: number | null;
    readonly documents: number | null;
  } | null;
  readonly role: 'superuser' | 'owner' | 'other' | null;
  /** How far the server's clock is ahead of this machine's, in seconds. */
  readonly clockDifferenceSeconds: number | null;
  /** Free bytes where the database's files lie. */
  readonly databaseFreeBytes: number | null;
  /** Null when no storage folder was named, or there is none at its path. */
  readonly storage: { readonly freeBytes: number | null; readonly writable: boolean } | null;
}
