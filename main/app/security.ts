import { app, session, type WebContents } from 'electron';
import { isOwnPage } from './page.ts';

/**
 * What no page may ever do here, for every page that there may ever be: leave our own address, open windows,
 * embed pages, ask for devices or permissions, load anything from the network, download.
 */
export function forbidWhatWeNeverNeed(): void {
  app.on('web-contents-created', (_event, contents) => restrict(contents));

  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !/^(app:\/\/console\/|data:image\/|devtools:)/.test(details.url) });
  });
}

function restrict(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
