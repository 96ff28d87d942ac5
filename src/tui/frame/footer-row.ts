/** The last row: what was just said, what is asked before something is done, or the keys of the open screen. */

import { screenKeys } from '../keys.ts';
import { type Nav, type Piece, piece, type Row, rowWidth, type ScreenName, spread } from '../kit/index.ts';
import type { KeyWords } from '../messages/keys.ts';
import { messages } from '../messages.ts';
import type { Question, Toast } from '../navigation.ts';

export interface FooterOptions {
  readonly nav: Pick<Nav, 'screen' | 'filter'>;
  readonly toast: Toast | undefined;
  readonly question: Question | undefined;
  /** Somebody is asked, and another screen is open. */
  readonly askedElsewhere?: string;
  /** No time is left to move. */
  readonly ended: boolean;
  readonly columns: number;
}

export function footerRow({ nav, toast, question, askedElsewhere, ended, columns }: FooterOptions): Row {
  if (question !== undefined) {
    return spread(
      [' ', piece(question.text, 'warn', { bold: true })],
      [piece(messages.frame.yesNo, 'accent'), ' '],
      columns,
    );
  }
  if (toast !== undefined) return [' ', piece(toast.text, toast.tone)];
  const filter = nav.filter === '' ? [] : [piece(`/${nav.filter} `, 'accent', { bold: true }), ' '];
  const hint = askedElsewhere === undefined ? [] : [piece(`${askedElsewhere}  `, 'warn', { bold: true })];
  const end: Row = [...keyPieces('?', messages.frame.help), ' '];
  const start: Piece[] = [{ text: ' ' }, ...filter, ...hint].map((each) =>
    typeof each === 'string' ? { text: each } : each,
  );
  const room = columns - rowWidth(start) - rowWidth(end) - 1;
  const keys = keysOf(nav.screen).filter(({ when }) => when !== (ended ? 'before-the-end' : 'after-the-end'));
  return spread([...start, ...keysThatFit(keys, room)], end, columns);
}

/** The screen's own keys, then those of the frame that it does not use otherwise. */
function keysOf(screen: ScreenName): readonly KeyWords[] {
  const own: readonly KeyWords[] = messages.keys[screen];
  if (screen === 'console') return own;
  const used = new Set(own.flatMap(({ keys }) => keys.split(' ')));
  const leadsHere = (key: string) => screenKeys[key] === screen;
  const others = messages.keys.everywhere.filter(
    ({ keys }) => !keys.split(' ').some((key) => used.has(key) || leadsHere(key)),
  );
  return [...own, ...others];
}

function keysThatFit(all: readonly KeyWords[], room: number): Piece[] {
  const shown: Piece[] = [];
  let left = room;
  for (const { keys, short } of all) {
    if (short === undefined) continue;
    const pieces = keyPieces(keys, short);
    left -= rowWidth(pieces);
    if (left < 0) break;
    shown.push(...pieces);
  }
  return shown;
}

function keyPieces(keys: string, words: string): Piece[] {
  return [piece(keys, 'accent'), piece(` ${words}  `, 'quiet')];
}
