import { expect, test } from 'vitest';
import { forkSentence, parseFork } from '../../../../src/runbooks/drill/views/fork.ts';

const facts = { variants: ['as-it-was', 'replicas-64-bit', 'both-fixes'] };

test('a fork is a name, and what is different from the start on', () => {
  expect(parseFork(' at ten ', '', facts)).toEqual({ choices: { name: 'at ten' } });
  expect(parseFork('x', 'replicaType=m1.large  variant=both-fixes', facts)).toEqual({
    choices: { name: 'x', vars: { replicaType: 'm1.large' }, variant: 'both-fixes' },
  });
});

test.each([
  ['', '', 'a fork needs a name'],
  ['x', 'm1.large', 'm1.large: write name=value, such as replicaType=m1.large'],
  ['x', 'replicaType=', 'replicaType=: write name=value, such as replicaType=m1.large'],
  ['x', '=m1.large', '=m1.large: write name=value, such as replicaType=m1.large'],
  ['x', 'variant=both-fixed', 'there is no variant both-fixed: did you mean both-fixes?'],
  ['x', 'variant=nothing-alike', 'there is no variant nothing-alike: there are as-it-was, replicas-64-bit, both-fixes'],
])('‘%s’ with ‘%s’ is refused', (name, text, wrong) => {
  expect(parseFork(name, text, facts)).toEqual({ wrong });
});

test('a scenario without variants says so', () => {
  expect(parseFork('x', 'variant=a', { variants: [] })).toEqual({
    wrong: 'there is no variant a: the scenario has none',
  });
});

test('what is about to be done is a sentence', () => {
  const choices = { name: 'at ten', vars: { replicaType: 'm1.large' }, variant: 'both-fixes' };
  expect(forkSentence(600e6, choices)).toBe(
    '‘at ten’ goes back to T+0:10:00, from its start with variant both-fixes, replicaType=m1.large. What came after it stays in the list of runs.',
  );
});
