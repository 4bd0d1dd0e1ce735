/** A moment as clocks in a time zone show it, with the zone's own name for its time: `26 Nov 2026, 02:30 CET`. */
export function zoneTime(iso: string, timeZone: string, language: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  try {
    const shown = new Intl.DateTimeFormat(language, {
      ...{
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      },
      ...{ timeZone, timeZoneName: 'short' },
    });
    return shown.format(date);
  } catch {
    // A zone that this program does not know.
    return iso;
  }
}

/** The zones that the window can offer, the given one among them. */
export function zonesWith(zone: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set([...known, 'UTC', zone])].sort();
}
