/** What is to be done, by whom, and what to type once it is done. */
import type { Debrief } from '../../../runbooks/drill/session.ts';
import { glyphs, piece, type Row, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.debrief;

export function findingLines({ findings }: Debrief, columns: number): Row[] {
  return findings.flatMap(({ severity, title, why = '', owner, retest }): Row[] => {
    const bad = severity === 'error';
    const [first = '', ...rest] = wrap(why === '' ? title : `${title}: ${why}`, columns - 2);
    return [
      [piece(`${bad ? glyphs.failed : '!'} `, bad ? 'bad' : 'warn'), first],
      ...rest.map((text): Row => `  ${text}`),
      [
        piece(`  ${texts.owner} `, 'quiet'),
        owner === texts.nobody ? piece(`! ${owner}`, 'bad') : piece(owner, 'info'),
        piece(retest === undefined ? '' : `, ${texts.retest}:`, 'quiet'),
      ],
      ...(retest === undefined ? [] : wrap(retest, columns - 4)).map((text): Row => `    ${text}`),
    ];
  });
}
