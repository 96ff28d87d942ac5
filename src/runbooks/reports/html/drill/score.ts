import { bestWords, type Drilled } from '../../drilled.ts';
import { type Markup, mark, markup, section } from '../markup.ts';

/** The points, how they came about, and what would have been best. */
export function scoreSection({ debrief }: Drilled): Markup {
  const { score, gaps } = debrief;
  return section(
    'score',
    'Score',
    `${score.points} of 100`,
    markup`<p>${upperFirst(score.words)}.</p>\n<p>${bestWords(debrief)}</p>\n`,
    markup`${gaps.map((gap) => markup`<p>${mark('bad', gap, '!')}</p>\n`)}`,
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
