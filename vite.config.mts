import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window's code. It is loaded from files, so every address in it is relative. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    sourcemap: false,
    chunkSizeWarningLimit: 2_000,
    // One page in one window: nothing is preloaded, and the content policy allows no inline script.
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
