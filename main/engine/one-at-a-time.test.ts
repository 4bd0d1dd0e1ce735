import { expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

it('lets the next piece of work begin when the one before has ended, be it with an error', async () => {
  const queue = new OneAtATime();
  const seen: string[] = [];
  const step = (name: string, ends: () => Promise<void>) =>
    queue.run(async () => {
      seen.push(`${name} begins`);
      await ends();
      seen.push(`${name} ends`);
    });
  const first = step('slow', () => new Promise((resolve) => setTimeout(resolve, 20)));
  const second = step('failing', () => Promise.reject(new Error('no')));
  const third = step('quick', () => Promise.resolve());
  await expect(second).rejects.toThrow('no');
  await Promise.all([first, third]);
  expect(seen).toEqual(['slow begins', 'slow ends', 'failing begins', 'quick begins', 'quick ends']);
});
