import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parsePace } from '../../../../src/runbooks/drill/plain/index.ts';
import { parseTyped } from '../../../../src/runbooks/drill/plain/typed.ts';
import type { Pending } from '../../../../src/runbooks/drill/session.ts';

const leave: Pending = {
  kind: 'decision',
  path: 'decide',
  decision: 'leave-region',
  role: 'commander',
  choices: ['go', 'wait', 'abort'],
  askedAtUs: 0,
};
const noReturn: Pending = {
  ...leave,
  kind: 'checkpoint',
  decision: 'checkpoint',
  choices: ['cutover', 'abort'],
  word: 'cutover',
};
const note: Pending = { ...leave, kind: 'note', decision: 'note', choices: [], prompt: 'What surprised you?' };

describe('a question is answered', () => {
  it('by its number or its word, and what follows is kept as a comment', () => {
    expect(parseTyped('1', leave)).toEqual({ kind: 'answer', choice: 'go', comment: undefined });
    expect(parseTyped(' abort ', leave)).toEqual({ kind: 'answer', choice: 'abort', comment: undefined });
    expect(parseTyped('2 the status page says so', leave)).toEqual({
      kind: 'answer',
      choice: 'wait',
      comment: 'the status page says so',
    });
  });

  it('not by a number that there is not', () => {
    expect(parseTyped('4', leave).kind).toBe('wrong');
    expect(parseTyped('0', leave).kind).toBe('wrong');
  });

  it('at a point of no return by the whole word only', () => {
    expect(parseTyped('1', noReturn)).toMatchObject({ kind: 'wrong', why: expect.stringContaining('cutover') });
    expect(parseTyped('cut', noReturn).kind).toBe('wrong');
    expect(parseTyped('cutover', noReturn)).toMatchObject({ kind: 'answer', choice: 'cutover' });
    expect(parseTyped('2', noReturn)).toMatchObject({ kind: 'answer', choice: 'abort' });
  });

  it('with a note where somebody shall write something down', () => {
    expect(parseTyped('note the status page was late', note)).toEqual({
      kind: 'note',
      text: 'the status page was late',
    });
    expect(parseTyped('1', note).kind).toBe('wrong');
  });
});

describe('time is moved', () => {
  it.each([
    ['wait 10m', { kind: 'wait', forUs: 600e6 }],
    ['wait 90s', { kind: 'wait', forUs: 90e6 }],
    ['wait PT1H', { kind: 'wait', forUs: 3600e6 }],
    ['until 1:10', { kind: 'until', atUs: 4200e6 }],
    ['speed 300x', { kind: 'speed', pace: 300 }],
    ['speed max', { kind: 'speed', pace: 'max' }],
    ['pause', { kind: 'pause' }],
    ['continue', { kind: 'continue' }],
    ['?', { kind: 'help' }],
    [':fault zone:power-interruption euw1-az2', { kind: 'command', text: 'fault zone:power-interruption euw1-az2' }],
    ['fork 0:11', { kind: 'fork', atUs: 660e6, name: 'from 0:11', vars: {} }],
    [
      'fork 0:11 at ten minutes replicaType=m1.large',
      { kind: 'fork', atUs: 660e6, name: 'at ten minutes', vars: { replicaType: 'm1.large' } },
    ],
  ])('%s', (line, expected) => {
    expect(parseTyped(line, undefined)).toEqual(expected);
    // A question that is open changes nothing about that.
    expect(parseTyped(line, leave)).toEqual(expected);
  });

  it('says what would be right', () => {
    expect(parseTyped('speed fast', undefined)).toMatchObject({ why: expect.stringContaining('1x to 3600x') });
    expect(parseTyped('puase', undefined)).toMatchObject({ why: expect.stringContaining('did you mean "pause"') });
    expect(parseTyped('abrot', leave)).toMatchObject({ why: expect.stringContaining('did you mean "abort"') });
  });
});

test('whatever is typed means something or is refused with a sentence', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(undefined, leave, noReturn, note), (line, question) => {
      const typed = parseTyped(line, question);
      if (typed.kind === 'wrong') expect(typed.why).not.toBe('');
      if (typed.kind === 'answer') expect(question!.choices).toContain(typed.choice);
    }),
  );
});

test('a pace is a number of seconds for each second, from one on', () => {
  expect(['1x', '60', '2.5x', 'max'].map(parsePace)).toEqual([1, 60, 2.5, 'max']);
  expect(['0', '-1', '0.5x', 'x', '', '1e9', 'fast', '200000'].map(parsePace)).toEqual(Array(8).fill(undefined));
});
