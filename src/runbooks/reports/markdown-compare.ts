import type { ComparedScenario } from './compare.ts';
import { bar } from './human/phases.ts';
import { assembled, coded, escaped, tableOf, titled } from './markdown-blocks.ts';
import { duration } from './times.ts';
import { signed } from './words.ts';

/** A comparison: the minutes that each cause cost, and the variants on the same seeds. */
export function markdownOfCompare({ file, title, baseline, seeds, comparison }: ComparedScenario): string {
  const { causes, whole, variants, gaps } = comparison;
  const longest = Math.max(0, ...causes.map(({ minutes }) => minutes));
  const shares = causes.map(({ id, minutes, share }) => [
    coded(id),
    minutes.toFixed(1),
    share === null ? '' : `${Math.round(100 * share)} %`,
    coded(bar(minutes, longest, 24)),
  ]);
  const all = whole === null ? [] : [['**all causes**', `**${whole.minutes.toFixed(1)}**`, '', '']];
  const rows = variants.map(({ id, unrecovered, rtoSeconds, differenceSeconds }) => [
    coded(id),
    rtoSeconds === null ? `not recovered in ${unrecovered} of ${seeds.length}` : duration(rtoSeconds.p50),
    id === baseline ? 'baseline' : differenceSeconds === null ? '—' : signed(differenceSeconds.median),
    differenceSeconds === null || differenceSeconds.low === null || differenceSeconds.high === null || id === baseline
      ? ''
      : `${signed(differenceSeconds.low)} to ${signed(differenceSeconds.high)}`,
  ]);
  const which = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds, ${seeds[0]} to ${seeds.at(-1)}`;
  return assembled([
    `## ${escaped(title)}`,
    `Variants on the same seeds: ${coded(file)}, ${which}, against ${coded(baseline)}.`,
    causes.length === 0
      ? ''
      : titled(
          'Minutes by cause',
          tableOf(
            [{ title: 'cause' }, { title: 'minutes', numeric: true }, { title: 'share', numeric: true }, { title: '' }],
            [...shares, ...all],
          ),
        ),
    titled(
      'Variants',
      tableOf(
        [
          { title: 'variant' },
          { title: 'recovery, p50', numeric: true },
          { title: 'difference', numeric: true },
          { title: '95 % interval', numeric: true },
        ],
        rows,
      ),
    ),
    gaps
      .slice(0, 20)
      .map((gap) => `- ❔ ${escaped(gap)}`)
      .join('\n'),
  ]);
}
