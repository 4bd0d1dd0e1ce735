import { useEffect } from 'react';

/** Where the focus was when what had it went away or could not be pressed any more. */
interface Lost {
  readonly from: HTMLElement;
  /** What a main action said; it is another element when it comes back. */
  readonly mainAction: string | null;
  /** What has the focus in the meantime; null for nothing. */
  standIn: HTMLElement | null;
}

/** A dialog as a whole, which takes the focus that nothing in it has. */
const DIALOG = '.MuiDialog-container';
const ACTIONS = 'footer[data-pane="actions"] button';

/**
 * Work takes the place of the button that has started it, or holds it shut. Whoever pressed it with a key finds themselves
 * at the button again when it is there again, and else at the heading of what came of it.
 */
export function useFocusKept(): void {
  useEffect(() => {
    let last: HTMLElement | null = null;
    let said: string | null = null;
    let lost: Lost | null = null;
    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement) || target === lost?.standIn || target.matches(DIALOG)) return;
      last = target;
      said = target.matches(ACTIONS) ? target.textContent : null;
      lost = null;
    };
    const look = (): void => {
      const { activeElement: active } = document;
      if (lost === null) {
        if (last === null || !isNowhere(active, last) || canHaveIt(last)) return;
        lost = { from: last, mainAction: said, standIn: null };
      } else if (!isNowhere(active, lost.from) && active !== lost.standIn) return;
      const goal = goalOf(lost);
      if (goal === null || goal === active) return;
      if (goal.tabIndex < 0) lost.standIn = goal;
      goal.focus({ preventScroll: true });
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
    document.addEventListener('focusin', onFocus);
    return () => {
      changes.disconnect();
      document.removeEventListener('focusin', onFocus);
    };
  }, []);
}

/** The button again; where it is gone, the heading; nothing while it is only shut. */
function goalOf({ from, mainAction }: Lost): HTMLElement | null {
  if (canHaveIt(from)) return from;
  if (document.querySelector('[role=dialog]') !== null) return null;
  const again =
    mainAction === null
      ? undefined
      : [...document.querySelectorAll<HTMLElement>(ACTIONS)].find(
          (button) => button.textContent === mainAction && canHaveIt(button),
        );
  if (again !== undefined) return again;
  if (from.isConnected) return null;
  // A result that has a heading of its own stands below that of its place.
  const heading = [...document.querySelectorAll<HTMLElement>('main h1')].at(-1);
  if (heading !== undefined) heading.tabIndex = -1;
  return heading ?? document.querySelector<HTMLElement>('main');
}

function canHaveIt(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled');
}

/** Chromium leaves a button that is shut the focus until the next frame. */
function isNowhere(active: Element | null, from: HTMLElement): boolean {
  if (active === null || active === document.body || active === from) return true;
  return active.contains(from) && active.matches(DIALOG);
}
