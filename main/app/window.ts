import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Settings, WindowState } from '../settings/settings.ts';
import { PAGE_URL } from './page.ts';

const DARK_GROUND = '#15171c';
const LIGHT_GROUND = '#f6f7f9';

/** Opens the one window, where it was when it was last closed, and shows it once it has something to show. */
export function openWindow(settings: Settings, title: string): BrowserWindow {
  const state = onScreen(settings.windowState());
  const window = new BrowserWindow({
    ...placeOf(state),
    title,
    minWidth: 720,
    minHeight: 520,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? DARK_GROUND : LIGHT_GROUND,
    webPreferences: {
      preload: path.join(__dirname, '..', 'preload', 'index.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepState(window, settings);
  void window.loadURL(PAGE_URL);
  return window;
}

function placeOf(state: WindowState): { x?: number; y?: number; width: number; height: number } {
  const { x, y, width, height } = state;
  return x === undefined || y === undefined ? { width, height } : { x, y, width, height };
}

/** A place that is on no screen any more (a monitor was unplugged) is forgotten; the size is kept. */
function onScreen(state: WindowState): WindowState {
  const { x, y } = state;
  const visible =
    x !== undefined &&
    y !== undefined &&
    screen.getAllDisplays().some(({ workArea }) => {
      const right = workArea.x + workArea.width - 100;
      const bottom = workArea.y + workArea.height - 100;
      return x >= workArea.x - 100 && x <= right && y >= workArea.y - 20 && y <= bottom;
    });
  if (visible) return state;
  return { width: state.width, height: state.height, maximized: state.maximized };
}

function keepState(window: BrowserWindow, settings: Settings): void {
  let waiting: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(waiting);
    if (window.isDestroyed()) return;
    settings.rememberWindow({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const saveSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 500);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', save);
}
