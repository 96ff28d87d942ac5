import { type Piece, piece } from '../../kit/index.ts';

/** Down is sooner, up is later; the words say how much. */
const signs = { good: '▾', bad: '▴', plain: '=' } as const;

/** What another way would have cost, with a shape that says whether it is better. */
export function costPiece(tone: 'good' | 'bad' | 'plain', words: string): Piece {
  return piece(`${signs[tone]} ${words}`, tone);
}
