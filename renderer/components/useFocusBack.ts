import { type RefObject, useLayoutEffect } from 'react';

/** Where a table and its lines have the focus: its pane (see `nextPane`). */
const TABLE_SELECTOR = '[data-pane="table"]';

/** A pane that is closed while the focus is in it gives it to the table beside it, where it came from. */
export function useFocusBack(pane: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const closing = pane.current;
    return () => {
      if (closing?.contains(document.activeElement))
        document.querySelector<HTMLElement>(TABLE_SELECTOR)?.focus();
    };
  }, [pane]);
}
