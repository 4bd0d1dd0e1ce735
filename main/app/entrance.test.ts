import { expect, it } from 'vitest';
import { Entrance } from './entrance.ts';

/** Work that begins and ends when the test says so. */
function piece(seen: string[], name: string) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async (): Promise<void> => {
    seen.push(name);
    await ended;
    seen.push(`${name} ends`);
  };
  return { work, end: () => end() };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

it('lets work side by side, and one that goes in alone between', async () => {
  const entrance = new Entrance();
  const seen: string[] = [];
  const [first, second, opening, third] = ['first', 'second', 'opening', 'third'].map((name) =>
    piece(seen, name),
  );
  if (!first || !second || !opening || !third) throw new Error('four pieces');
  const all = [
    entrance.beside(first.work),
    entrance.beside(second.work),
    turn().then(() => entrance.alone(opening.work)),
    turn().then(() => entrance.beside(third.work)),
  ];
  await turn();
  await turn();
  expect(seen).toEqual(['first', 'second']);
  first.end();
  await turn();
  expect(seen).toEqual(['first', 'second', 'first ends']);
  second.end();
  await turn();
  expect(seen.slice(3)).toEqual(['second ends', 'opening']);
  opening.end();
  await turn();
  expect(seen.slice(5)).toEqual(['opening ends', 'third']);
  third.end();
  await Promise.all(all);
});

it('goes on after work that failed', async () => {
  const entrance = new Entrance();
  await expect(entrance.beside(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(entrance.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await entrance.beside(async () => 1)).toBe(1);
});
