import { AxeBuilder } from '@axe-core/playwright';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { expect } from 'playwright/test';

/** What axe is asked about a screen: everything that it knows, or what can differ between a light and a dark look. */
export type Asked = 'everything' | 'colours';

const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What a person does at the window, in the window's own words. */
export class Person {
  readonly #app: ElectronApplication;
  readonly window: Page;

  constructor(console: { readonly app: ElectronApplication; readonly window: Page }) {
    this.#app = console.app;
    this.window = console.window;
  }

  button(name: string | RegExp): Locator {
    return this.window.getByRole('button', { name });
  }

  /** The one main action at the bottom right. */
  get mainAction(): Locator {
    return this.window.getByTestId('primary');
  }

  get error(): Locator {
    return this.window.getByTestId('error');
  }

  dialogButton(name: string | RegExp): Locator {
    return this.window.getByRole('dialog').getByRole('button', { name });
  }

  /** Answers the system's next dialogs for opening with `path`. */
  async willChoose(path: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
  }

  /** Answers the system's next dialog for saving with `path`. */
  async willSaveAs(path: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    }, path);
  }

  async opens(path: string): Promise<void> {
    await this.willChoose(path);
    await expect(this.window.getByRole('main')).toBeVisible();
    await this.window.keyboard.press('Control+o');
  }

  /** Opens a package that can be restored, and goes on to the choice of the target. */
  async opensForRestore(path: string): Promise<void> {
    await this.opens(path);
    await expect(this.window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await this.button('Choose the target').click();
  }

  async connectsToEmbedded(name: string): Promise<void> {
    await this.window.getByLabel('Name', { exact: true }).fill(name);
    await this.button(/^(Create|Connect to) embedded:/).click();
    await expect(this.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
  }

  /** Connects to an empty database on a server and lets the console make an EDMS in it. */
  async makesServerTarget(url: string): Promise<void> {
    await this.givesServer(url);
    await this.button('Make an empty EDMS database here…').click();
    await this.dialogButton('Make the EDMS database').click();
    await expect(this.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
  }

  /** Types address and password into their fields, as the hint beside them asks for. */
  async givesServer(url: string): Promise<void> {
    const { address, password } = apart(url);
    await this.window.getByRole('radio', { name: /PostgreSQL server/ }).check();
    await this.window.getByLabel('Address').fill(address);
    await this.window.getByLabel('Password').fill(password);
    await this.button('Connect').click();
  }

  async previews(): Promise<void> {
    await this.button(/^Preview [\d,]+ records?$/).click();
    await expect(this.window.getByTestId('totals')).toBeVisible({ timeout: 60_000 });
    await expect(this.window.getByTestId('shown')).toContainText('record');
  }

  /** Presses the main action of the preview and confirms it, and the pre-flight's warnings with these ids. */
  async startsRestore(warnings: readonly string[] = []): Promise<void> {
    await this.mainAction.click();
    await expect(this.window.getByTestId('preflight')).toBeVisible({ timeout: 60_000 });
    for (const id of warnings) {
      await this.window.getByRole('checkbox', { name: new RegExp(`\\(${id}\\)`) }).check();
    }
    await this.dialogButton(/^(Restore|Verify) /).click();
  }

  async restores(warnings: readonly string[] = []): Promise<void> {
    await this.startsRestore(warnings);
    await expect(this.window.getByTestId('report-verdict')).toBeVisible({ timeout: 120_000 });
  }

  /** Fails when axe finds something serious or critical on the present screen, and still does once colours have changed. */
  async seesNoBarrier(where: string, asked: Asked = 'everything'): Promise<void> {
    let told = await this.#barriers(asked);
    // A busy machine takes its time from one colour scheme to the other.
    for (let look = 1; look < 4 && told.length > 0; look += 1) {
      await this.window.waitForTimeout(1000);
      told = await this.#barriers(asked);
    }
    expect(told, `barriers on the screen "${where}"`).toEqual([]);
  }

  async #barriers(asked: Asked): Promise<readonly string[]> {
    // Electron has no second page for axe's usual way.
    // Of what is in order it need not tell the places, which is most of its work.
    const isThere = await this.window.evaluate(() => 'axe' in window);
    // It is large, and a page that has it need not read it again (twice for each look).
    const page = { page: this.window, ...(isThere ? { axeSource: 'void 0' } : {}) };
    const axe = new AxeBuilder(page).setLegacyMode(true);
    axe.options({ resultTypes: ['violations'] });
    if (asked === 'colours') axe.withRules(COLOUR_RULES);
    const { violations } = await axe.analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }
}

/** A URL without its password, and the password. */
export function apart(url: string): { readonly address: string; readonly password: string } {
  const parsed = new URL(url);
  const password = decodeURIComponent(parsed.password);
  parsed.password = '';
  return { address: parsed.toString(), password };
}
