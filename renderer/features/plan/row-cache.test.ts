import { describe, expect, it } from 'vitest';
import type { PlannedRecord, PlanPage } from '../../../preload/contract/types.ts';
import { WHOLE_TABLE } from '../../state/plan-slice.ts';
import { PlayedBridge } from '../../state/played-bridge.ts';
import { RowCache, rowAt } from './row-cache.ts';

const TOTAL = 60_000;

function rowOf(record: number): PlannedRecord {
  return { record, model: 'a.b', name: `record ${record}`, outcome: 'create', reason: '', conflict: null };
}

function pageAt(offset: number, limit: number): PlanPage {
  const count = Math.max(0, Math.min(limit, TOTAL - offset));
  return { total: TOTAL, rows: Array.from({ length: count }, (_, index) => rowOf(offset + index)) };
}

function playedTable() {
  const waiting: (() => void)[] = [];
  const offsets: number[] = [];
  const bridge = new PlayedBridge({
    'plan:page': ({ query }) => {
      offsets.push(query.offset);
      return new Promise((resolve) => {
        waiting.push(() => resolve({ ok: true, value: pageAt(query.offset, query.limit) }));
      });
    },
    'job:cancel': async () => ({ ok: true, value: null }),
  });
  const cache = new RowCache(bridge, WHOLE_TABLE);
  const answerAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      waiting.shift()?.();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  return { bridge, cache, offsets, waiting, answerAll };
}

describe('the lines of the table', () => {
  it('come page by page, where they are looked at', async () => {
    const { cache, offsets, answerAll } = playedTable();
    expect(cache.snapshot().total).toBeNull();
    await answerAll();
    expect(cache.snapshot().total).toBe(TOTAL);
    expect(rowAt(cache.snapshot(), 199)).toEqual(rowOf(199));
    expect(rowAt(cache.snapshot(), 200)).toBeUndefined();
    cache.want(59_990, 60_000);
    await answerAll();
    expect(rowAt(cache.snapshot(), 59_999)).toEqual(rowOf(59_999));
    expect(offsets).toEqual([0, 59_800]);
  });

  it('are not asked for where somebody only scrolled by', async () => {
    const { cache, offsets, answerAll } = playedTable();
    for (let first = 0; first < TOTAL - 40; first += 1000) cache.want(first, first + 40);
    await answerAll();
    // The first page, one that was passed while nothing else waited, and where the scrolling ended.
    expect(offsets).toEqual([0, 1000, 59_000]);
  });

  it('are cancelled when the table shows something else', () => {
    const { bridge, cache } = playedTable();
    cache.close();
    expect(bridge.requestsOf('job:cancel')).toHaveLength(1);
  });
});
