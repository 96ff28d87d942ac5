import { host } from '../../sim/kernel/host-globals.ts';
import { columns } from '../reports/screen.ts';
import { type CliContext, screenOf } from './context.ts';

/** A line on stderr that is written again and again. It shows itself after a second, on a terminal only, and leaves nothing behind. */
export interface Progress {
  /** Says what is going on; `fraction` (0 to 1) draws a bar, with an estimate of what is left. */
  update(text: string, fraction?: number): void;
  end(): void;
}

const quietMs = 1000;
const redrawMs = 100;
const barWidth = 24;

export function showProgress(context: CliContext): Progress {
  const { stderr, env } = context.process;
  if (stderr.isTTY !== true || env.TERM === 'dumb') return { update: () => {}, end: () => {} };
  const { width, unicode } = screenOf(stderr, env);
  const startMs = host.monotonicMs();
  let drawn: string | undefined;
  let latest: { text: string; fraction?: number } | undefined;
  const draw = (): void => {
    const spentMs = host.monotonicMs() - startMs;
    if (latest === undefined || spentMs < quietMs) return;
    const text = progressText(latest, spentMs, unicode);
    if (text !== drawn)
      stderr.write(`\r\u001b[K${columns(text) < width ? text : [...text].slice(0, width - 1).join('')}`);
    drawn = text;
  };
  const timer = host.setInterval(draw, redrawMs);
  timer.unref();
  return {
    update: (text, fraction) => {
      latest = { text, fraction };
    },
    end: () => {
      host.clearInterval(timer);
      if (drawn !== undefined) stderr.write('\r\u001b[K');
    },
  };
}

/** `12 of 40 runs ██████░░░░ 30 %, about 14 s left` */
export function progressText(
  { text, fraction }: { text: string; fraction?: number },
  spentMs: number,
  unicode: boolean,
): string {
  if (fraction === undefined) return `${text}  ${Math.round(spentMs / 1000)} s`;
  const full = Math.round(barWidth * fraction);
  const bar = (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '.').repeat(barWidth - full);
  const left = fraction > 0 ? `, about ${Math.ceil((spentMs * (1 - fraction)) / fraction / 1000)} s left` : '';
  return `${text} ${bar} ${Math.floor(100 * fraction)} %${left}`;
}
