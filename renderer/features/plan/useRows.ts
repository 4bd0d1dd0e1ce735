import { useEffect, useState, useSyncExternalStore } from 'react';
import { useBridge } from '../../state/useBridge.ts';
import { useWork } from '../../state/useWork.ts';
import { RowCache, type Rows } from './row-cache.ts';

const NOTHING_YET: Rows = { total: null, error: null, pages: new Map() };
const never = (): (() => void) => () => undefined;

/** The lines of the present plan and query; `want` says which of them are visible. */
export function useRows(): {
  readonly rows: Rows;
  readonly want: (first: number, end: number) => void;
} {
  const bridge = useBridge();
  const query = useWork((work) => work.query);
  const planVersion = useWork((work) => work.planVersion);
  const hasPlan = useWork((work) => work.plan !== null);
  const [cache, setCache] = useState<RowCache | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan needs another cache
  useEffect(() => {
    if (!hasPlan) return;
    const next = new RowCache(bridge, query);
    setCache(next);
    return () => next.close();
  }, [bridge, query, planVersion, hasPlan]);

  const rows = useSyncExternalStore(cache?.subscribe ?? never, cache?.snapshot ?? (() => NOTHING_YET));
  return { rows, want: (first, end) => cache?.want(first, end) };
}
