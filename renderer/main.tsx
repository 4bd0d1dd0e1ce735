import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { theBridge } from './bridge.ts';
import { WorkContext } from './state/useWork.ts';
import { connectWork, createWork, watchedBridge } from './state/work.ts';
import { theme } from './theme.ts';

/** The page's policy lets only styles in that carry this nonce; each load of the page has another. */
const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';
const styles = createCache({ key: 'edms', nonce });

const bridge = watchedBridge(theBridge(), () => work.getState().sessionEnded('expired'));
const work = createWork(bridge);
void connectWork(bridge, work);

const ground = document.getElementById('root');
if (!ground) throw new Error('The page has no root.');
createRoot(ground).render(
  <CacheProvider value={styles}>
    <ThemeProvider theme={theme}>
      <CssBaseline />
      <WorkContext.Provider value={work}>
        <App bridge={bridge} />
      </WorkContext.Provider>
    </ThemeProvider>
  </CacheProvider>,
);
