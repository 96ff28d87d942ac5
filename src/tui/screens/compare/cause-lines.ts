/** What each cause cost, as bars; while it is computed, how far that is. */
import type { Causes } from '../../../runbooks/drill/causes.ts';
import { duration } from '../../../runbooks/reports/times.ts';
import { signed } from '../../../runbooks/reports/words.ts';
import { bar, cell, piece, type Row, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import type { JobState } from '../job.ts';

const texts = messages.compare.causes;

export function causeLines(job: JobState<Causes>, hasVariants: boolean, columns: number): Row[] {
  switch (job.kind) {
    case 'idle':
      return wrap(hasVariants ? texts.hint : texts.noVariants, columns).map((text): Row => [piece(text, 'quiet')]);
    case 'running':
      if (job.of === 0) return [[piece(texts.begins, 'quiet')]];
      return [[...bar(job.done / job.of, Math.min(40, columns - 20), 'info'), ` ${texts.progress(job.done, job.of)}`]];
    case 'failed':
      return wrap(texts.failed(job.why), columns).map((text): Row => [piece(text, 'bad')]);
    case 'done':
      return [...shareLines(job.value, columns), ...variantLines(job.value), ...gapLines(job.value, columns)];
  }
}

const nameColumns = 24;

function shareLines({ causes, whole, baseline, variants }: Causes, columns: number): Row[] {
  if (whole === null || causes.length === 0) return [[piece(texts.none, 'quiet')]];
  const all = variants.find(({ id }) => id === baseline)?.rtoSeconds?.p50 ?? 0;
  const left = all / 60 - whole.minutes;
  const longest = Math.max(left, ...causes.map(({ minutes }) => minutes), 1);
  const room = Math.max(6, columns - nameColumns - 24);
  const line = (name: string, minutes: number, share: number | null): Row => [
    cell(name, nameColumns),
    piece(cell(texts.minutes(minutes.toFixed(1)), 12, 'right'), 'strong'),
    cell(share === null ? '' : `${Math.round(100 * share)} %`, 7, 'right'),
    '  ',
    ...bar(Math.max(0, minutes) / longest, room, share === null ? 'quiet' : 'warn'),
  ];
  return [
    ...causes.map(({ id, minutes, share }) => line(id, minutes, share)),
    line(texts.left, left, null),
    [cell(texts.all, nameColumns), cell(texts.minutes(whole.minutes.toFixed(1)), 12, 'right')],
  ];
}

function variantLines({ variants, baseline }: Causes): Row[] {
  return [
    [piece(texts.variants, 'accent')],
    ...variants.map(({ id, rtoSeconds, differenceSeconds }): Row => {
      const name = `  ${cell(id, nameColumns - 2)}`;
      if (rtoSeconds === null) return [name, piece(`✗ ${texts.never}`, 'bad')];
      const against =
        id === baseline ? texts.baseline : differenceSeconds === null ? '—' : signed(differenceSeconds.median);
      return [name, cell(duration(rtoSeconds.p50), 12, 'right'), piece(`  ${against}`, 'quiet')];
    }),
  ];
}

function gapLines({ gaps }: Causes, columns: number): Row[] {
  return gaps.flatMap((gap) => wrap(`! ${gap}`, columns)).map((text): Row => [piece(text, 'warn')]);
}
