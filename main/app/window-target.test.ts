import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GivenPassword, ProfileDraft } from '../../preload/contract/bridge.ts';
import type { Engine } from '../engine/engine.ts';
import { SessionSecrets } from '../settings/secrets.ts';
import type { Settings } from '../settings/settings.ts';
import { ChosenPaths } from './chosen.ts';
import { ProfilePasswords } from './profile-passwords.ts';
import { Profiles } from './profiles.ts';
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

describe('a target that is open while a profile is saved', () => {
  const draft = (change: Partial<ProfileDraft> = {}): ProfileDraft => ({
    ...{ name: 'Office', colour: 'grey', environment: 'embedded', storage: null, demandSignIn: false },
    connection: { kind: 'embedded', name: 'office' },
    ...change,
  });
  const server = (change: object = {}): ProfileDraft => {
    const certificates = { sslRootCert: null, sslCert: null, sslKey: null };
    const place = { host: 'db.example', port: 5432, database: 'edms', user: 'edms' };
    const connection = {
      kind: 'server',
      ...place,
      sslMode: 'prefer',
      searchPath: null,
      ...certificates,
    } as const;
    return draft({ name: 'Server', environment: 'test', connection: { ...connection, ...change } });
  };
  const none = { kind: 'none' } as const;

  /** Opened by the profile of a draft. */
  const openedBy = async (first: ProfileDraft) => {
    const label =
      first.connection.kind === 'server'
        ? 'postgresql://edms@db.example:5432/edms'
        : `embedded:${first.connection.name}`;
    const engine = { openTarget: async () => ({ label }), needsFirstAdministrator: async () => false };
    const chosen = new ChosenPaths();
    const secrets = new SessionSecrets('there is no keychain here');
    const passwords = new ProfilePasswords(async () => secrets);
    const profiles = new Profiles(engine as unknown as Engine, chosen, { passwords });
    const target = new WindowTarget({
      ...{ engine: engine as unknown as Engine, settings: {} as Settings, profiles, chosen },
    });
    const { id } = await profiles.save(null, first, none, false);
    await target.open({ kind: 'profile', id }, {});
    const save = async (profile: string | null, entered: ProfileDraft, password: GivenPassword = none) => {
      await profiles.save(profile, entered, password, false);
      return target.afterSaving(profile, password.kind);
    };
    return { target, id, save };
  };

  it('stays open under its new name and colour', async () => {
    const { id, save } = await openedBy(draft());
    expect(await save(id, draft({ name: 'Main office', colour: 'teal' }))).toEqual({
      ended: false,
      profile: { id, name: 'Main office', colour: 'teal', environment: 'embedded' },
    });
  });

  it('stays open where another profile is saved, or added', async () => {
    const { id, save } = await openedBy(server());
    const other = draft({ name: 'Other', connection: { kind: 'embedded', name: 'other' } });
    expect(await save(null, other)).toMatchObject({ ended: false, profile: { id, name: 'Server' } });
  });

  it('is one of a production system from then on, whose name has to be typed', async () => {
    const { target, id, save } = await openedBy(server());
    expect(() => target.mustBeTyped(null)).not.toThrow();
    expect(await save(id, { ...server(), environment: 'production' })).toMatchObject({
      ...{ ended: false, profile: { id, environment: 'production' } },
    });
    expect(() => target.mustBeTyped(null)).toThrow(/Server/);
    expect(await save(id, server())).toMatchObject({ ended: false, profile: { environment: 'test' } });
    expect(() => target.mustBeTyped(null)).not.toThrow();
  });

  it('is marked where a profile of its system in production is added', async () => {
    const { save } = await openedBy(server());
    const production = { ...server(), name: 'Real', environment: 'production' } as const;
    expect(await save(null, production)).toMatchObject({ ended: false, profile: { name: 'Real' } });
  });

  it.each([
    ['another server', { host: 'db2.example' }],
    ['another database', { database: 'edms2' }],
    ['another way of encrypting', { sslMode: 'require' }],
  ])('has ended where its profile names %s', async (_what, change) => {
    const { id, save } = await openedBy(server());
    expect(await save(id, server(change))).toEqual({ ended: true, profile: null });
  });

  it('has ended where its profile has another password', async () => {
    const { id, save } = await openedBy(server());
    expect(await save(id, server(), { kind: 'given', password: 'other' })).toMatchObject({ ended: true });
  });

  it('has ended where a sign-in is demanded by now, be it by another profile of it', async () => {
    const { id, save } = await openedBy(draft());
    expect(await save(id, draft({ demandSignIn: true }))).toMatchObject({ ended: true });
    const again = await openedBy(draft({ name: 'Again', connection: { kind: 'embedded', name: 'again' } }));
    const guard = draft({ name: 'Guard', demandSignIn: true });
    expect(await again.save(null, guard)).toMatchObject({ ended: false });
    const guarded = {
      ...guard,
      name: 'Guard of it',
      connection: { kind: 'embedded', name: 'again' },
    } as const;
    expect(await again.save(null, guarded)).toMatchObject({ ended: true });
  });

  it('has ended where its profile names another folder for files', async () => {
    const { target, id, save } = await openedBy(draft());
    const { id: storage } = await target.chooseStorage(home);
    expect(await save(id, draft({ storage }))).toMatchObject({ ended: true });
  });
});
