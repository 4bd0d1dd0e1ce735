import path from 'node:path';
import { z } from 'zod';
import { consoleHome } from '../engine/home.ts';
import { JsonFile } from './json-file.ts';

const recentSchema = z.array(z.object({ path: z.string(), openedAt: z.string() }));
const serversSchema = z.array(z.string());
const windowSchema = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().min(640),
  height: z.number().min(400),
  maximized: z.boolean(),
});

export type RecentEntry = z.infer<typeof recentSchema>[number];
export type WindowState = z.infer<typeof windowSchema>;

const MOST_RECENT = 10;

/** What the console remembers between two starts. Holds no secret: server URLs are kept without passwords. */
export class Settings {
  readonly #recents: JsonFile<RecentEntry[]>;
  readonly #servers: JsonFile<string[]>;
  readonly #window: JsonFile<WindowState>;

  constructor(home = consoleHome()) {
    const folder = path.join(home, 'settings');
    this.#recents = new JsonFile(path.join(folder, 'recent-packages.json'), recentSchema, []);
    this.#servers = new JsonFile(path.join(folder, 'recent-servers.json'), serversSchema, []);
    this.#window = new JsonFile(path.join(folder, 'window.json'), windowSchema, {
      width: 1280,
      height: 800,
      maximized: false,
    });
  }

  /** Packages opened lately, the latest first. */
  recentPackages(): readonly RecentEntry[] {
    return this.#recents.read();
  }

  rememberPackage(file: string, now = new Date()): void {
    const others = this.#recents.read().filter((entry) => entry.path !== file);
    this.#recents.write([{ path: file, openedAt: now.toISOString() }, ...others].slice(0, MOST_RECENT));
  }

  forgetPackage(file: string): void {
    this.#recents.write(this.#recents.read().filter((entry) => entry.path !== file));
  }

  /** Server URLs without passwords, the latest first. */
  recentServers(): readonly string[] {
    return this.#servers.read();
  }

  rememberServer(label: string): void {
    const others = this.#servers.read().filter((entry) => entry !== label);
    this.#servers.write([label, ...others].slice(0, MOST_RECENT));
  }

  windowState(): WindowState {
    return this.#window.read();
  }

  rememberWindow(state: WindowState): void {
    this.#window.write(state);
  }
}
