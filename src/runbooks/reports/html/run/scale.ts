/** The scale of the timeline: microseconds since the first fault to per cents of the width, with ticks at round hours or minutes. */
import { ofKind } from '../../../journal/index.ts';
import type { ReportedRun } from '../../debrief/index.ts';

export interface Scale {
  readonly fromUs: number;
  readonly toUs: number;
  /** 0 to 100; what is outside stands at the edge. */
  percent(us: number): number;
  readonly ticks: readonly { readonly us: number; readonly label: string }[];
}

const minuteUs = 60e6;
const stepsMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440];
const ticksMax = 10;

/** From a little before the first fault (or the first signal, if that was earlier) to the end of the journal. */
export function scaleOf(events: ReportedRun['events']): Scale {
  const told = [...ofKind(events, 'fault.started'), ...ofKind(events, 'signal')].map(({ at }) => at);
  const fromUs = Math.min(0, ...told);
  const toUs = Math.max(fromUs + minuteUs, events.at(-1)?.at ?? 0);
  const minutes = (toUs - fromUs) / minuteUs;
  const stepMinutes =
    stepsMinutes.find((step) => minutes / step <= ticksMax) ?? 1440 * Math.ceil(minutes / 1440 / ticksMax);
  const ticks: { us: number; label: string }[] = [];
  for (
    let us = Math.ceil(fromUs / (stepMinutes * minuteUs)) * stepMinutes * minuteUs;
    us <= toUs;
    us += stepMinutes * minuteUs
  ) {
    ticks.push({ us, label: tickLabel(us / minuteUs) });
  }
  return {
    fromUs,
    toUs,
    percent: (us) => round((100 * (Math.min(toUs, Math.max(fromUs, us)) - fromUs)) / (toUs - fromUs)),
    ticks,
  };
}

function tickLabel(minutes: number): string {
  const size = Math.abs(minutes);
  const text =
    size % 60 === 0 ? `${size / 60} h` : size < 60 ? `${size} min` : `${Math.floor(size / 60)} h ${size % 60}`;
  return `${minutes < 0 ? '−' : ''}${minutes === 0 ? '0' : text}`;
}

/** A hundredth of a per cent is less than a pixel. */
export function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}
