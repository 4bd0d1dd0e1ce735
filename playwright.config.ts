import { defineConfig } from 'playwright/test';

/** End-to-end tests drive the built console in a real Electron window, one at a time. */
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  globalSetup: './scripts/test-server.mjs',
  outputDir: 'test-results',
  reporter: [['list']],
});
