import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';

interface Cursor {
  readonly cursor: number;
  readonly count: number;
  /** In pixels, as `height`: what of the list is to be seen. */
  readonly lineHeight: number;
  readonly height: number | undefined;
}

/** The line that a key leads to (not yet held within the list); undefined for a key that moves nothing. */
export function lineOfKey(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  { cursor, count, lineHeight, height = lineHeight }: Cursor,
): number | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const page = Math.max(1, Math.floor(height / lineHeight) - 1);
  const goal: { readonly [key: string]: number } = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + page,
    PageUp: cursor - page,
    Home: 0,
    End: count - 1,
  };
  return goal[key];
}

/**
 * A long list of which only the visible lines are in the page, with a current line that the keys move: arrows, Page,
 * Home and End. The list has the focus; its lines have none.
 */
export function useCursor(count: number, lineHeight: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setCursor] = useState(0);
  const cursor = Math.max(0, Math.min(wanted, count - 1));
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 8,
  });
  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setCursor(next);
    if (count > 0) virtualizer.scrollToIndex(next);
  };
  /** Moves for a key that moves; false for every other key. */
  const moveByKey = (event: KeyboardEvent): boolean => {
    const index = lineOfKey(event, { cursor, count, lineHeight, height: scroller.current?.clientHeight });
    if (index === undefined) return false;
    event.preventDefault();
    moveTo(index);
    return true;
  };
  const ref: RefObject<HTMLDivElement | null> = scroller;
  return {
    ref,
    cursor,
    setCursor,
    moveTo,
    moveByKey,
    lines: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
  };
}
