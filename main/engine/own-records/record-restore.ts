import { userInfo } from 'node:os';
import type { Sql, Target } from '../database/target.ts';
import { toPlainError } from '../errors.ts';
import type { Inspection } from '../package/inspection.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { summarisePlan } from '../plan/summarise-plan.ts';
import type { EdmsAccount, OwnRecords, OwnWork } from './own-work.ts';
import { writeOwnRecords } from './write-own-records.ts';

/** Who works at the console. */
export interface Worker {
  /** The user of the operating system. */
  readonly osUser: string;
  /** Who signed in with an account of the EDMS, or null. */
  readonly account: EdmsAccount | null;
}

/** Nobody signed in. */
export function localWorker(): Worker {
  return { osUser: userInfo().username, account: null };
}

/** What is known of a restore before it begins. */
export interface RestoreFacts {
  readonly job: string;
  readonly by: Worker;
  readonly plan: RestorePlan;
  readonly inspection: Inspection;
  readonly target: Target;
  readonly startedAt: Date;
}

/** Tells the EDMS of a restore, in its own tables, and remembers what was written for the report. */
export class RestoreRecorder {
  readonly #facts: RestoreFacts;
  #written: OwnRecords = { tables: [], leftOut: [] };

  constructor(facts: RestoreFacts) {
    this.#facts = facts;
  }

  get written(): OwnRecords {
    return this.#written;
  }

  /** Inside the transaction of the restore: what it says becomes true with the commit. */
  async completed(sql: Sql): Promise<void> {
    this.#written = await writeOwnRecords(sql, this.#facts.target.schema, this.#work('completed', null));
  }

  /** After a restore that did not come about. That it could not be written never hides why. */
  async failed(error: unknown): Promise<void> {
    const plain = toPlainError(error);
    // A target that could not be used, or that somebody else is using, is left alone.
    if (plain.code.startsWith('TARGET_')) return;
    const outcome = plain.code === 'CANCELLED' ? 'cancelled' : 'failed';
    const { target } = this.#facts;
    await target
      .write((sql) => writeOwnRecords(sql, target.schema, this.#work(outcome, error)))
      .catch(() => undefined);
  }

  #work(outcome: OwnWork['outcome'], error: unknown): OwnWork {
    const { job, by, plan, inspection, target, startedAt } = this.#facts;
    const { outcomes, files } = summarisePlan(plan);
    const done = outcomes.create + outcomes.update + outcomes.unchanged + files.copy + files.unchanged;
    const left = outcomes.skip + outcomes.conflict + outcomes.impossible;
    return {
      kind: 'restore',
      job,
      of: null,
      mode: plan.policy.mode,
      outcome,
      startedAt,
      endedAt: new Date(),
      restored: outcome === 'completed' ? done : 0,
      failed: outcome === 'completed' ? left : done + left,
      error: error === null ? null : toPlainError(error),
      ...by,
      package: {
        path: inspection.path,
        sha256: inspection.sha256,
        bytes: inspection.sha256 === null ? null : inspection.size,
      },
      target: target.label,
      storageRoot: plan.files.storageRoot,
    };
  }
}
