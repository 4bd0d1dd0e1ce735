import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'playwright/test';
import { z } from 'zod';
import { temporaryHome } from './support/launch.ts';
import { makePackage, openPackaged, packaged, runPackagedCommand } from './support/packaged.ts';

/** How the state of a fuse is written in the executable. */
const on = '1'.charCodeAt(0);
const off = '0'.charCodeAt(0);

const counts = z.object({
  records: z.number().positive(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  skipped: z.number(),
  failed: z.number(),
  verified: z.boolean(),
  files: z.object({ copied: z.number(), unchanged: z.number(), skipped: z.number(), failed: z.number() }),
});

function samplePackage(): string {
  const [name] = readdirSync(packaged.sample).filter((file) => file.endsWith('.tar.gz'));
  if (name === undefined) throw new Error('The packaged application carries no sample package.');
  return path.join(packaged.sample, name);
}

test.describe('The packaged application', () => {
  test.skip(process.platform !== 'linux', 'An unpacked application is made and started on Linux only.');
  test.describe.configure({ mode: 'serial' });

  let home: string;
  test.beforeAll(async () => {
    home = await temporaryHome();
    const made = await makePackage();
    expect(made.status, made.stderr).toBe(0);
  });
  test.afterAll(() => rm(home, { recursive: true, force: true }));

  test('is closed to other code than its own', async () => {
    const wire = await getCurrentFuseWire(packaged.executable);
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(on);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
  });

  test('restores the sample through its window', async () => {
    const { window, close } = await openPackaged(home);
    const button = (name: string | RegExp) => window.getByRole('button', { name });
    await button('Try the sample').click();
    await button('Choose the target').click();
    await window.getByRole('combobox', { name: 'Name' }).fill('from-window');
    await button('Create embedded:from-window').click();
    await button(/^Preview .* records$/).click();
    await button(/^Restore .* records and .* files$/).click();
    await window
      .getByRole('dialog')
      .getByRole('button', { name: /^Restore/ })
      .click();
    await expect(window.getByText('Completed and verified')).toBeVisible({ timeout: 60_000 });
    expect(await close()).toBe(0);
  });

  test('finds what its window restored unchanged, from its command line and without a display', async () => {
    const target = ['--target', 'embedded:from-window', '--yes', '--json'];
    const again = await runPackagedCommand(home, 'restore', samplePackage(), ...target);
    expect(again.status, again.stderr + again.stdout.slice(0, 500)).toBe(0);
    const report = counts.parse(JSON.parse(again.stdout));
    expect(report).toMatchObject({
      unchanged: report.records,
      created: 0,
      updated: 0,
      failed: 0,
      verified: true,
    });
    expect(report.files).toMatchObject({ copied: 0, failed: 0 });
    expect(report.files.unchanged).toBeGreaterThan(0);
  });

  test('restores the sample from its command line', async () => {
    const target = ['--target', 'embedded:from-command-line', '--yes', '--json'];
    const restored = await runPackagedCommand(home, 'restore', samplePackage(), ...target);
    expect(restored.status, restored.stderr).toBe(0);
    const report = counts.parse(JSON.parse(restored.stdout));
    expect(report).toMatchObject({ skipped: 0, failed: 0, verified: true });
    expect(report.created).toBeGreaterThan(0);
    expect(report.created + report.updated + report.unchanged).toBe(report.records);
    expect(report.files.copied).toBeGreaterThan(0);
  });

  test('says what is wrong with a command', async () => {
    const answer = await runPackagedCommand(home, 'restore', samplePackage(), '--no-such-option');
    expect(answer.status).toBe(2);
    expect(answer.stdout).toBe('');
    expect(answer.stderr).toContain('--no-such-option');
  });
});
