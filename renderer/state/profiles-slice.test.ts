import { describe, expect, it } from 'vitest';
import type { ProfileList, ShownProfile } from '../../preload/contract/bridge.ts';
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
