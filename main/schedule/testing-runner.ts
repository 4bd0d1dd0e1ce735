import { appendFileSync } from 'node:fs';
import { ScheduleRunner } from './runner.ts';
import { ScheduleStore } from './schedule-store.ts';

/**
 * A process of a test's own that does what is due: `testing-runner.ts HOME NOW FILE MS`. A run writes the schedule's name
 * into FILE and lasts for MS.
 */
const [home = '', now = '0', file = '', lasts = '0'] = process.argv.slice(2);
const store = ScheduleStore.open(home);
const runner = new ScheduleRunner({
  store,
  now: () => Number(now),
  machine: { onBattery: async () => false, isReachable: async () => true },
  backup: async ({ name }) => {
    appendFileSync(file, `${name}\n`);
    await new Promise((resolve) => setTimeout(resolve, Number(lasts)));
    return { result: null };
  },
});
process.stdout.write('begun\n');
runner.runDue(new AbortController().signal).then(({ done }) => {
  process.stdout.write(`${done.length}\n`);
  store.close();
});
