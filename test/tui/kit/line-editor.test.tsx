import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { Line, useKeys, useLineEditor } from '../../../src/tui/kit/index.ts';
import { keys, type Rendered, render } from './render.ts';

interface Typed extends Rendered {
  readonly submitted: string[];
  /** Keys that the line did not take. */
  readonly passed: string[];
}

function type(columns = 40): Typed {
  const submitted: string[] = [];
  const passed: string[] = [];
  function Editor(): ReactNode {
    const editor = useLineEditor({ onSubmit: (text) => submitted.push(text) });
    useKeys((name) => void passed.push(name));
    return <Line row={['[', ...editor.pieces(columns), ']']} columns={columns + 2} />;
  }
  return { ...render(<Editor />), submitted, passed };
}

const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96);

test('a line takes what is typed, whole words that were pasted too, and lets no other listener have it', async () => {
  const line = type();
  await line.press('fault host:power', ' ', 'zone=euw1-az1', keys.enter);
  expect(line.submitted).toEqual(['fault host:power zone=euw1-az1']);
  expect(line.passed).toEqual([]);
});

test('Ctrl-C is nobody’s letter', async () => {
  const line = type();
  await line.press('a', keys.ctrlC);
  expect(line.passed).toEqual(['ctrl+c']);
});

test.each([
  ['a character before the cursor', ['abc', keys.left, keys.backspace], 'ac'],
  ['a character in the middle', ['ac', keys.left, 'b'], 'abc'],
  ['from the beginning to the cursor', ['one two', keys.left, ctrl('u')], 'o'],
  ['from the cursor to the end', ['one two', keys.home, keys.right, ctrl('k')], 'o'],
  ['a word', ['one  two', ctrl('w'), 'three'], 'one  three'],
  ['a whole character that has several code points', ['a👩‍🚒e\u0301', keys.backspace, keys.backspace], 'a'],
  ['nothing before the beginning', [keys.backspace, keys.left, 'a'], 'a'],
  ['the end and the beginning with the keys of a shell', ['b', ctrl('a'), 'a', ctrl('e'), 'c'], 'abc'],
])('the keys of a shell edit it: %s', async (_, presses, expected) => {
  const line = type();
  await line.press(...presses, keys.enter);
  expect(line.submitted).toEqual([expected]);
});

test('a line that is longer than its room scrolls with the cursor', async () => {
  const line = type(8);
  await line.press('abcdefghij');
  expect(await line.frame()).toBe('[defghij ]');
  await line.press(keys.home);
  expect(await line.frame()).toBe('[abcdefgh]');
});

test('wide characters keep their room', async () => {
  const line = type(6);
  await line.press('主機主機');
  expect(await line.frame()).toBe('[主機 ]');
  expect(line.width(await line.frame())).toBeLessThanOrEqual(8);
});
