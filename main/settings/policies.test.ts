import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RestorePolicy, SAFE_POLICY } from '../engine/plan/policy.ts';
import { PolicyStore } from './policies.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-policies-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = () => path.join(home, 'settings', 'policies.json');
const mirror: RestorePolicy = {
  ...SAFE_POLICY,
  mode: 'mirror',
  removeBeyond: ['documents.document'],
  classes: { 'file-differs': 'keep' },
  records: { 7: 'skip' },
};

describe('named policies', () => {
  it('are kept by name, without the decisions for records of one package', () => {
    const store = new PolicyStore(home);
    expect(store.list()).toEqual([]);
    store.save('Nightly mirror', mirror);
    store.save('Files', { ...SAFE_POLICY, mode: 'files' });
    const again = new PolicyStore(home);
    expect(again.list().map(({ name }) => name)).toEqual(['Files', 'Nightly mirror']);
    expect(again.get('Nightly mirror')).toEqual({ ...mirror, records: {} });
    expect(again.list()[1]?.policy).not.toHaveProperty('records');
    expect(readFileSync(file(), 'utf8')).not.toContain('records');
  });

  it('are replaced by the next of the same name, and removed by name', () => {
    const store = new PolicyStore(home);
    store.save('a', mirror);
    store.save(' a ', SAFE_POLICY);
    expect(store.list()).toHaveLength(1);
    expect(store.get('a')?.mode).toBe('merge');
    expect(store.remove('b')).toBe(false);
    expect(store.remove('a')).toBe(true);
    expect(store.get('a')).toBeNull();
  });

  it('are refused without a name, or with members that no policy has', () => {
    const store = new PolicyStore(home);
    expect(() => store.save('  ', SAFE_POLICY)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
    const odd = { ...SAFE_POLICY, explode: true };
    expect(() => store.save('a', odd)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
    expect(store.list()).toEqual([]);
  });

  it.each([
    ['that is cut off', '{"a": {"mode": "mer'],
    ['of another form', '{"a": {"mode": "explode"}}'],
    ['with members that this console does not know', '{"a": {"mode": "merge", "later": 1}}'],
    ['that is empty', ''],
  ])('in a file %s are put aside, and what is saved next does not overwrite them', (_, text) => {
    mkdirSync(path.dirname(file()));
    writeFileSync(file(), text);
    const store = new PolicyStore(home);
    expect(store.list()).toEqual([]);
    store.save('new', SAFE_POLICY);
    const [aside, ...more] = store.damaged();
    expect(more).toEqual([]);
    expect(readFileSync(aside ?? '', 'utf8')).toBe(text);
    expect(store.list().map(({ name }) => name)).toEqual(['new']);
  });
});
