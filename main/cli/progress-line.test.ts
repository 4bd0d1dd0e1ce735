import { expect, it } from 'vitest';
import type { Progress } from '../engine/progress.ts';
import { describeProgress } from './progress-line.ts';

const at = (progress: Partial<Progress>): Progress => ({
  phase: 'business data',
  done: 12_000,
  total: 60_000,
  unit: 'records',
  rate: 9_500,
  secondsLeft: 5,
  ...progress,
});

it('a line of progress tells the phase, how far it is, how fast and how long it takes', () => {
  expect(describeProgress(at({}))).toBe(
    'business data: 12,000 of 60,000 records (20 %), 9,500 a second, 5 s left',
  );
  expect(describeProgress(at({ total: 0, rate: 0, secondsLeft: null }))).toBe(
    'business data: 12,000 records',
  );
});

it('a line of progress tells for whom the work waits, where that is known', () => {
  const waiting = at({ phase: 'waiting', done: 0, total: 0, unit: 'steps', rate: 0, secondsLeft: null });
  expect(describeProgress({ ...waiting, waitingFor: 'gunicorn, process 4711, as edms' })).toBe(
    'waiting for gunicorn, process 4711, as edms',
  );
  expect(describeProgress({ ...waiting, waitingFor: '' })).toBe('waiting for others');
});
