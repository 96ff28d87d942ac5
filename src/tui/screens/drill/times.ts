/** Times as the drill's boxes write them: narrow, and so that one can see them tick. */

/** `0:45`, `37:17`, `9:33:20`: hours only when there are any. */
export function ticking(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}

/** `45s`, `38m`, `9h41`, `12h`: at most five columns. */
export function compact(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes}m`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}h${rest === 0 ? '' : two(rest)}`;
}

/** Since the first fault, hours and minutes: `0:30`, `9:41`, `-0:05`. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : ''}${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
