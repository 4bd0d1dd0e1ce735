/** Numbers, sizes, times and durations as a language writes them. Needs no DOM. */
export interface Formats {
  readonly language: string;
  number(value: number): string;
  percent(fraction: number): string;
  /** Decimal units: 1 MB is 1,000,000 bytes. */
  bytes(bytes: number): string;
  /** Date and time in the person's zone, the zone named. What is no time is given back as it is. */
  time(iso: string): string;
  /** As {@link time}, to the second: where moments of one minute have to be told apart. */
  second(iso: string): string;
  /** The day of a moment in the person's zone; a day (`2025-12-08`) is that day in every zone. */
  date(iso: string): string;
  /** A month (`2026-11`) with its name. */
  month(month: string): string;
  /** How long ago, in whole ones of the largest unit that fits. */
  ago(iso: string, now?: number): string;
  /** Seconds as `12 s`, `3 min 5 s`, `2 h 4 min`. */
  duration(seconds: number): string;
}

/** A day without a time, which `Date` takes for its midnight in UTC. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function formatsOf(language: 'en' | 'de'): Formats {
  const plain = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const dateTime = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const toTheSecond = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const zone = new Intl.DateTimeFormat(language, { timeZoneName: 'short' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const wholeDay = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const monthAndYear = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  const zoneOf = (date: Date): string =>
    zone.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';

  const inZone = (iso: string, format: Intl.DateTimeFormat): string => {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso;
    return `${format.format(date)} ${zoneOf(date)}`;
  };

  return {
    language,
    number: (value) => plain.format(value),
    percent: (fraction) => percent.format(fraction),
    bytes: (bytes) => {
      const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
      let value = bytes;
      let unit = 0;
      // What would be rounded to 1,000 is 1 of the next unit.
      while (value >= 999.95 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
      }
      return `${one.format(value)} ${units[unit] ?? 'B'}`;
    },
    time: (iso) => inZone(iso, dateTime),
    second: (iso) => inZone(iso, toTheSecond),
    date: (iso) => {
      const date = new Date(iso);
      if (Number.isNaN(date.getTime())) return iso;
      return (DAY.test(iso) ? wholeDay : day).format(date);
    },
    month: (month) => monthAndYear.format(new Date(`${month}-01`)),
    ago: (iso, now = Date.now()) => {
      const seconds = (new Date(iso).getTime() - now) / 1000;
      const steps = [
        ['day', 86_400],
        ['hour', 3600],
        ['minute', 60],
      ] as const;
      for (const [unit, size] of steps) {
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
      }
      return relative.format(0, 'minute');
    },
    duration: (seconds) => {
      const whole = Math.round(seconds);
      if (seconds < 10) return `${one.format(seconds)} s`;
      if (whole < 60) return `${whole} s`;
      if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
      return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
    },
  };
}

/** `1 record`, `2 records`: a number with its word. */
export function counted(formats: Formats, one: string, many: string): (count: number) => string {
  return (count) => `${formats.number(count)} ${count === 1 ? one : many}`;
}
