/** Where two values begin to differ can lie far inside of a long text: more before that is left out. */
const LEAD = 60;
const LONG = 400;

/** A value as a person reads it; null where there is none. */
export function valueText(json: string | null): string | null {
  if (json === null) return null;
  const value: unknown = JSON.parse(json);
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Two texts that can be held against each other: of long ones, what comes shortly before the first difference and on. */
export function fromDifference(before: string, now: string): readonly [before: string, now: string] {
  if (before.length <= LONG && now.length <= LONG) return [before, now];
  let at = 0;
  while (at < before.length && at < now.length && before[at] === now[at]) at += 1;
  const from = at - LEAD;
  return from <= 0 ? [before, now] : [`…${before.slice(from)}`, `…${now.slice(from)}`];
}
