import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import type { Settings } from '../settings/settings.ts';
import { ChosenPaths } from './chosen.ts';
import type { Profiles } from './profiles.ts';
import { WindowTarget } from './window-target.ts';

const { EDMS_BACKUP_HOME: before } = process.env;
let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-window-target-'));
  process.env.EDMS_BACKUP_HOME = home;
});
afterEach(() => {
  if (before === undefined) delete process.env.EDMS_BACKUP_HOME;
  else process.env.EDMS_BACKUP_HOME = before;
  rmSync(home, { recursive: true, force: true });
});

/** An engine that only opens and closes; it closes when it is told to. */
function opened() {
  const events: string[] = [];
  let close = (): void => undefined;
  const engine = {
    openTarget: async () => {
      events.push('opened');
      return { label: 'embedded:office' };
    },
    closeTarget: () =>
      new Promise<void>((resolve) => {
        close = () => {
          events.push('closed');
          resolve();
        };
      }),
  } as unknown as Engine;
  const profiles = { productionAt: () => null, isGuarded: () => false } as unknown as Profiles;
  const settings = {} as Settings;
  const target = new WindowTarget({ engine, settings, profiles, chosen: new ChosenPaths() });
  return { target, events, close: () => close() };
}

describe('a target that is lent to a scheduled run', () => {
  it('is said to be in use from the first moment until it is back', async () => {
    const { target, events, close } = opened();
    expect(() => target.mustBeHere()).not.toThrow();
    await target.open({ kind: 'embedded', name: 'office' }, {});
    const released = target.release();
    expect(() => target.mustBeHere()).toThrow(/scheduled run works on embedded:office/);
    close();
    await released;
    expect(() => target.mustBeHere()).toThrow(/scheduled run/);
    expect(await target.reopen()).toBe(true);
    expect(() => target.mustBeHere()).not.toThrow();
    expect(events).toEqual(['opened', 'closed', 'opened']);
  });
});
