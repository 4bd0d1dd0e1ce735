import type { Bridge } from '../preload/contract/bridge.ts';

declare global {
  interface Window {
    /** Given by the preload script. */
    readonly edms: Bridge;
  }
}

/** The window's only way out. */
export function theBridge(): Bridge {
  return window.edms;
}
