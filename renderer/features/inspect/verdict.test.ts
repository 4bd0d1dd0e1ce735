import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../../preload/contract/types.ts';
import { inTellingOrder, verdictOf } from './verdict.ts';

type Judged = Parameters<typeof verdictOf>[0];
const WELL: Judged = { readable: 'whole', problems: [], checks: [] };
const problem = (severity: Inspection['problems'][number]['severity']) => ({
  ...{ code: 'X', severity, message: '' },
});
const check = (result: Inspection['checks'][number]['result']) => ({ name: 'a', result, detail: '' });

describe('The verdict on a package', () => {
  it('is that it agrees with itself where everything does', () => {
    expect(verdictOf(WELL)).toBe('whole');
    expect(verdictOf({ ...WELL, problems: [problem('note')], checks: [check('ok')] })).toBe('whole');
  });

  it('is not that where something is not in it that its checksums are about', () => {
    expect(verdictOf({ ...WELL, problems: [problem('note')], checks: [check('absent')] })).toBe('lacking');
  });

  it('has what it speaks of told first', () => {
    const [note, absent] = [problem('note'), { ...problem('note'), code: 'CHECKSUM_FILE_ABSENT' }];
    const judged: Judged = { ...WELL, problems: [note, absent], checks: [check('absent')] };
    expect(inTellingOrder(judged)).toEqual([absent, note]);
    const graver = [problem('error'), note, absent];
    expect(inTellingOrder({ ...judged, problems: graver })).toEqual(graver);
  });

  it('is that of the gravest', () => {
    const findings = [problem('note'), problem('warning')];
    expect(verdictOf({ ...WELL, problems: findings, checks: [check('absent')] })).toBe('findings');
    expect(verdictOf({ readable: 'partly', problems: findings, checks: [] })).toBe('partly');
    expect(verdictOf({ readable: 'no', problems: findings, checks: [] })).toBe('no');
  });
});
