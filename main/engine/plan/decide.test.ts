import { describe, expect, it } from 'vitest';
import { type Candidates, decide, identify } from './decide.ts';
import { effectivePolicy } from './modes.ts';
import { type RestorePolicy, SAFE_POLICY } from './policy.ts';

const nothing: Candidates = { byNaturalKey: [], byUuid: null, byUnique: [] };
const document = { hasNaturalKey: true, infrastructure: false, uuid: 'u1' };
const workflowType = { hasNaturalKey: false, infrastructure: true, uuid: 'u1' };

describe('identity of a record in the target', () => {
  it('is new where neither natural key, uuid nor unique value is found', () => {
    expect(identify(nothing, document)).toEqual({ kind: 'new' });
  });

  it('is the row with its natural key and its uuid', () => {
    const found = { ...nothing, byNaturalKey: [{ key: '5', uuid: 'u1' }], byUuid: '5' };
    expect(identify(found, document)).toEqual({ kind: 'row', key: '5' });
  });

  it('is in conflict with a row that has its natural key under another uuid, as after a reinit', () => {
    const found = { ...nothing, byNaturalKey: [{ key: '5', uuid: 'u2' }] };
    expect(identify(found, document)).toMatchObject({ kind: 'conflict', class: 'key-other-uuid', key: '5' });
  });

  it('is in conflict with a row that has its uuid under another natural key', () => {
    const found = { ...nothing, byUuid: '5' };
    expect(identify(found, document)).toMatchObject({ kind: 'conflict', class: 'uuid-other-key', key: '5' });
  });

  it('can only be kept or skipped when name and uuid belong to two rows', () => {
    const found = { ...nothing, byNaturalKey: [{ key: '5', uuid: 'u2' }], byUuid: '6' };
    expect(identify(found, document)).toMatchObject({ key: '5', possible: ['keep', 'skip'] });
  });

  it('is in conflict with the row that holds one of its unique values', () => {
    const found = { ...nothing, byUnique: [{ fields: ['employee_id'], key: '9' }] };
    expect(identify(found, document)).toMatchObject({ class: 'unique-taken', key: '9' });
  });

  it('is its own row although that row holds its unique values too', () => {
    const found = {
      byNaturalKey: [{ key: '5', uuid: 'u1' }],
      byUuid: '5',
      byUnique: [{ fields: ['employee_id'], key: '5' }],
    };
    expect(identify(found, document)).toEqual({ kind: 'row', key: '5' });
  });

  it('of infrastructure without a natural key is told by its unique name', () => {
    const found = { ...nothing, byUnique: [{ fields: ['name'], key: '3' }] };
    expect(identify(found, workflowType)).toMatchObject({ class: 'key-other-uuid', key: '3' });
  });

  it('among several rows of the same name is the one with its uuid', () => {
    const rows = [
      { key: '5', uuid: 'u2' },
      { key: '6', uuid: 'u1' },
    ];
    expect(identify({ ...nothing, byNaturalKey: rows, byUuid: '6' }, document)).toEqual({
      kind: 'row',
      key: '6',
    });
  });

  it('is new when several rows have its name and none its uuid', () => {
    const rows = [
      { key: '5', uuid: 'u2' },
      { key: '6', uuid: 'u3' },
    ];
    expect(identify({ ...nothing, byNaturalKey: rows }, document)).toEqual({ kind: 'new' });
  });
});

describe('the decision for a conflict', () => {
  const role = { label: 'users.role', step: 'infrastructure' } as const;
  const user = { label: 'users.user', step: 'infrastructure' } as const;
  const document = { label: 'documents.document', step: 'business' } as const;
  const policy = effectivePolicy({
    ...SAFE_POLICY,
    classes: { 'key-other-uuid': 'take' },
    models: { 'users.role': 'skip' },
    records: { 7: 'keep' },
  });

  it('is the safe one while nobody has decided', () => {
    const made = decide('key-other-uuid', role, 1, effectivePolicy(SAFE_POLICY));
    expect(made).toMatchObject({ decision: 'keep', decided: false });
  });

  it('for a record wins over that for its model, that over the one for the class', () => {
    expect(decide('key-other-uuid', role, 7, policy).decision).toBe('keep');
    expect(decide('key-other-uuid', role, 8, policy).decision).toBe('skip');
    expect(decide('key-other-uuid', user, 8, policy).decision).toBe('take');
  });

  it('counts as not made when it is not possible', () => {
    const made = decide('key-other-uuid', user, 8, policy, ['keep', 'skip']);
    expect(made).toMatchObject({ decision: 'keep', decided: false });
  });

  it('is that of the mode where the person has made none', () => {
    const mirror = effectivePolicy({ ...SAFE_POLICY, mode: 'mirror' });
    expect(decide('key-other-uuid', document, 1, mirror)).toMatchObject({ decision: 'take', decided: true });
    expect(decide('key-other-uuid', role, 1, mirror)).toMatchObject({ decision: 'keep', decided: false });
    expect(decide('protected-differs', role, 1, mirror)).toMatchObject({ decision: 'take', decided: true });
    const reinit = effectivePolicy({ ...SAFE_POLICY, mode: 'reinit' });
    expect(decide('key-other-uuid', role, 1, reinit)).toMatchObject({ decision: 'keep', decided: true });
    expect(decide('key-other-uuid', document, 1, reinit)).toMatchObject({ decision: 'keep', decided: false });
  });

  it('of the person wins over that of the mode: for a record, a model or a class', () => {
    const mirror = (made: Partial<RestorePolicy>) =>
      effectivePolicy({ ...SAFE_POLICY, mode: 'mirror', ...made });
    const decisions = [
      mirror({ records: { 1: 'skip' } }),
      mirror({ models: { 'documents.document': 'keep' } }),
      mirror({ classes: { 'key-other-uuid': 'keep' } }),
    ].map((made) => decide('key-other-uuid', document, 1, made).decision);
    expect(decisions).toEqual(['skip', 'keep', 'keep']);
  });
});
