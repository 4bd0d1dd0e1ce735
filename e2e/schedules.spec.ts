import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { ScheduleStore } from '../main/schedule/schedule-store.ts';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { command, homeWithOffice, opensOffice } from './support/office.ts';
import { Person } from './support/person.ts';

test.describe('Schedules', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-schedules-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a schedule can be made for what was made elsewhere while the window is open', async () => {
    test.setTimeout(180_000);
    const home = path.join(folder, 'home');
    await command(home, 'snapshot', 'init', '--repo', path.join(folder, 'repository'));
    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = person;
    const source = window.getByRole('combobox', { name: 'EDMS', exact: true });
    await window.keyboard.press('Control+Shift+S');
    await person.mainAction.click();
    await expect(window.getByTestId('schedule-form')).toContainText('Make one of them under “Target”');
    await expect(source).toBeHidden();
    await person.button('Go to the target').click();
    await expect(window.getByRole('heading', { name: 'Which EDMS?' })).toBeVisible();

    await window.keyboard.press('Control+8');
    await command(home, 'init', '--target', 'embedded:elsewhere');
    await window.keyboard.press('Control+Shift+S');
    await source.click();
    await window.getByRole('option', { name: 'embedded:elsewhere' }).click();
    await expect(source).toHaveText('embedded:elsewhere');
    await console.close();
  });

  test('a schedule is made, runs while the window is put away, and says what it made', async () => {
    test.setTimeout(900_000);
    const home = path.join(folder, 'home');
    const repository = path.join(folder, 'repository');
    const config = path.join(folder, 'config');
    await mkdir(config);
    await command(home, 'snapshot', 'init', '--repo', repository, '--name', 'Safe place');

    const console = await openConsole({
      home,
      targetsOf: await homeWithOffice(),
      env: { XDG_CONFIG_HOME: config },
    });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);

    // The window itself has the EDMS open, which one process alone can have: it lends it to the run.
    await opensOffice(person);

    await window.keyboard.press('Control+Shift+S');
    await expect(window.getByTestId('no-schedules')).toBeVisible();
    await person.button('Let the system call it…').click();
    await expect(window.getByTestId('timer-text')).toContainText('"schedule" "run" "--due"');
    await look('40-schedules-empty');
    expect(await readdir(config)).not.toContain('systemd');
    await person.button('Hide').click();

    const form = window.getByTestId('schedule-form');
    await test.step('what the EDMS would do by itself is offered', async () => {
      await person.button(/^Show (it|the \d+)$/).click();
      const offered = window.getByTestId('offered-schedules').getByRole('listitem');
      await expect(offered.first()).toBeVisible();
      await look('44-schedules-offered');
      const name = (await offered.first().locator('p').first().textContent()) ?? '';
      await offered.first().getByRole('button').click();
      await expect(form).toBeVisible();
      await expect(window.getByLabel('Name', { exact: true })).toHaveValue(name);
      await expect(window.getByRole('main')).toContainText('embedded:office');
      await person.button('Back').click();
      await expect(form).toBeHidden();
    });

    await window.keyboard.press('Control+Enter');
    await expect(form).toBeVisible();
    await expect(person.mainAction).toBeDisabled();
    await window.getByLabel('Name', { exact: true }).fill('Every night');
    await expect(window.getByTestId('next-runs').getByRole('listitem')).toHaveCount(5);
    await expect(window.getByRole('main')).toContainText('embedded:office');
    await expect(window.getByRole('main')).toContainText('Safe place');
    await person.button('Conditions: Show details').click();
    await look('41-schedules-new');
    await window.getByLabel('Repeats').click();
    await window.getByRole('option', { name: 'by a cron expression' }).click();
    await window.getByLabel('Cron expression').fill('* * * * *');
    await person.mainAction.click();
    const schedules = window.getByTestId('schedules');
    await expect(schedules).toContainText('Every night');

    // Put away and not closed: the run comes due, has the EDMS for itself, and proves its snapshot.
    // It is due by then: who puts the window away need not wait for the next look at the clock.
    becomesDue(home, 'Every night');
    await console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    const isVisible = () =>
      console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await expect.poll(isVisible).toBe(false);
    await expect
      .poll(() => readdir(path.join(repository, 'seals')).then((names) => names.length), { timeout: 300_000 })
      .toBeGreaterThan(0);
    await console.app.evaluate(({ app }) => app.emit('activate'));
    await expect.poll(isVisible).toBe(true);
    const runs = window.getByTestId('schedule-runs');
    await expect(runs).toContainText('it succeeded', { timeout: 120_000 });
    await expect(runs).toContainText('proven');

    // The window has its EDMS back.
    await person.button('Pause').click();
    await expect(schedules).toContainText('paused', { timeout: 120_000 });
    await look('42-schedules-list');

    // What the rules would do with what is there, before anything goes.
    await person.button('Change…').click();
    await person.button('Show what it would do').click();
    await expect(window.getByTestId('retention-preview')).toContainText('would stay');
    await window.getByTestId('retention-preview').scrollIntoViewIfNeeded();
    await look('43-schedules-retention');
    await person.button('embedded:office: As a table').click();
    await expect(window.getByTestId('retention-preview')).toContainText('the last one that was tested');
    await person.button('Back').click();

    await person.button('Remove…').click();
    await window.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(window.getByTestId('no-schedules')).toBeVisible();
    await console.close();
  });

  test('speaks German, and an export is done when somebody asks for it', async () => {
    test.setTimeout(600_000);
    const home = path.join(folder, 'home');
    const exports_ = path.join(folder, 'exports');
    await mkdir(exports_);
    await command(home, 'init', '--target', 'embedded:leer');
    const console = await openConsole({ home, env: { EDMS_LANGUAGE: 'de' } });
    const person = new Person(console);
    const { window } = person;
    await window.keyboard.press('Control+Shift+S');
    await expect(window.getByTestId('no-schedules')).toBeVisible();
    await window.keyboard.press('Control+Enter');
    await window.getByLabel('Name', { exact: true }).fill('Export');
    await window.getByLabel('Wiederholung').click();
    await window.getByRole('option', { name: 'nur wenn jemand ihn startet' }).click();
    await window.getByRole('combobox', { name: 'Erstellt' }).click();
    await window.getByRole('option', { name: 'einen Export in einem Ordner' }).click();
    await person.willChoose(exports_);
    await person.button('Ordner wählen…').click();
    await expect(window.getByRole('main')).toContainText(exports_);
    await window.keyboard.press('Control+Enter');
    await expect(window.getByTestId('schedules')).toContainText('auf Abruf');
    await person.button('Jetzt ausführen').click();
    await expect(window.getByTestId('schedule-runs')).toContainText('gelungen', { timeout: 300_000 });
    expect(await readdir(exports_)).toEqual([expect.stringMatching(/^Export-.*\.tar\.gz$/)]);
    await person.seesNoBarrier('Zeitpläne');
    await console.close();
  });
});

/**
 * Lets the runs of a schedule count from a minute ago, as if it had been saved then: its next run is due. `backup.spec.ts`
 * waits for the clock.
 */
function becomesDue(home: string, name: string): void {
  const store = ScheduleStore.open(home);
  try {
    store.change(store.require(name).schedule, Date.now() - 60_000);
  } finally {
    store.close();
  }
}
