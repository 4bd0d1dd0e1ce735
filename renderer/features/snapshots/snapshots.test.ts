import { describe, expect, it } from 'vitest';
import type { Problem, Seal, SnapshotProof, TakenSnapshot } from '../../../preload/contract/types.ts';
import { tagsOf } from '../../state/snapshots-slice.ts';
import { calendarDays } from './calendar-days.ts';
import { changeCount, growthPoints } from './growth-points.ts';
import { proofOf } from './proofs.ts';
import { verdictOf } from './verdict.ts';

const ID = 'ab'.repeat(32);
const seal = (kind: Seal['kind']): Seal => ({
  ...{ snapshot: ID, kind, at: '2026-11-26T02:00:00.000Z', records: 3, files: 0, host: 'h', user: 'u' },
});

describe('what was shown of a snapshot', () => {
  it('is the most that any of its seals says', () => {
    expect(proofOf({ seals: [] })).toBe('none');
    expect(proofOf({ seals: [seal('verified')] })).toBe('verified');
    expect(proofOf({ seals: [seal('verified'), seal('restored')] })).toBe('restored');
  });

  it('makes it good only when it was restored and compared, and nothing needs a look', () => {
    const proof: SnapshotProof = {
      ...{ snapshot: ID, seal: seal('restored'), records: 3, files: 0, problems: [], durationMs: 1 },
    };
    const problem = (severity: Problem['severity']): Problem => ({ code: 'X', severity, message: 'm' });
    const taken = (change: Partial<TakenSnapshot>, problems: readonly Problem[] = []): TakenSnapshot => ({
      snapshot: {
        ...{
          id: ID,
          kind: 'full',
          parent: null,
          createdAt: '2026-11-26T02:00:00.000Z',
          target: 'embedded:a',
        },
        ...{
          records: 3,
          files: 0,
          changed: 3,
          changes: null,
          bytesAdded: 1,
          signedBy: null,
          durationMs: 1,
          problems,
        },
      },
      proof,
      testError: null,
      ...change,
    });
    expect(verdictOf(taken({}))).toBe('good');
    expect(verdictOf(taken({}, [problem('note')]))).toBe('good');
    expect(verdictOf(taken({}, [problem('warning')]))).toBe('findings');
    expect(verdictOf(taken({ proof: null }))).toBe('untested');
    expect(verdictOf(taken({ proof: null }, [problem('warning')]))).toBe('findingsUntested');
    expect(verdictOf(taken({ proof: { ...proof, seal: null } }))).toBe('bad');
    const testError = { code: 'CANCELLED', message: 'm', consequence: 'c', advice: 'a' } as const;
    expect(verdictOf(taken({ proof: null, testError }))).toBe('stopped');
  });
});

describe('the days of snapshots', () => {
  it('end today, begin on a Monday, and leave none out over a change of the clocks', () => {
    // A Thursday; 26 weeks before it lies the end of summer time in most places.
    const now = new Date(2026, 10, 26, 23, 30);
    const days = calendarDays(
      [
        { createdAt: new Date(2026, 10, 26, 0, 5).toISOString(), seals: [seal('restored')] },
        { createdAt: new Date(2026, 10, 26, 23, 0).toISOString(), seals: [] },
        { createdAt: new Date(2026, 10, 20, 12).toISOString(), seals: [seal('verified')] },
        { createdAt: new Date(2020, 0, 1).toISOString(), seals: [] },
      ],
      now,
    );
    expect(days).toHaveLength(25 * 7 + 4);
    expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
    expect(new Date(`${days[0]?.day}T12:00:00`).getDay()).toBe(1);
    expect(days.at(-1)).toEqual({ day: '2026-11-26', snapshots: 2, tested: 1 });
    expect(days.at(-7)).toEqual({ day: '2026-11-20', snapshots: 1, tested: 0 });
    expect(days.reduce((sum, { snapshots }) => sum + snapshots, 0)).toBe(3);
  });
});

describe('the growth of a repository', () => {
  it('adds up, and counts records and files that differ', () => {
    const changes = {
      'auth.group': { added: 1, changed: 2, removed: 0 },
      files: { added: 0, changed: 0, removed: 3 },
    };
    const points = growthPoints([
      { id: 'a', createdAt: 'x', bytesAdded: 100, changes: null },
      { id: 'b', createdAt: 'y', bytesAdded: 7, changes },
    ]);
    expect(points.map(({ sum }) => sum)).toEqual([100, 107]);
    expect(points.map(({ changes: total }) => changeCount(total))).toEqual([0, 6]);
    expect(points[1]?.changes).toEqual({ added: 1, changed: 2, removed: 3 });
  });
});

describe('tags', () => {
  it('are apart by commas, each once, and not too many or too long', () => {
    expect(tagsOf({ tags: ' before update, ,night,night ' })).toEqual(['before update', 'night']);
    expect(tagsOf({ tags: '' })).toEqual([]);
    expect(tagsOf({ tags: 'x'.repeat(61) })).toBeNull();
    expect(tagsOf({ tags: Array.from({ length: 21 }, (_, index) => index).join() })).toBeNull();
  });
});
