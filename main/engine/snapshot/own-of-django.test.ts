import { describe, expect, it } from 'vitest';
import { isMadeByDjango, OwnOfDjango } from './own-of-django.ts';

const PERMISSION = 'auth.permission';

describe("Django's own", () => {
  it('is what it says, whatever its number', () => {
    const own = new OwnOfDjango();
    const take = (key: string, before: string | null, now: string | null) =>
      own.take({
        model: PERMISSION,
        change: before === null ? 'added' : now === null ? 'removed' : 'changed',
        ...{ key, before, now },
      });
    expect(own.take({ model: 'users.user', change: 'added', key: '1', before: null, now: 'x' })).toBe(false);
    expect(take('1', 'A', 'B')).toBe(true);
    take('2', 'B', 'C');
    take('3', 'C', 'E');
    take('4', null, 'A');
    take('5', 'D', 'F');
    take('6', null, 'G');
    take('7', 'H', null);
    expect(own.differences().map(({ change, key, before, now }) => [change, key, before, now])).toEqual([
      ['added', '3', null, 'E'],
      ['changed', '5', 'D', 'F'],
      ['added', '6', null, 'G'],
      ['removed', '7', 'H', null],
    ]);
  });

  it('is told from what somebody has added', () => {
    const of = (codename: string) => ({ codename, content_type: ['documents', 'document'] });
    expect(isMadeByDjango('contenttypes.contenttype', {})).toBe(true);
    expect(isMadeByDjango(PERMISSION, of('view_document'))).toBe(true);
    expect(isMadeByDjango(PERMISSION, of('view_documents'))).toBe(false);
    expect(isMadeByDjango(PERMISSION, of('approve_document'))).toBe(false);
    expect(isMadeByDjango('users.role', of('view_document'))).toBe(false);
  });
});
