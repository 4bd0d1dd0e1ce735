import { defineConfig } from 'playwright/test';

/** The virtual displays that a test session has (scripts/lib/test-session.mjs). */
const displays = (process.env.EDMS_TEST_DISPLAYS ?? '').trim().split(' ');

/** End-to-end tests drive the built console in real Electron windows, one on a display. */
export default defineConfig({
  testDir: 'e2e',
  workers: displays.length,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  globalSetup: './scripts/test-server.mjs',
  outputDir: 'test-results',
  reporter: [['list']],
});
