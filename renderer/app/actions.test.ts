import { describe, expect, it } from 'vitest';
import type { PlainError } from '../../preload/contract/types.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { PlayedBridge } from '../state/played-bridge.ts';
import { createWork } from '../state/work.ts';
import { actionsOf } from './actions.ts';

const words = wordsOf('en');
const REF = { id: 'package-0123456789abcdef', name: 'a.tar.gz', folder: '/data' };
const failed = (code: PlainError['code']): PlainError => ({
  ...{ code, message: 'm', consequence: 'c', advice: 'a' },
});

describe('What can be done with a package that was not read', () => {
  const opened = async (code: PlainError['code']) => {
    const bridge = new PlayedBridge({
      'package:open': async () => ({ ok: false, error: failed(code) }),
      'package:recents': async () => ({ ok: true, value: [] }),
    });
    const store = createWork(bridge);
    await store.getState().openPackage(REF);
    return { bridge, store };
  };

  it('is to begin again, where somebody has cancelled', async () => {
    const { bridge, store } = await opened('CANCELLED');
    const { primary, secondary } = actionsOf(store.getState(), words);
    expect([primary?.label, secondary?.label]).toEqual(['Try again', 'Open another package']);
    primary?.run();
    await expect.poll(() => store.getState().packageError?.code).toBe('CANCELLED');
    expect(bridge.requestsOf('package:open')).toMatchObject([{ id: REF.id }, { id: REF.id }]);
  });

  it('is to open another one, where it cannot be read', async () => {
    const { store } = await opened('PACKAGE_UNKNOWN_FORMAT');
    expect(actionsOf(store.getState(), words)).toMatchObject({
      primary: { label: 'Open another package' },
      secondary: null,
    });
  });
});
