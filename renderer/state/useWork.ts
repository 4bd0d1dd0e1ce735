import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Work, WorkStore } from './work.ts';

export const WorkContext = createContext<WorkStore | null>(null);

/** Reads a part of the window's state; renders again when that part changes. */
export function useWork<T>(select: (work: Work) => T): T {
  return useStore(useWorkStore(), select);
}

/** The store itself, for actions that read the state when they run. */
export function useWorkStore(): WorkStore {
  const store = useContext(WorkContext);
  if (!store) throw new Error('The window has no state.');
  return store;
}
