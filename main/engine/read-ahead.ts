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
