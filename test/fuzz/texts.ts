/** Damage to letters and lines. */
import type { Dice, Tool } from './dice.ts';
import { hostile } from './hostile.ts';

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function lines(text: string, change: (all: string[]) => void): string {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
}

export const textTools: readonly Tool[] = [
  ['a letter gone', (text, dice) => splice(text, dice.below(text.length), 1, '')],
  [
    'another letter',
    (text, dice) => splice(text, dice.below(text.length), 1, String.fromCharCode(32 + dice.below(95))),
  ],
  ['something hostile', (text, dice) => splice(text, dice.below(text.length), 0, dice.pick(hostile))],
  ['a value made hostile', (text, dice) => replaceWord(text, dice, dice.pick(hostile))],
  ['a word for another', (text, dice) => replaceWord(text, dice, dice.pick(text.match(/[\w.:-]+/g) ?? ['x']))],
  ['a piece gone', (text, dice) => splice(text, dice.below(text.length), dice.below(200), '')],
  ['a piece twice', (text, dice) => twice(text, dice)],
  ['a line gone', (text, dice) => lines(text, (all) => all.splice(dice.below(all.length), 1))],
  ['a line twice', (text, dice) => lines(text, (all) => all.splice(dice.below(all.length), 0, dice.pick(all)))],
  ['a line indented', (text, dice) => lines(text, (all) => indent(all, dice.below(all.length), dice))],
  [
    'two lines swapped',
    (text, dice) => lines(text, (all) => swap(all, dice.below(all.length), dice.below(all.length))),
  ],
  ['cut off', (text, dice) => text.slice(0, dice.below(text.length))],
  [
    'very deep',
    (text, dice) =>
      splice(text, dice.below(text.length), 0, dice.pick(['[', '{a: ', '- ', '(']).repeat(1 + dice.below(2000))),
  ],
  [
    'very long',
    (text, dice) =>
      splice(text, dice.below(text.length), 0, dice.pick(['a', '1', ' ', '\n', 'é']).repeat(dice.below(50_000))),
  ],
];

function replaceWord(text: string, dice: Dice, by: string): string {
  const words = [...text.matchAll(/[\w.:-]+/g)];
  if (words.length === 0) return by;
  const word = dice.pick(words);
  return splice(text, word.index, word[0].length, by);
}

function twice(text: string, dice: Dice): string {
  const at = dice.below(text.length);
  const piece = text.slice(at, at + dice.below(400));
  return splice(text, dice.below(text.length), 0, piece);
}

function indent(all: string[], at: number, dice: Dice): void {
  all[at] = dice.pick(['  ', ' ', '\t', '      ']) + all[at];
}

function swap<T>(all: T[], a: number, b: number): void {
  [all[a], all[b]] = [all[b]!, all[a]!];
}
