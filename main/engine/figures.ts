/** Figures in sentences for a person, in English as all of the engine's sentences. */

/** `12,345` */
export function figure(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 row`, `12,345 rows` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${figure(value)} ${agree(value, one, many)}`;
}

/** The word that agrees with a number: `is` or `are`. */
export function agree(value: number, one: string, many: string): string {
  return value === 1 ? one : many;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * `812 B`, `1.4 MB`: powers of a thousand, as disks are sold and `df -H` counts. As the window writes sizes, since these
 * sentences stand beside its figures.
 */
export function bytesText(bytes: number): string {
  const larger = UNITS.findIndex((_unit, index) => bytes / 1000 ** index < 999.95);
  const index = larger < 0 ? UNITS.length - 1 : larger;
  const value = (bytes / 1000 ** index).toLocaleString('en-US', { maximumFractionDigits: 1 });
  return `${value} ${UNITS[index]}`;
}

/** `40 seconds`, `12 minutes`, `5 hours`, `9 days`: a length of time, rounded down to one unit. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 2 * 3600) return counted(Math.floor(seconds / 60), 'minute');
  if (seconds < 2 * 86_400) return counted(Math.floor(seconds / 3600), 'hour');
  return counted(Math.floor(seconds / 86_400), 'day');
}

/** The first of a list and how many more there are: `a, b, c and 4 more`. */
export function listText(items: readonly string[], shown = 3): string {
  const more = items.length - shown;
  return more > 0 ? `${items.slice(0, shown).join(', ')} and ${figure(more)} more` : items.join(', ');
}
