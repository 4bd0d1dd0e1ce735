import { Menu, nativeImage, Tray } from 'electron';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Progress } from '../engine/progress.ts';
import type { LongWork } from './long-work.ts';
import { findIcon } from './resource.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly cancel: () => void;
  readonly quit: () => void;
}

/** The icon beside the system's clock: there while something is written, and while the window is put away. */
export class WorkTray {
  readonly #words: Words;
  readonly #actions: TrayActions;
  #tray: Tray | null = null;
  #work: LongWork | null = null;
  #percent: string | null = null;
  #windowAway = false;

  constructor(words: Words, actions: TrayActions) {
    this.#words = words;
    this.#actions = actions;
  }

  /** `null` when the work has ended. */
  showWork(work: LongWork | null): void {
    this.#work = work;
    this.#percent = null;
    this.#refresh();
  }

  /** Tells how far the work is; only what can be seen changes something. */
  showProgress({ done, total }: Progress): void {
    if (this.#work === null || this.#tray === null) return;
    const fraction = total > 0 ? Math.min(1, done / total) : 0;
    const percent = total > 0 ? this.#words.formats.percent(Math.floor(fraction * 100) / 100) : null;
    if (percent === this.#percent) return;
    this.#percent = percent;
    this.#tray.setToolTip(this.#text());
  }

  /** While the window is put away, the icon is the way back to it. */
  showWindowAway(away: boolean): void {
    this.#windowAway = away;
    this.#refresh();
  }

  remove(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  #refresh(): void {
    if (this.#work === null && !this.#windowAway) {
      this.remove();
      return;
    }
    this.#tray ??= this.#make();
    this.#tray.setToolTip(this.#text());
    this.#tray.setContextMenu(this.#menu());
  }

  #make(): Tray {
    const icon = findIcon(process.platform === 'darwin' ? 16 : 32);
    const tray = new Tray(icon === null ? nativeImage.createEmpty() : nativeImage.createFromPath(icon));
    tray.on('click', () => this.#actions.open());
    return tray;
  }

  #menu(): Menu {
    const { tray } = this.#words;
    return Menu.buildFromTemplate([
      { label: this.#text(), enabled: false },
      { type: 'separator' },
      { label: tray.open, click: () => this.#actions.open() },
      {
        label: tray.cancel[this.#work?.kind ?? 'restore'],
        enabled: this.#work !== null,
        click: () => this.#actions.cancel(),
      },
      { type: 'separator' },
      { label: tray.quit, click: () => this.#actions.quit() },
    ]);
  }

  #text(): string {
    const { tray, app } = this.#words;
    if (this.#work === null) return app.name;
    const running = tray.running[this.#work.kind];
    return this.#percent === null ? running : `${running} (${this.#percent})`;
  }
}
