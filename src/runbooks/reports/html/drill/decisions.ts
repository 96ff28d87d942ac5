import type { DebriefDecision } from '../../../drill/session.ts';
import { costTone, costWords, type Drilled } from '../../drilled.ts';
import { duration, sinceFault } from '../../times.ts';
import { type Cell, facts, folded, type Markup, mark, markup, nothing, section, table } from '../markup.ts';
import { bar } from '../run/phases.ts';

/** What was decided on which knowledge, and what each other way would have cost on the same seed. */
export function costsSection({ debrief: { decisions, result } }: Drilled): Markup {
  if (decisions.length === 0) return section('decisions', 'Decisions', '', markup`<p>Nobody was asked anything.</p>\n`);
  const own = result.recovery.rtoSeconds;
  const times = decisions.flatMap(({ alternatives }) => alternatives.map(({ rtoSeconds }) => rtoSeconds ?? 0));
  const longest = Math.max(own ?? 0, ...times);
  return section(
    'decisions',
    'Decisions',
    'with what was known, and what each other way costs on the same seed',
    ...decisions.map((decision) => article(decision, own, longest)),
  );
}

function article(decision: DebriefDecision, own: number | null, longest: number): Markup {
  const { decision: name, path, choice, by, atUs, waitedSeconds, comment, known, alternatives } = decision;
  const list = markup`<ul>${known.map((each) => markup`<li>${each}</li>\n`)}</ul>\n`;
  return markup`<article class="decision"><h3>${name === path ? name : `${name} (${path})`}: ${choice}</h3>
${facts([
  ['decided by', by],
  ['at', sinceFault(atUs / 1e6)],
  ['had waited', duration(waitedSeconds)],
  ...(comment === undefined ? [] : ([['said', comment]] as const)),
])}
${known.length === 0 ? nothing : folded(`What was known: ${known.length} ${known.length === 1 ? 'thing' : 'things'}`, list)}
${alternatives.length === 0 ? nothing : alternativesTable(decision, own, longest)}</article>\n`;
}

function alternativesTable(
  { decision, path, choice, alternatives }: DebriefDecision,
  own: number | null,
  longest: number,
): Markup {
  const rows = alternatives.map((each): Cell[] => [
    each.words,
    each.rtoSeconds === null ? 'never' : duration(each.rtoSeconds),
    bar(each.rtoSeconds ?? 0, longest),
    toned(costTone(each, own !== null), costWords(each)),
  ]);
  const was: Cell[] = [
    `${choice}, as it was done`,
    own === null ? 'never' : duration(own),
    bar(own ?? 0, longest, true),
    '',
  ];
  return table(
    `The same seed, answered otherwise: ${decision} of ${path}`,
    [
      { title: 'answer' },
      { title: 'recovery', numeric: true },
      { title: 'time to recovery' },
      { title: 'against this run' },
    ],
    [was, ...rows],
  );
}

const signs = { good: '▾', bad: '▴', plain: '=' } as const;

function toned(tone: 'good' | 'bad' | 'plain', words: string): Markup {
  return markup`<span class="cost">${mark(tone, words, signs[tone])}</span>`;
}

/** Of longer lists only the first matter: they are sorted. */
const policiesMax = 12;

/** What was tried as a whole, the best first. */
export function policiesSection({ debrief: { policies, result } }: Drilled): Markup {
  const rows = policies
    .slice(0, policiesMax)
    .map((each): Cell[] => [
      each.words,
      each.rtoSeconds === null ? 'never' : duration(each.rtoSeconds),
      toned(costTone(each, result.recovery.rtoSeconds !== null), costWords(each)),
    ]);
  const left = policies.length - rows.length;
  return section(
    'policies',
    'Policies that were tried',
    `${policies.length}, the best first${left > 0 ? `; ${left} worse ones are left out` : ''}`,
    rows.length === 0
      ? nothing
      : table(
          'Policies',
          [{ title: 'what is said' }, { title: 'recovery', numeric: true }, { title: 'against this run' }],
          rows,
          {
            quietCaption: true,
          },
        ),
  );
}
