import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { JobStore } from '../main/jobs/job-store.ts';
import { openConsole } from './support/launch.ts';
import { Person } from './support/person.ts';

test.describe('Jobs', () => {
  let home: string;
  test.beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'edms-jobs-'));
  });
  test.afterEach(() => rm(home, { recursive: true, force: true }));

  test('what is said of a job is in sight beside each, and what is done elsewhere is listed', async () => {
    const store = JobStore.open(home);
    for (let job = 1; job <= 240; job += 1) noteHealth(store, `embedded:number-${job}`);
    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = person;
    await console.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 640);
    });
    await window.keyboard.press('Control+8');
    await expect(window.getByText('The newest 200 of 240.')).toBeVisible();

    const lines = window.getByTestId('jobs').getByRole('button');
    const shown = window.getByTestId('job');
    for (const line of [lines.first(), lines.last()]) {
      await line.click();
      await expect(line).toHaveAttribute('aria-pressed', 'true');
      await expect(shown.getByRole('heading')).toBeInViewport();
      // A health check has no package and no mode: nothing is said of them.
      await expect(shown.getByRole('term')).toHaveText([
        'State',
        'Started',
        'Duration',
        'Who',
        'Target',
        'Job',
      ]);
      await expect(shown.getByRole('button', { name: 'Run again…' })).toBeInViewport();
    }
    await person.seesNoBarrier('a long list of jobs');

    noteHealth(store, 'embedded:by-the-command-line');
    await expect(lines.first()).toContainText('embedded:by-the-command-line');
    await console.close();
  });
});

/** Writes down what a command would. */
function noteHealth(store: JobStore, target: string): void {
  const { id } = store.begin({ kind: 'health', target });
  store.finish(id, { state: 'completed' });
}
