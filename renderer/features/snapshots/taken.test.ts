import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wordsOf } from '../../../preload/contract/words/words.ts';
import type { Work } from '../../state/work.ts';
import { columnOf, timeOf } from '../compare/states.ts';
import { takenText } from './taken.ts';

const { TZ } = process.env;
const taken = (id: string, createdAt: string) => ({ id: id.repeat(32), createdAt });
const [ALONE, FIRST, SECOND, TWIN] = [
  taken('a0', '2026-11-26T02:00:00.000Z'),
  taken('b1', '2026-11-26T14:05:09.120Z'),
  taken('c2', '2026-11-26T14:05:41.500Z'),
  taken('d3', '2026-11-26T14:05:41.900Z'),
];

describe('the time by which a snapshot is named', () => {
  beforeEach(() => {
    process.env.TZ = 'UTC';
  });
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  const all = [ALONE, FIRST, SECOND, TWIN];
  const textOf = (language: 'en' | 'de') => all.map((one) => takenText(one, all, wordsOf(language)));

  it('tells it from each other one, by the second or its id where need be', () => {
    expect(textOf('en')).toEqual([
      'Nov 26, 2026, 2:00 AM UTC',
      'Nov 26, 2026, 2:05:09 PM UTC',
      'Nov 26, 2026, 2:05:41 PM UTC (c2c2c2c2)',
      'Nov 26, 2026, 2:05:41 PM UTC (d3d3d3d3)',
    ]);
    expect(textOf('de')).toEqual([
      '26.11.2026, 02:00 UTC',
      '26.11.2026, 14:05:09 UTC',
      '26.11.2026, 14:05:41 UTC (c2c2c2c2)',
      '26.11.2026, 14:05:41 UTC (d3d3d3d3)',
    ]);
  });

  it('is the plain time where there is no other', () => {
    expect(takenText(FIRST, [FIRST], wordsOf('en'))).toBe('Nov 26, 2026, 2:05 PM UTC');
  });

  it('is the same above the values of a comparison', () => {
    const work = { snapshots: { snapshots: all } } as unknown as Work;
    expect(timeOf(work, FIRST?.id ?? '', wordsOf('en'))).toBe('Nov 26, 2026, 2:05:09 PM UTC');
    expect(columnOf(work, TWIN?.id ?? '', wordsOf('de'))).toContain('14:05:41 UTC (d3d3d3d3)');
  });
});
