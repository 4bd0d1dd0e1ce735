/**
 * A screen as high as its place. In a low window, or a large type, all of it is scrolled rather than its main part squeezed
 * to nothing.
 */
export const COLUMN = {
  height: '100%',
  overflowY: 'auto',
  display: 'flex',
  flexDirection: 'column',
} as const;

/** The main part of a {@link COLUMN}: the room that the others leave, and at least so many pixels. */
export function mainPart(least: number) {
  return { flex: '1 0 0px', minHeight: least } as const;
}
