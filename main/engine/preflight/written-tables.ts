import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { PreflightInput } from './preflight.ts';

export type TableRight = 'insert' | 'update' | 'delete';

/**
 * What a restore does to which tables, by name: as the plan says, or, while there is none, whatever the package's
 * models may need.
 */
export function writtenTables(input: PreflightInput): ReadonlyMap<string, ReadonlySet<TableRight>> {
  const rights = new Map<string, Set<TableRight>>();
  const add = (table: string, ...needed: readonly TableRight[]) => {
    const set = rights.get(table) ?? new Set();
    for (const right of needed) set.add(right);
    rights.set(table, set);
  };
  if (input.policy.mode === 'files') return rights;
  if (input.plan === null) {
    for (const { model: label, records } of input.inspection.models) {
      const model = edmsCatalogue().models.get(label);
      if (model === undefined || records === 0) continue;
      add(model.table, 'insert', 'update');
      for (const field of model.manyToMany) if (field.automatic) add(field.table, 'insert', 'delete');
    }
  } else addPlanned(input.plan, add);
  for (const label of input.policy.mode === 'mirror' ? input.policy.removeBeyond : []) {
    const model = edmsCatalogue().models.get(label);
    if (model !== undefined) add(model.table, 'delete');
  }
  return rights;
}

/** The tables that a restore locks against others who write: all whose state the plan remembers. */
export function lockedTables(input: PreflightInput): readonly string[] {
  return [...(input.plan?.tableStates ?? writtenTables(input)).keys()];
}

function addPlanned(plan: RestorePlan, add: (table: string, ...needed: readonly TableRight[]) => void): void {
  for (const [label, numbers] of plan.recordsOf) {
    const bound = plan.bound.get(label);
    if (bound === undefined) continue;
    const outcomes = new Set(Array.from(numbers, (number) => plan.table.outcome(number)));
    if (outcomes.has('create')) add(bound.table.name, 'insert');
    if (outcomes.has('update')) add(bound.table.name, 'update');
    if (!outcomes.has('create') && !outcomes.has('update')) continue;
    for (const { table } of bound.manyToMany.values()) add(table.name, 'insert', 'delete');
  }
  const users = plan.bound.get('users.user');
  if (plan.inventedUsers.size > 0 && users !== undefined) add(users.table.name, 'insert');
}
