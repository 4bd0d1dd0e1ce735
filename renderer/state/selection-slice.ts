import { type Chooser, createChooser } from './chooser.ts';
import type { SliceTools } from './work.ts';

/** Choosing records of the open package; what is chosen stands in the policy. */
export type SelectionSlice = Chooser;

export function createSelectionSlice({ bridge, set, get }: SliceTools): SelectionSlice {
  const chooser = createChooser({
    ...{ bridge, get, set },
    selection: () => get().policy.selection,
    choose: (selection) => get().decide({ selection }),
    askCandidates: (job, query) => bridge.ask('selection:candidates', { job, query }),
    askTree: (job, selection) => bridge.ask('selection:tree', { job, selection }),
    askBelow: (record) => bridge.ask('selection:expand', { record }),
  });
  return {
    ...chooser,
    beginSelecting: () => {
      void get().refreshPolicies();
      chooser.beginSelecting();
    },
  };
}
