import { createContext, useCallback, useContext } from 'react';
import type { Selection } from '../../../preload/contract/types.ts';
import type { Chooser } from '../../state/chooser.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import type { Work } from '../../state/work.ts';

/** What is chosen from: the open package, for a restore, or the open target, for an export. */
export const ChosenFrom = createContext<'package' | 'target'>('package');

/** Reads from the choosing that this part of the page is about. */
export function useChooser<T>(read: (chooser: Chooser, selection: Selection) => T): T {
  const from = useContext(ChosenFrom);
  return useWork((work) => read(chooserOf(work, from), selectionOf(work, from)));
}

/** The same at the moment of a click. */
export function useChooserNow(): () => Chooser {
  const from = useContext(ChosenFrom);
  const store = useWorkStore();
  return useCallback(() => chooserOf(store.getState(), from), [store, from]);
}

function chooserOf(work: Work, from: 'package' | 'target'): Chooser {
  return from === 'package' ? work : work.exportChooser;
}

function selectionOf(work: Work, from: 'package' | 'target'): Selection {
  return from === 'package' ? work.policy.selection : work.exportDraft.selection;
}
