import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand, RecentPackage } from '../../preload/contract/bridge.ts';
import type { Words } from '../../preload/contract/words/words.ts';

export interface MenuActions {
  readonly send: (command: MenuCommand) => void;
  readonly openRecent: (recent: RecentPackage) => void;
}

/**
 * The native menu. The window answers the same keys itself (so that they also work where a menu's keys do
 * not reach); the menu shows them and leaves them to the page, except on a Mac, where menus take them first.
 */
export function setMenu(words: Words, recents: readonly RecentPackage[], actions: MenuActions): void {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => actions.send(command),
    ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
  });
  const menu = words.menu;
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: menu.file,
      submenu: [
        item(menu.open, 'open', 'CmdOrCtrl+O'),
        item(menu.openFolder, 'open-folder', 'CmdOrCtrl+Shift+O'),
        {
          label: menu.recent,
          enabled: recents.length > 0,
          submenu: recents.map((recent) => ({
            label: recent.name,
            sublabel: recent.folder,
            enabled: recent.present,
            click: () => actions.openRecent(recent),
          })),
        },
        item(menu.sample, 'sample'),
        { type: 'separator' },
        { role: mac ? 'close' : 'quit', label: mac ? menu.close : menu.quit },
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        { type: 'separator' },
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
        { type: 'separator' },
        item(menu.find, 'find', 'CmdOrCtrl+F'),
        item(menu.copySummary, 'copy-summary', 'CmdOrCtrl+Shift+C'),
      ],
    },
    {
      label: menu.go,
      submenu: [
        item(words.steps.open, 'place-1', 'CmdOrCtrl+1'),
        item(words.steps.package, 'place-2', 'CmdOrCtrl+2'),
        item(words.steps.target, 'place-3', 'CmdOrCtrl+3'),
        item(words.steps.preview, 'place-4', 'CmdOrCtrl+4'),
        item(words.steps.restore, 'place-5', 'CmdOrCtrl+5'),
        item(words.steps.report, 'place-6', 'CmdOrCtrl+6'),
        item(words.steps.snapshots, 'place-7', 'CmdOrCtrl+7'),
        item(words.steps.jobs, 'place-8', 'CmdOrCtrl+8'),
        item(words.steps.health, 'place-9', 'CmdOrCtrl+9'),
        item(words.steps.schedules, 'schedules', 'CmdOrCtrl+Shift+S'),
        item(words.steps.export, 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        item(menu.target, 'target', 'CmdOrCtrl+L'),
        item(menu.primary, 'primary', 'CmdOrCtrl+Enter'),
        item(menu.cancel, 'cancel', 'CmdOrCtrl+.'),
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'resetZoom', label: menu.actualSize },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        { type: 'separator' },
        { role: 'togglefullscreen', label: menu.fullScreen },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    {
      label: menu.help,
      role: 'help',
      submenu: [item(menu.keys, 'keys'), { role: 'about', label: menu.about }],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
