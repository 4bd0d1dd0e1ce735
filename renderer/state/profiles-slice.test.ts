import { describe, expect, it } from 'vitest';
import type {
  OpenedTarget,
  ProfileDraft,
  ProfileList,
  ShownProfile,
  StillOpen,
} from '../../preload/contract/bridge.ts';
import { PlayedBridge } from './played-bridge.ts';
import { createWork } from './work.ts';

const profile = (id: string): ShownProfile => ({
  ...{ id, name: id, colour: 'blue', environment: 'test', label: 'embedded:a' },
  connection: { kind: 'embedded', name: 'a' },
  ...{ storage: null, demandSignIn: false, hasSecret: false, tested: null },
});

describe('the profiles of the window', () => {
  const world = (isRemoved: boolean) => {
    let settle = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const state: { list: ProfileList } = {
      list: { profiles: [profile('one'), profile('two')], keyring: null, notices: [] },
    };
    const bridge = new PlayedBridge({
      'profiles:list': async () => ({ ok: true, value: state.list }),
      'profiles:remove': async () => {
        await asked;
        if (!isRemoved)
          return {
            ok: false,
            error: { code: 'PROFILE_UNKNOWN', message: 'm', consequence: 'c', advice: 'a' },
          };
        state.list = { ...state.list, profiles: [profile('two')] };
        return { ok: true, value: { secretDeleted: true } };
      },
    });
    const store = createWork(bridge);
    const names = () => store.getState().profiles?.profiles.map(({ name }) => name);
    return { store, names, settle };
  };

  it('do not offer one that is being removed, which takes as long as the keychain does', async () => {
    const { store, names, settle } = world(true);
    await store.getState().loadProfiles();
    store.getState().askToRemoveProfile(profile('one'));
    const removing = store.getState().removeProfile();
    expect(names()).toEqual(['two']);
    settle();
    await removing;
    expect(names()).toEqual(['two']);
  });

  it('have it again where it could not be removed', async () => {
    const { store, names, settle } = world(false);
    await store.getState().loadProfiles();
    store.getState().askToRemoveProfile(profile('one'));
    const removing = store.getState().removeProfile();
    settle();
    await removing;
    expect(names()).toEqual(['one', 'two']);
    expect(store.getState().profilesError?.code).toBe('PROFILE_UNKNOWN');
  });
});

describe('a profile that is saved while a target is open', () => {
  const office = { id: 'one', name: 'Head office', colour: 'red', environment: 'production' } as const;
  const saving = async (open: StillOpen) => {
    const bridge = new PlayedBridge({
      'profiles:list': async () => ({ ok: true, value: { profiles: [], keyring: null, notices: [] } }),
      'profiles:save': async () => ({
        ok: true,
        value: { id: 'one', password: 'none', because: null, open },
      }),
    });
    const store = createWork(bridge);
    const target = { profile: office, signIn: 'none', storage: null } as unknown as OpenedTarget;
    store.setState({ target, account: null });
    await store.getState().saveProfile({} as ProfileDraft, { kind: 'none' }, false);
    return store.getState().target;
  };

  it('leaves it open where what it was opened by is as it was', async () => {
    expect((await saving({ ended: false, profile: office }))?.profile).toEqual(office);
  });

  it('gives it its new name', async () => {
    const renamed = { ...office, name: 'Main office' };
    expect((await saving({ ended: false, profile: renamed }))?.profile).toEqual(renamed);
  });

  it('disconnects it where it was opened by what the profile said before', async () => {
    expect(await saving({ ended: true, profile: null })).toBeNull();
  });
});
