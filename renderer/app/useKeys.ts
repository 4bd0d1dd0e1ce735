import { useEffect } from 'react';
import type { MenuCommand } from '../../preload/contract/bridge.ts';
import { lockedError } from '../state/package-slice.ts';
import { waitsForSignIn } from '../state/session-slice.ts';
import { useBridge } from '../state/useBridge.ts';
import { useWorkStore } from '../state/useWork.ts';
import { PLACES, STEPS, type Work, type WorkStore } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';
import { actionsOf } from './actions.ts';
import { summaryText } from './summary-text.ts';

/** The names of the places that `F6` goes through, in the order in which they stand in the page. */
const PANE_SELECTOR = '[data-pane]';
export const SEARCH_ID = 'record-search';

/** Listens to keys and to the native menu: both lead to the same commands. */
export function useKeys(): void {
  const store = useWorkStore();
  const bridge = useBridge();
  const words = useWords();
  useEffect(() => {
    const run = (command: MenuCommand): void => {
      if (waitsForSignIn(store.getState()) || lockedError(store.getState()) !== null) {
        if (command === 'primary')
          document.querySelector<HTMLFormElement>('[role=dialog] form')?.requestSubmit();
      } else if (command === 'copy-summary') {
        void bridge.ask('app:copy', { text: summaryText(store.getState(), words) });
      } else if (command === 'primary' && store.getState().overlay === 'profile') {
        document.querySelector<HTMLFormElement>('[role=dialog] form')?.requestSubmit();
      } else if (command === 'primary') {
        const { primary } = actionsOf(store.getState(), words);
        // Where the step has a form to be sent first, the form's button is the main action.
        if (!primary) document.querySelector<HTMLFormElement>('main form')?.requestSubmit();
        else if (primary.enabled) primary.run();
      } else runCommand(store, command);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (event.key === 'F6') {
        event.preventDefault();
        nextPane(event.shiftKey ? -1 : 1);
        return;
      }
      const command = commandOfKey(event, store.getState());
      if (!command) return;
      event.preventDefault();
      run(command);
    };
    // A list that is folded out by Enter would take the main action's key for its own, and never pass it on.
    const onPrimary = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      onKey(event);
      if (event.defaultPrevented) event.stopPropagation();
    };
    window.addEventListener('keydown', onPrimary, { capture: true });
    window.addEventListener('keydown', onKey);
    const stop = bridge.on('menu:command', ({ command }) => run(command));
    return () => {
      window.removeEventListener('keydown', onPrimary, { capture: true });
      window.removeEventListener('keydown', onKey);
      stop();
    };
  }, [store, bridge, words]);
}

function commandOfKey(event: KeyboardEvent, work: Work): MenuCommand | null {
  // A dialog has the keys for itself.
  if (work.overlay !== null || waitsForSignIn(work) || lockedError(work) !== null) return null;
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (event.shiftKey) {
      if (key === 'o') return 'open-folder';
      if (key === 's') return 'schedules';
      return key === 'c' ? 'copy-summary' : null;
    }
    const place = /^[1-9]$/.test(key) ? PLACE_COMMANDS[Number(key) - 1] : undefined;
    return place ?? WITH_MODIFIER[key] ?? null;
  }
  if (event.key === 'Escape') return 'cancel';
  return event.key === '?' && !isTyping(event.target) ? 'keys' : null;
}

const PLACE_COMMANDS: readonly MenuCommand[] = [
  'place-1',
  'place-2',
  'place-3',
  'place-4',
  'place-5',
  'place-6',
  'place-7',
  'place-8',
  'place-9',
];
const WITH_MODIFIER: { readonly [key: string]: MenuCommand } = {
  o: 'open',
  l: 'target',
  f: 'find',
  e: 'export',
  enter: 'primary',
  '.': 'cancel',
};

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function runCommand(store: WorkStore, command: MenuCommand): void {
  const work = store.getState();
  const step = [...STEPS, ...PLACES][PLACE_COMMANDS.indexOf(command)];
  if (step) {
    work.goTo(step);
    return;
  }
  switch (command) {
    case 'open':
      void work.choosePackage('file');
      break;
    case 'open-folder':
      void work.choosePackage('folder');
      break;
    case 'sample':
      void work.openSample();
      break;
    case 'schedules':
      work.goTo('schedules');
      break;
    case 'export':
      work.goTo('export');
      break;
    case 'target':
      work.goTo('target');
      break;
    case 'find':
      work.goTo('preview');
      requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus());
      break;
    case 'cancel':
      cancel(work);
      break;
    case 'keys':
      work.show('keys');
      break;
  }
}

/** Ends what is under way; a restore only after a question. With nothing to end, it closes what is open. */
function cancel(work: Work): void {
  if (work.restoring) {
    if (!work.restoring.cancelling) work.show('confirm-cancel');
  } else if (work.inspecting) work.cancelInspecting();
  else if (work.connecting) work.cancelConnecting();
  else if (work.planning) work.cancelPlanning();
  else if (work.selecting) work.cancelSelecting();
  else if (work.undoing?.task) work.cancelUndo();
  else if (work.repairing?.task) work.cancelRepair();
  else if (work.exporting) work.cancelExport();
  else if (work.checking) work.cancelChecking();
  else if (work.step === 'export-selection') cancelInChoosing(work);
  // Work that only a repository sees goes on while somebody is elsewhere, and is ended where it is shown.
  else if (work.snapshotWork && work.step === 'snapshots') work.cancelSnapshotWork();
  else if (work.step === 'compare') cancelInCompare(work);
  else if (work.step === 'preview' && work.selected !== null) void work.select(null);
}

function cancelInChoosing(work: Work): void {
  if (work.readingRecords) work.cancelReadingRecords();
  else work.exportChooser.cancelSelecting();
}

function cancelInCompare(work: Work): void {
  if (work.comparing) work.cancelComparing();
  else if (work.following) work.cancelFollowing();
  else if (work.shownDifference !== null) work.showDifference(null);
}

/** Moves the focus to the first thing that can have it in the next pane. */
function nextPane(direction: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>(PANE_SELECTOR)];
  // A pane may stand inside another one: the innermost counts.
  const now = panes.reduce(
    (found, pane, index) => (pane.contains(document.activeElement) ? index : found),
    -1,
  );
  for (let step = 1; step <= panes.length; step += 1) {
    const index =
      (Math.max(now, direction === 1 ? -1 : 0) + direction * step + panes.length * 2) % panes.length;
    const pane = panes[index];
    const first = pane?.querySelector<HTMLElement>(
      'button:not([disabled]), input:not([disabled]), [tabindex="0"], a[href]',
    );
    const goal = first ?? (pane?.tabIndex === -1 ? pane : null);
    if (goal) {
      goal.focus();
      return;
    }
  }
}
