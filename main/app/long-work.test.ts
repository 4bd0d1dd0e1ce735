import { describe, expect, it } from 'vitest';
import { type LongWork, LongWorks } from './long-work.ts';

const REPOSITORY: LongWork = { kind: 'repository', job: 'job-1' };
const RESTORE: LongWork = { kind: 'restore', job: 'job-2' };

describe('long work', () => {
  it('at the target comes before work on repositories, which goes on beside it', async () => {
    const ended: string[] = [];
    const works = new LongWorks({
      onBegin: () => undefined,
      onEnd: ({ job }, end) => ended.push(`${job} ${end}`),
    });
    const end = new Map<string, () => void>();
    const start = (work: LongWork) =>
      works.run(work, () => new Promise<void>((done) => end.set(work.job, done)));
    const first = start(REPOSITORY);
    expect(works.current).toBe(REPOSITORY);
    expect(works.atTarget).toBeNull();
    const second = start(RESTORE);
    expect(works.current).toBe(RESTORE);
    let idle = false;
    const whenIdle = works.idle().then(() => {
      idle = true;
    });
    end.get('job-1')?.();
    await first;
    expect(works.current).toBe(RESTORE);
    expect(idle).toBe(false);
    end.get('job-2')?.();
    await second;
    await whenIdle;
    expect(works.current).toBeNull();
    expect(ended).toEqual(['job-1 completed', 'job-2 completed']);
  });
});
