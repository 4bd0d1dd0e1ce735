import { setImmediate } from 'node:timers/promises';

/**
 * What `read` makes of each item, in their order, while those after it are on their way: at most `most` at a time.
 * The first that fails is thrown in its turn.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item>,
  most: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, undefined> {
  const onTheWay: Promise<Result>[] = [];
  for (const item of items) {
    const coming = read(item);
    // Heard of in its turn, if that ever comes.
    coming.catch(() => undefined);
    onTheWay.push(coming);
    const next = onTheWay.length >= most ? onTheWay.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const coming of onTheWay) yield await coming;
}

/**
 * Comes back when what was just begun has left this process. A statement passes layers that need turns of the event loop:
 * who goes on at once to use what came before it takes them all, and the database waits meanwhile.
 */
export function onItsWay(): Promise<void> {
  return setImmediate();
}

/** Lets a generator go to its first result at once, and not only when somebody asks for that. */
export function begun<Result>(source: AsyncGenerator<Result>): AsyncGenerator<Result, undefined> {
  const first = source.next();
  // Heard of when it is asked for, if that ever comes.
  first.catch(() => undefined);
  return rest(first, source);
}

async function* rest<Result>(
  first: Promise<IteratorResult<Result>>,
  source: AsyncGenerator<Result>,
): AsyncGenerator<Result, undefined> {
  const { done, value } = await first;
  if (done) return;
  yield value;
  yield* source;
}
