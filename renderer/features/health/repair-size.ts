import type { RepairPlan } from '../../../preload/contract/types.ts';

/** How many sequences or files a repair would bring in order. */
export function repairSize(plan: RepairPlan): number {
  return plan.kind === 'sequences' ? plan.sequences.length : plan.supplied;
}
