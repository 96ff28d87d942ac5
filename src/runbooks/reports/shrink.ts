import type { Budget } from '../files/index.ts';
import { knobsOf, type Measured, methodYaml, type Shrunk } from '../shrink/index.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import {
  bad,
  cell,
  columns,
  heading,
  type Line,
  line,
  quiet,
  renderSections,
  type Screen,
  titleLines,
  wrap,
} from './screen.ts';
import { duration } from './times.ts';

export interface ShrunkScenario {
  readonly file: string;
  readonly title: string;
  readonly variant?: string;
  readonly seed: number;
  readonly budget: Budget;
  readonly shrunk: Shrunk;
  readonly wallSeconds: number;
  readonly next: readonly NextCommand[];
}

/** What `shrink` prints for a person: the plan that is left, as it would stand in the file, and why each fault of it stays. */
export function shrinkReport(shown: ShrunkScenario, screen: Screen): string {
  const sections = [
    headline(shown, screen.width),
    planLines(shown),
    whyLines(shown, screen.width),
    nextLines(shown.next, screen.width),
  ];
  return renderSections(sections, screen);
}

function headline({ file, title, variant, seed, budget, shrunk }: ShrunkScenario, width: number): Line[] {
  const { before, after, kept } = shrunk;
  const left = kept.length === before.faults ? `all ${before.faults}` : `${kept.length} of ${before.faults}`;
  return [
    ...titleLines(title, width),
    line(quiet([file, ...(variant === undefined ? [] : [variant]), `seed ${seed}`].join(' · '))),
    line(
      bad(`${left} faults`),
      ` still ${kept.length === 1 ? 'breaks' : 'break'} the budget ${budget.id} (${budget.measure} at most ${duration(budget.maxSeconds)}):`,
    ),
    line(`  ${told(before)} with the whole plan, ${told(after)} with what is left`),
  ];
}

/** `78 min`, or why there is no such figure. */
function told({ actualSeconds, verdict }: Measured): string {
  if (actualSeconds !== null) return duration(actualSeconds);
  if (verdict === 'crashed') return 'a world that broke';
  return verdict === 'stopped' ? 'stopped before' : 'never';
}

function planLines({ shrunk }: ShrunkScenario): Line[] {
  const yaml = methodYaml(shrunk.kept.map(({ fault }) => fault)).trimEnd();
  return [
    heading('MINIMAL PLAN', 'ready to paste'),
    ...yaml.split('\n').map((text) => ({ ...line(text), whole: true })),
  ];
}

function whyLines({ shrunk, budget, wallSeconds }: ShrunkScenario, width: number): Line[] {
  const nameWidth = Math.max(...shrunk.kept.map(({ fault }) => columns(fault.name))) + 2;
  const notches = new Set(shrunk.kept.flatMap(({ fault }) => knobsOf(fault)).map(({ name }) => name)).size > 0;
  const minimal = notches
    ? 'None of them can last a notch shorter or hit a notch less: a minute of what lasts ten, 10 s of what lasts one, else a second; 1 %.'
    : 'Nothing of them can last shorter or hit less.';
  return [
    heading('WHY EACH STAYS', `${budget.id} without it`),
    ...shrunk.kept.map(({ fault, without }) =>
      line(`  ${cell(fault.name, nameWidth)}`, without === undefined ? 'nothing would break at all' : told(without)),
    ),
    ...wrap(minimal, width - 2).map((text) => line('  ', quiet(text))),
    line('  ', quiet(`${shrunk.runs} runs in ${duration(wallSeconds)}`)),
  ];
}
