import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { Person } from './support/person.ts';

const root = path.resolve(__dirname, '..');
const run = promisify(execFile);

test.describe('Forgetting by rules', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-thinning-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A repository with three snapshots of an empty EDMS, the first of which was tested. */
  async function threeSnapshots() {
    const home = path.join(folder, 'home');
    const repository = path.join(folder, 'repository');
    const command = async (...words: readonly string[]) => {
      const { stdout } = await run(
        process.execPath,
        [path.join(root, 'dist', 'cli', 'index.js'), ...words, '--quiet', '--json'],
        { env: { ...process.env, EDMS_BACKUP_HOME: home } },
      );
      return JSON.parse(stdout);
    };
    const take = (...words: readonly string[]) =>
      command('snapshot', 'create', '--target', 'embedded:office', '--repo', repository, ...words);
    await command('init', '--target', 'embedded:office');
    await command('snapshot', 'init', '--repo', repository, '--name', 'Safe place');
    const tested = await take('--test');
    await take();
    await take();
    return { home, repository, command, take, tested };
  }

  test('removes exactly what was shown, and shows anew what has changed', async () => {
    test.setTimeout(600_000);
    const { home, repository, command, take, tested } = await threeSnapshots();
    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);
    const preview = window.getByTestId('retention-preview');
    const thin = window.getByTestId('thin-out');

    await window.keyboard.press('Control+7');
    await expect(window.getByTestId('snapshots').getByRole('row')).toHaveCount(4, { timeout: 60_000 });
    await window.getByRole('tab', { name: 'Maintenance' }).click();
    await thin.getByLabel('Newest').fill('0');
    for (const rule of ['Days', 'Weeks', 'Months']) await thin.getByLabel(rule, { exact: true }).fill('0');
    await expect(thin.getByRole('button', { name: 'Show what it would do' })).toBeDisabled();
    await thin.getByLabel('Newest').fill('1');
    await thin.getByRole('button', { name: 'Show what it would do' }).click();
    await expect(preview).toContainText('2 snapshots would stay, 1 would go.', { timeout: 60_000 });
    await expect(preview.getByRole('status')).toBeInViewport();
    const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' }).format(new Date());
    await expect(preview.getByRole('img').first()).toContainText(month);
    await expect(person.mainAction).toHaveText('Forget 1 snapshot…');

    // Somebody takes another one meanwhile: what was shown is not what would go, and nothing goes.
    await take();
    await window.keyboard.press('Control+Enter');
    await expect(window.getByRole('dialog')).toContainText('embedded:office: the last tested one stays');
    await person.dialogButton('Forget 1').click();
    await expect(person.error).toContainText('SNAPSHOTS_CHANGED', { timeout: 60_000 });
    await expect(person.error).toBeInViewport();
    await expect(preview).toContainText('2 snapshots would stay, 2 would go.');
    expect((await command('snapshot', 'list', '--repo', repository)).snapshots).toHaveLength(4);

    await window.keyboard.press('Control+Enter');
    await expect(window.getByRole('dialog').getByRole('list').getByRole('listitem')).toHaveCount(2);
    await window.getByRole('dialog').getByRole('checkbox', { name: 'Prune afterwards' }).check();
    await look('44-thinning-asked');
    await person.dialogButton('Forget 2').click();
    await expect(window.getByTestId('thinned-out')).toHaveText('2 snapshots removed.', { timeout: 60_000 });
    await expect(window.getByTestId('prune-result')).toBeVisible({ timeout: 60_000 });
    const { snapshots } = await command('snapshot', 'list', '--repo', repository);
    expect(snapshots).toHaveLength(2);
    expect(snapshots[0].id).toBe(tested.id);
    await look('45-thinning-done');

    // A snapshot that this window reads as a package keeps a prune out, and is closed for it.
    await window.getByRole('tab', { name: 'Snapshots', exact: true }).click();
    await person.button('Open as package').click();
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await window.keyboard.press('Control+7');
    await window.getByRole('tab', { name: 'Maintenance' }).click();
    await expect(window.getByTestId('held').first()).toContainText('is open in this window as a package');
    await person.seesNoBarrier('a snapshot that is held');
    await person.button('Close the snapshot and see what would be taken away').click();
    await expect(window.getByTestId('prune-result')).toBeVisible({ timeout: 60_000 });
    await expect(window.getByTestId('held')).toHaveCount(0);
    await expect(person.error).toHaveCount(0);
    await expect(window.getByText('No package')).toBeVisible();
    await console.close();
  });

  test('is asked of one as of one, and nothing in the list is cut off, in German', async () => {
    test.setTimeout(300_000);
    const { home } = await threeSnapshots();
    const console = await openConsole({ home, env: { EDMS_LANGUAGE: 'de' } });
    const person = new Person(console);
    const { window } = person;
    const thin = window.getByTestId('thin-out');

    await window.keyboard.press('Control+7');
    const proofs = window.getByTestId('snapshots').getByText('nicht geprüft');
    await expect(proofs).toHaveCount(2, { timeout: 60_000 });
    const cut = await proofs.first().evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    expect(cut).toBe(false);
    await window.getByRole('tab', { name: 'Wartung' }).click();
    await thin.getByLabel('Neueste').fill('1');
    for (const rule of ['Tage', 'Wochen', 'Monate']) await thin.getByLabel(rule, { exact: true }).fill('0');
    await thin.getByRole('button', { name: 'Zeigen, was das bewirkt' }).click();
    await expect(person.mainAction).toHaveText('1 Snapshot vergessen…', { timeout: 60_000 });
    await window.keyboard.press('Control+Enter');
    const dialog = window.getByRole('dialog');
    await expect(dialog).toContainText('Er kann dann nicht mehr wiederhergestellt werden.');
    const going = (await dialog.getByRole('listitem').textContent())?.split(' · ')[0] ?? '';
    await expect(dialog.getByText('der letzte geprüfte bleibt')).not.toContainText(going);
    await console.close();
  });
});
