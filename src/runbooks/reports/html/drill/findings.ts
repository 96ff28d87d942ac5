import type { Drilled } from '../../drilled.ts';
import { type Cell, code, type Markup, mark, markup, section, table } from '../markup.ts';

/** What is to be done, by whom, and what to type once it is done. */
export function drillFindings({ debrief: { findings } }: Drilled): Markup {
  if (findings.length === 0) return section('findings', 'Findings', '', markup`<p>${mark('good', 'None.')}</p>`);
  const rows = findings.map(({ severity, title, why = '', owner, retest }): Cell[] => [
    title,
    mark(severity === 'error' ? 'bad' : 'plain', severity, severity === 'error' ? '✗' : '!'),
    why,
    owner === 'nobody' ? mark('bad', owner, '!') : owner,
    retest === undefined ? '' : code(retest),
  ]);
  return section(
    'findings',
    'Findings',
    `${findings.length}, each with who is to act, and how it is tested again`,
    table(
      'Findings',
      [
        { title: 'finding' },
        { title: 'severity' },
        { title: 'why' },
        { title: 'owner', short: true },
        { title: 'retest' },
      ],
      rows,
      { quietCaption: true },
    ),
  );
}
