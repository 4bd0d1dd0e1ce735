import { describe, expect, it } from 'vitest';
import { type RestorePolicy, SAFE_POLICY } from '../engine/plan/policy.ts';
import { type ModeOptions, withModeOptions } from './mode-options.ts';

const options = (given: Partial<ModeOptions>): ModeOptions => ({
  mode: null,
  select: [],
  removeBeyond: [],
  ...given,
});
const applied = (given: Partial<ModeOptions>, policy: Partial<RestorePolicy> = {}) =>
  withModeOptions({ ...SAFE_POLICY, ...policy }, options(given));

describe('mode and selection of the command line', () => {
  it('go before the policy file', () => {
    expect(applied({ mode: 'mirror' }, { mode: 'merge' }).mode).toBe('mirror');
    expect(applied({}, { mode: 'reinit' }).mode).toBe('reinit');
  });

  it('add roots and models to those of the policy file', () => {
    const selection = { roots: ['users.user:a'], span: null, search: 'x' };
    expect(applied({ select: ['users.user:b'] }, { mode: 'selected', selection }).selection).toEqual({
      roots: ['users.user:a', 'users.user:b'],
      span: null,
      search: 'x',
    });
    const mirror = { mode: 'mirror', removeBeyond: ['documents.document'] } as const;
    expect(applied({ removeBeyond: ['Documents.Document', 'users.mfadevice'] }, mirror).removeBeyond).toEqual(
      ['documents.document', 'users.mfadevice'],
    );
  });

  it('take a root without a mode for the mode selected', () => {
    expect(applied({ select: ['users.user:b'] }).mode).toBe('selected');
  });

  it.each([
    ['roots for another mode', { mode: 'merge', select: ['users.user:b'] }, '--select'],
    ['removals without a mirror', { removeBeyond: ['documents.document'] }, '--remove-beyond'],
  ] as const)('refuse %s', (_, given, named) => {
    expect(() => applied(given)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(named) }),
    );
  });
});
