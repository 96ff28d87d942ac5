import { plainRuns, type Rare } from '../rare/index.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import { bad, cell, heading, type Line, line, quiet, renderSections, type Screen, titleLines, warn } from './screen.ts';
import { duration } from './times.ts';

export interface RareScenario {
  readonly file: string;
  readonly title: string;
  readonly variant?: string;
  readonly seed: number;
  readonly thresholdSeconds: number;
  readonly particles: number;
  readonly rare: Rare;
  readonly wallSeconds: number;
  readonly next: readonly NextCommand[];
}

/** What `rare` prints for a person: how likely the slow recovery is, how sure that is, and the slowest one that was met. */
export function rareReport(shown: RareScenario, screen: Screen): string {
  const sections = [
    headline(shown, screen.width),
    answerLines(shown),
    levelLines(shown),
    nextLines(shown.next, screen.width),
  ];
  return renderSections(sections, screen);
}

function headline({ file, title, variant, seed }: RareScenario, width: number): Line[] {
  return [
    ...titleLines(title, width),
    line(quiet([file, ...(variant === undefined ? [] : [variant]), `seed ${seed}`].join(' · '))),
  ];
}

function answerLines({ rare, thresholdSeconds, particles, wallSeconds }: RareScenario): Line[] {
  const { mean, low, high } = rare.estimate;
  const what = heading('RARE', `a recovery that takes longer than ${duration(thresholdSeconds)}, or never comes`);
  const effort = `${rare.repeats.length} estimates of ${particles} worlds, ${rare.runs} runs in ${duration(wallSeconds)}`;
  if (mean === 0) {
    const bound = 3 / (particles * rare.repeats.length);
    return [
      what,
      line('  ', warn('not met'), ` no world came that far; 95 % sure that it is rarer than ${share(bound)}`),
      line('  ', quiet(effort)),
    ];
  }
  const plain = plainRuns(rare.estimate);
  return [
    what,
    line('  ', bad(share(mean)), `  ${oneIn(mean)}; 95 % interval ${share(low)} to ${share(high)}`),
    line('  ', quiet(effort)),
    ...(plain === undefined || plain <= rare.runs
      ? []
      : [line('  ', quiet(`plain seeds would take about ${thousands(plain)} runs for an interval as narrow`))]),
  ];
}

/** The chance to get as far as each of some times, as one of the estimates has it: the one that took most levels. */
function levelLines({ rare, particles, thresholdSeconds }: RareScenario): Line[] {
  const longest = rare.repeats.reduce((a, b) => (b.levels.length > a.levels.length ? b : a));
  if (longest.levels.length < 2) return [];
  let chance = 1;
  const rows = longest.levels.map(({ level, above }) => ({ level, chance: (chance *= above / particles) }));
  return [
    heading('ON THE WAY', 'the estimate that took most levels'),
    line(quiet(`  ${cell('not recovered after', 22)}chance`)),
    ...rows.map((row) =>
      line(
        `  ${cell(duration(row.level), 22)}${share(row.chance)}`,
        row.level === thresholdSeconds ? quiet('  the threshold') : '',
      ),
    ),
  ];
}

/** A share that may be tiny: `12 %`, `0.4 %`, `3.2e-5`. */
function share(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.0995) return `${Math.round(100 * value)} %`;
  if (value >= 0.000_995) return `${Number((100 * value).toPrecision(2))} %`;
  return value.toExponential(1);
}

function oneIn(value: number): string {
  return `one in ${thousands(Number((1 / value).toPrecision(2)))}`;
}

function thousands(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}
