import type { RestoreMode } from '../../../preload/contract/types.ts';

/** In the order in which a person chooses: what is usual first, then what is special, then parts. */
export const MODES: readonly RestoreMode[] = [
  'merge',
  'complete',
  'reinit',
  'mirror',
  'selected',
  'files',
  'database',
];
