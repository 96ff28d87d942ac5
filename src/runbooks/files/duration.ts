const pattern = /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?$/;

/** What a duration looks like, for JSON Schemas. */
export const durationPattern = pattern.source;

/** A year: nothing in a scenario lasts longer, and microseconds stay far below the safe integers. */
const secondsMax = 366 * 86_400;

/**
 * Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds (`PT1H9M`, `P1D`, `PT0.5S`) as seconds, to the microsecond.
 * Years and months have no fixed length and are refused. Undefined if the text is no such duration or is longer than a year.
 *
 * A regular expression, and not luxon: luxon costs 10-15 ms at start, for this one function.
 */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, weeks, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  const total = weeks! * 604_800 + days! * 86_400 + hours! * 3600 + minutes! * 60 + seconds!;
  return total <= secondsMax ? total : undefined;
}

/** Writes seconds as the shortest ISO 8601 duration of days, hours, minutes and seconds: 4140 is `PT1H9M`. */
export function formatDuration(seconds: number): string {
  let left = Math.round(seconds * 1e6) / 1e6;
  const days = Math.floor(left / 86_400);
  left -= days * 86_400;
  const hours = Math.floor(left / 3600);
  left -= hours * 3600;
  const minutes = Math.floor(left / 60);
  left = Math.round((left - minutes * 60) * 1e6) / 1e6;
  const date = days > 0 ? `${days}D` : '';
  const time = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${left > 0 ? `${left}S` : ''}`;
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}
