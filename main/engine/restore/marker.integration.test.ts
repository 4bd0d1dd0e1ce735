import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import type { Target } from '../database/target.ts';
import { withFreshTarget } from '../database/testing.ts';
import { leaveMarker, type Marker } from './marker.ts';
import { isCommitted } from './one-operation.ts';
import { lockOurselves } from './target-locks.ts';

describe('what became of a commit whose answer did not arrive', () => {
  it('is told as it is when the server ends the commit while it is being asked', () =>
    withFreshTarget('server', async (target, { address }) => {
      const lost = await openTarget(address);
      try {
        const commit = await underWay(lost);
        const asked = askedAfter(target, commit.end);
        expect(await isCommitted(asked, 'job', commit.marker)).toBe(true);
      } finally {
        await lost.close();
      }
    }));

  it('is not told while the server is still at it', () =>
    withFreshTarget('server', async (target, { address }) => {
      const lost = await openTarget(address);
      try {
        const commit = await underWay(lost);
        await expect(isCommitted(target, 'job', commit.marker)).rejects.toMatchObject({
          code: 'TARGET_IN_USE',
        });
        await commit.end();
        expect(await isCommitted(target, 'job', commit.marker)).toBe(true);
        expect(await isCommitted(target, 'another', commit.marker)).toBe(false);
      } finally {
        await lost.close();
      }
    }));
});

/** A transaction that has left its marker; `end` commits it. */
async function underWay(
  target: Target,
): Promise<{ readonly marker: Marker; readonly end: () => Promise<void> }> {
  let permit = (): void => undefined;
  const permission = new Promise<void>((resolve) => {
    permit = resolve;
  });
  let written: Promise<void> = Promise.resolve();
  const marker = await new Promise<Marker>((resolve, reject) => {
    written = target.write(async (sql) => {
      await lockOurselves(sql);
      resolve(await leaveMarker(sql, target, 'job'));
      await permission;
    });
    written.catch(reject);
  });
  return {
    marker,
    end: () => {
      permit();
      return written;
    },
  };
}

/** The target, in which something happens after a transaction has begun and before its first question. */
function askedAfter(target: Target, happens: () => Promise<void>): Pick<Target, 'read' | 'schema'> {
  return {
    schema: target.schema,
    read: (work) =>
      target.read((sql) =>
        work({
          ...sql,
          query: async <Row extends object>(text: string, ...params: readonly unknown[]) => {
            await happens();
            return sql.query<Row>(text, ...params);
          },
        }),
      ),
  };
}
