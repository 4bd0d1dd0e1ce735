import { expect, it } from 'vitest';
import { KeptProblems } from './kept-problems.ts';

const broken = (model: string, key: string) => ({
  ...({ code: 'REFERENCE_BROKEN', severity: 'warning', message: `${model} ${key}` } as const),
  where: { model, field: 'author', key },
});

it('keeps what is told of records until they are read again, and nothing else', () => {
  const missing = { code: 'FILE_MISSING', severity: 'warning', message: 'x', where: { entry: 'a' } } as const;
  const kept = new KeptProblems([broken('a.one', '1'), broken('a.one', '2'), broken('a.two', '1'), missing]);
  kept.forget('a.one', (key) => key === '2');
  expect(kept.left).toEqual([broken('a.one', '1'), broken('a.two', '1')]);
  kept.forget('a.one');
  expect(kept.left).toEqual([broken('a.two', '1')]);
});

it('says that there was more where only the first ones were told', () => {
  const more = {
    code: 'REFERENCE_BROKEN',
    severity: 'warning',
    message: '3 more of this kind (103 in all).',
  } as const;
  const { left } = new KeptProblems([broken('a.one', '1'), more]);
  expect(left.map(({ message }) => message)).toEqual([
    'a.one 1',
    'The snapshot before had more of this kind, of records that may still be as they were.',
  ]);
});
