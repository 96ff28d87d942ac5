/** How a person writes a moment of the fault clock, and how it is written to her. */
import { parseDuration } from '../../files/duration.ts';

/**
 * Reads `PT1H10M`, `1:10` and `1:10:00` (hours first, as in `T+1:10`), with or without the `T+`, as microseconds since the first fault.
 * Undefined for anything else.
 */
export function parseMoment(text: string): number | undefined {
  const bare = text.trim().toUpperCase();
  const seconds = parseDuration(bare);
  if (seconds !== undefined) return Math.round(seconds * 1e6);
  const match = /^(?:T\+?)?(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/.exec(bare);
  if (match === null) return undefined;
  const [, hours, minutes, rest = '0'] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * 1e6;
}

/** `T+0:43:20`, hours, minutes and whole seconds that have passed since the first fault; `T-0:05:00` before it. */
export function momentText(atUs: number): string {
  const seconds = Math.floor(Math.abs(atUs) / 1e6);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `T${atUs < 0 ? '-' : '+'}${clock}`;
}
