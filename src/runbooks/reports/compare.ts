import type { Comparison } from '../compare/evaluate.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import { bar } from './human/phases.ts';
import {
  bad,
  cell,
  columns,
  good,
  heading,
  type Line,
  line,
  quiet,
  renderSections,
  type Screen,
  titleLines,
} from './screen.ts';
import { duration } from './times.ts';
import { seedsText, signed } from './words.ts';

export interface ComparedScenario {
  readonly file: string;
  readonly title: string;
  readonly baseline: string;
  readonly seeds: readonly number[];
  readonly comparison: Comparison;
  readonly next?: readonly NextCommand[];
}

/** What `compare` prints for a person: the variants against the baseline, and the minutes that each cause cost, as bars. */
export function compareReport(compared: ComparedScenario, screen: Screen): string {
  const sections = [
    headline(compared, screen.width),
    variantLines(compared),
    causeLines(compared, screen.width),
    gapLines(compared),
    nextLines(compared.next ?? [], screen.width),
  ];
  return renderSections(sections, screen);
}

function headline({ file, title, seeds }: ComparedScenario, width: number): Line[] {
  return [...titleLines(title, width), line(quiet(`${file} · ${seedsText(seeds)}`))];
}

function variantLines({ comparison: { variants }, baseline, seeds }: ComparedScenario): Line[] {
  const nameWidth = Math.max(8, ...variants.map(({ id }) => columns(id))) + 2;
  const many = seeds.length > 1;
  const titles = `  ${cell('variant', nameWidth)}${cell(many ? 'recovery, p50' : 'recovery', 15)}${cell('difference', 15)}${many ? '95 % interval of its median' : ''}`;
  return [
    heading('VARIANTS', `against ${baseline}${many && seeds.length < 6 ? '; an interval needs six seeds' : ''}`),
    line(quiet(titles)),
    ...variants.map(({ id, unrecovered, rtoSeconds, differenceSeconds }) => {
      if (rtoSeconds === null)
        return line(`  ${cell(id, nameWidth)}`, bad(`not recovered in ${unrecovered} of ${seeds.length} runs`));
      const name = `  ${cell(id, nameWidth)}${cell(duration(rtoSeconds.p50), 15)}`;
      if (id === baseline) return line(name, quiet('baseline'));
      if (differenceSeconds === null) return line(name, quiet('—'));
      const { median, low, high } = differenceSeconds;
      const interval = low === null || high === null ? '' : `${signed(low)} to ${signed(high)}`;
      return line(name, median < 0 ? good(cell(signed(median), 15)) : cell(signed(median), 15), quiet(interval));
    }),
  ];
}

function causeLines(
  { comparison: { causes, whole, variants }, baseline, seeds }: ComparedScenario,
  width: number,
): Line[] {
  if (whole === null || causes.length === 0) return [];
  const baselineSeconds = variants.find(({ id }) => id === baseline)?.rtoSeconds?.p50 ?? 0;
  const rest = seeds.length === 1 ? baselineSeconds / 60 - whole.minutes : undefined;
  const rows = [
    ...causes.map(({ id, minutes, share }) => ({ name: id, minutes, share })),
    ...(rest === undefined ? [] : [{ name: 'what is left', minutes: rest, share: null }]),
  ];
  const nameWidth = Math.max(...rows.map(({ name }) => columns(name))) + 2;
  const longest = Math.max(...rows.map(({ minutes }) => minutes));
  const room = Math.min(60, width - nameWidth - 26);
  return [
    heading('CAUSES', `minutes by cause${seeds.length === 1 ? '' : ', the mean over the seeds'}: exact Shapley shares`),
    ...rows.map(({ name, minutes, share }) => {
      const numbers = `  ${cell(name, nameWidth)}${cell(`${minutes.toFixed(1)} min`, 11, 'right')}`;
      const percent = cell(share === null ? '' : `${Math.round(100 * share)} %`, 7, 'right');
      return line(numbers, quiet(`${percent}  `), {
        text: bar(minutes, longest, room),
        style: share === null ? 'quiet' : 'warn',
      });
    }),
    line(
      `  ${cell('all causes', nameWidth)}${cell(`${whole.minutes.toFixed(1)} min`, 11, 'right')}`,
      quiet(`${cell('100 %', 7, 'right')}  mended together`),
    ),
  ];
}

function gapLines({ comparison: { gaps } }: ComparedScenario): Line[] {
  return gaps.length === 0 ? [] : [heading('NOT COMPARED'), ...gaps.map((gap) => line('  ', bad('! '), gap))];
}
