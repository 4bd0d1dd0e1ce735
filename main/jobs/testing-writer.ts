import { JobStore } from './job-store.ts';

/**
 * A process of a test's own that writes jobs one after the other, each with a report of some size, until `COUNT`
 * are done or it is killed; it tells each id once the job is written: `testing-writer.ts HOME COUNT`.
 */
const [home = '', count = '0'] = process.argv.slice(2);
const store = JobStore.open(home);
for (let n = 0; n < Number(count); n += 1) {
  const { id } = store.begin({ kind: 'restore', target: `embedded:${process.pid}` });
  store.finish(id, { state: 'completed', records: n, report: { n, text: 'x'.repeat(100_000) } });
  process.stdout.write(`${id}\n`);
}
store.begin({ kind: 'plan' });
process.stdout.write('done\n');
// The job that has just begun stays at work until somebody ends the process.
setInterval(() => undefined, 60_000);
