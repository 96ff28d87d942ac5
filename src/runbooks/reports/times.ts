/** How the reports write times. Everything here is for people's eyes only: nothing of it is hashed or parsed. */

/** A duration in the unit that reads best: `45 s`, `38 min`, `9 h 49 min`, and `—` where there is none. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '—';
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  if (size < 99.5) return `${sign}${Number(size.toFixed(size < 10 && !Number.isInteger(size) ? 1 : 0))} s`;
  const minutes = Math.round(size / 60);
  if (minutes < 120) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${sign}${hours} h` : `${sign}${hours} h ${minutes % 60} min`;
}

/** Short, for a verdict: minutes (`594m`, `60.4m`) from two minutes up, seconds (`5s`) below; a tenth only where it can matter. */
export function shortDuration(seconds: number | null): string {
  if (seconds === null) return '—';
  if (Math.abs(seconds) < 120) return `${Number(seconds.toFixed(1))}s`;
  const minutes = seconds / 60;
  return `${Number(minutes.toFixed(Math.abs(minutes) < 100 ? 1 : 0))}m`;
}

/** Since the first fault: `T+9:49`, hours and whole minutes that have passed; `T-0:05` before it. */
export function sinceFault(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `T${seconds < 0 ? '-' : '+'}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The clock of a place: what it shows at an instant, and what people there call their time. */
export interface WallClock {
  /** `19:41` */
  time(epochMs: number): string;
  /** `Sun 7 Aug 2011` */
  day(epochMs: number): string;
  /** `CEST`; an offset such as `GMT+3` where the time has no name. */
  name(epochMs: number): string;
}

/** The clock of an IANA time zone; one that this machine does not know is UTC. */
export function wallClock(zone: string): WallClock {
  const timeZone = isKnown(zone) ? zone : 'UTC';
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return {
    time: (epochMs) => time.format(epochMs),
    day: (epochMs) => day.format(epochMs).replace(',', ''),
    name: (epochMs) => zoneName(timeZone, epochMs),
  };
}

/** Each English knows the names of its own parts of the world (CEST, EDT, AEST) and gives an offset for the others. */
const englishes = ['en-GB', 'en-US', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'];

function zoneName(timeZone: string, epochMs: number): string {
  let first: string | undefined;
  for (const english of englishes) {
    const parts = namesIn(english, timeZone).formatToParts(epochMs);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
    if (!/^(GMT|UTC)[+-]/.test(name)) return name;
    first ??= name;
  }
  return first!;
}

/** Made once: a screen asks at every frame, and to make one takes as long as to draw a line. */
const formats = new Map<string, Intl.DateTimeFormat>();

function namesIn(english: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${english} ${timeZone}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(english, { timeZone, timeZoneName: 'short' })));
  return format;
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
