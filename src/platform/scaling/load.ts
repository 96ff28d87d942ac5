/** Load-based scaling: what the samples of a role's machines ask for. Pure. */
import type { LoadBasedScaling, LoadThresholds } from '../documents/role.ts';
import type { LoadSample } from '../messages.ts';

const metrics = ['cpu', 'memory', 'load'] as const;
type Metric = (typeof metrics)[number];
const minuteMs = 60_000;

/** For each full minute the average over the machines that told of it. */
export type MinuteAverages = ReadonlyMap<number, Readonly<Record<Metric, number>>>;

export function averages(samples: readonly (readonly LoadSample[])[]): MinuteAverages {
  const byMinute = new Map<number, LoadSample[]>();
  for (const sample of samples.flat()) {
    const minute = Math.round(sample.atMs / minuteMs);
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), sample]);
  }
  const mean = (of: readonly LoadSample[], metric: Metric) =>
    of.reduce((sum, sample) => sum + sample[metric], 0) / of.length;
  return new Map(
    [...byMinute].map(([minute, of]) => [
      minute,
      { cpu: mean(of, 'cpu'), memory: mean(of, 'memory'), load: mean(of, 'load') },
    ]),
  );
}

/**
 * Up when the average of any metric was above its threshold for the whole window; only if none was, down when any was
 * below its own. A window of 15 minutes has 16 full minutes: a spike of 14 asks for nothing. A minute that nobody told of
 * breaks a window.
 */
export function wishOfLoad(
  { up, down }: LoadBasedScaling,
  of: MinuteAverages,
  nowMs: number,
): 'up' | 'down' | undefined {
  if (isMet(up, of, nowMs, (value, threshold) => value > threshold)) return 'up';
  return isMet(down, of, nowMs, (value, threshold) => value < threshold) ? 'down' : undefined;
}

function isMet(
  thresholds: LoadThresholds,
  of: MinuteAverages,
  nowMs: number,
  meets: (value: number, threshold: number) => boolean,
): boolean {
  const last = Math.floor(nowMs / minuteMs);
  const minutes = Array.from({ length: thresholds.minutes + 1 }, (_, back) => of.get(last - back));
  return metrics.some((metric) => {
    const threshold = thresholds[metric];
    return threshold !== null && minutes.every((average) => average && meets(average[metric], threshold));
  });
}
