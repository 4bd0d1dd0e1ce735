import { app, type BrowserWindow, dialog } from 'electron';
import type { Words } from '../../preload/contract/words/words.ts';
import type { LongWorks } from './long-work.ts';

export interface ClosingActions {
  readonly longWorks: LongWorks;
  readonly words: Words;
  /** Puts the window away; the work goes on. */
  readonly putAway: () => void;
  /** Whether the window is put away and not closed: it does what schedules have due. */
  readonly staysForSchedules: () => boolean;
  readonly cancel: () => void;
  /** The window stays, whatever was to be quit. */
  readonly onStay: () => void;
}

/**
 * A window in whose target something is written is not closed by a slip: the person says whether it is finished in
 * the background, cancelled (then the program ends once it has been taken back), or whether the window stays.
 */
export function askBeforeClosing(window: BrowserWindow, actions: ClosingActions): void {
  const { longWorks, words } = actions;
  let asking = false;
  window.on('close', (event) => {
    const work = longWorks.current;
    // A scheduled run goes on beside the clock like the schedules themselves.
    if (work === null || (work.kind === 'schedule' && actions.staysForSchedules())) {
      if (!actions.staysForSchedules()) return;
      event.preventDefault();
      actions.putAway();
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    const { closing } = words;
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: closing.running[work.kind],
        detail: closing.detail[work.kind],
        buttons: [closing.background, closing.cancel[work.kind], closing.stay],
        defaultId: 2,
        cancelId: 2,
      })
      .then(({ response }) => {
        asking = false;
        if (response === 2) {
          actions.onStay();
          return;
        }
        // It may have come to its end while the question stood there.
        if (longWorks.current === null) app.quit();
        else if (response === 0) actions.putAway();
        else {
          actions.cancel();
          void longWorks.idle().then(() => app.quit());
        }
      });
  });
}
