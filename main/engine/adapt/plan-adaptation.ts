import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Sql } from '../database/target.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { IndexedFixture } from '../plan/plan-context.ts';
import type { RestorePolicy } from '../plan/policy.ts';
import { Fills } from './fills.ts';
import { Placeless } from './placeless.ts';
import { RecordTraits } from './record-traits.ts';

/** What a plan does about the differences between the package's EDMS and the target's. */
export interface PlanAdaptation {
  readonly fills: Fills;
  readonly placeless: Placeless;
  readonly traits: RecordTraits;
}

/** Error: `POLICY_INVALID`, for a fill that the target cannot take. */
export async function startAdaptation(
  { fixture, policy }: { readonly fixture: IndexedFixture; readonly policy: RestorePolicy },
  bound: ReadonlyMap<string, BoundModel>,
  catalogue: Catalogue,
  sql: Sql,
): Promise<PlanAdaptation> {
  return {
    fills: await Fills.read(policy.fills, bound, catalogue, sql),
    placeless: await Placeless.read(catalogue, bound, fixture, sql),
    traits: new RecordTraits(fixture.spool.count),
  };
}
