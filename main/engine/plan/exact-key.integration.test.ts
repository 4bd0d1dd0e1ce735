import { expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import type { BuiltRecord } from '../testing/build-package.ts';
import { basics } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';

/** Two keys that are the same number to a double, and one that a double has by chance. */
const KEYS = ['9007199254740992', '9007199254740993', '1152921504606846976'] as const;

const device = (pk: string | number, at: number, name = `device ${at}`) => ({
  model: 'users.mfadevice',
  pk,
  fields: {
    ...{ uuid: `5a1f0e0a-3b4c-4d5e-8f60-71829300000${at}`, user: ['author'], name, device_type: 'TOTP' },
    ...{
      secret_key: '',
      backup_codes: [],
      phone_number: '',
      email_address: '',
      usage_count: 0,
      metadata: {},
    },
    ...{ is_active: true, is_verified: true, created_at: '2026-01-02T00:00:00Z', last_used: null },
  },
});
const devices = (rename: (name: string) => string = (name) => name) =>
  KEYS.map((pk, at): BuiltRecord => device(at === 0 ? 2 ** 53 : pk, at, rename(`device ${at}`)));

const stored = (scene: Scene) => scene.rows('select id::text, name from mfa_devices order by mfa_devices.id');
const common = basics();

it.each(targetKinds)('rows with keys beyond what a double can hold are told apart (%s)', (kind) =>
  withScene(kind, async (scene) => {
    await scene.restore([...common, ...devices()]);
    expect(await stored(scene)).toEqual([
      { id: KEYS[0], name: 'device 0' },
      { id: KEYS[1], name: 'device 1' },
      { id: KEYS[2], name: 'device 2' },
    ]);
    expect(await scene.restore(devices())).toMatchObject({ unchanged: 3, verified: true });
    const changed = await scene.restore(devices((name) => `other ${name}`));
    expect(changed).toMatchObject({ updated: 3, failed: 0, verified: true });
    expect(await stored(scene)).toEqual([
      { id: KEYS[0], name: 'other device 0' },
      { id: KEYS[1], name: 'other device 1' },
      { id: KEYS[2], name: 'other device 2' },
    ]);
  }),
);

it('a mirror removes the row beyond the package, and not the one beside it', () =>
  withScene('server', async (scene) => {
    await scene.restore([...common, ...devices()]);
    const policy = { mode: 'mirror', removeBeyond: ['users.mfadevice'] } as const;
    const report = await scene.restore([...common, ...devices().slice(0, 1)], { policy });
    expect(report).toMatchObject({ removed: 2, verified: true });
    expect(await stored(scene)).toEqual([{ id: KEYS[0], name: 'device 0' }]);
  }));

it('a row without a key of its own gets the next one above them', () =>
  withScene('server', async (scene) => {
    await scene.restore([...common, device(KEYS[1], 1)]);
    const { pk: _, ...without } = device('', 2);
    expect(await scene.restore([...common, without])).toMatchObject({ created: 1, verified: true });
    expect(await stored(scene)).toMatchObject([{ id: KEYS[1] }, { id: '9007199254740994' }]);
  }));
