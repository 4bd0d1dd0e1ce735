import type { Target } from '../database/target.ts';
import type { HealthCheckOptions, WorkOptions } from '../engine.ts';
import { needed } from '../needed.ts';
import type { OpenPackage } from '../package-in-hand.ts';
import { checkHealth } from './check-health.ts';
import type { Health, RepairKind } from './health.ts';
import { type OwnRecords, recordHealth } from './record-health.ts';
import type { RepairPlan, RepairReport } from './repair.ts';
import { planMissingFiles, repairMissingFiles } from './repair-missing-files.ts';
import { planSequenceRepair, repairSequences } from './sequences-behind.ts';

/** What is open in the engine; each rejects with `USAGE` where there is none. */
interface Surroundings {
  readonly target: () => Promise<Target>;
  /** Files that are missing are taken from it. */
  readonly package: () => Pick<OpenPackage, 'files' | 'source'>;
}

/** The part of the engine that says how the open target is, and mends it: see `Engine`. */
export class EngineHealth {
  readonly #open: Surroundings;
  /** The last check of the open target. */
  #health: Health | null = null;

  constructor(open: Surroundings) {
    this.#open = open;
  }

  async check(storageRoot: string | null, options: HealthCheckOptions): Promise<Health> {
    this.#health = await checkHealth(await this.#open.target(), storageRoot, options);
    return this.#health;
  }

  async record(): Promise<readonly OwnRecords[]> {
    return recordHealth(await this.#open.target(), needed(this.#health, 'a health check'));
  }

  async planRepair(
    kind: RepairKind,
    storageRoot: string | null,
    { signal }: WorkOptions,
  ): Promise<RepairPlan> {
    const target = await this.#open.target();
    if (kind === 'sequences') return { kind, sequences: await planSequenceRepair(target) };
    const { files } = this.#open.package();
    return (await planMissingFiles(target, needed(storageRoot, 'a storage folder'), files, signal)).plan;
  }

  async repair(kind: RepairKind, storageRoot: string | null, options: WorkOptions): Promise<RepairReport> {
    const target = await this.#open.target();
    if (kind === 'sequences') return { kind, repaired: await repairSequences(target, options.signal) };
    const { files, source } = this.#open.package();
    const root = needed(storageRoot, 'a storage folder');
    return repairMissingFiles({ ...options, target, storageRoot: root, source, packageFiles: files });
  }

  /** When the target is closed. */
  forget(): void {
    this.#health = null;
  }
}
