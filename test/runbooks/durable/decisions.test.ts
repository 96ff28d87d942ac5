import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Decisions } from '../../../src/runbooks/durable/decisions.ts';

function decisions(text: string): Decisions {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'decisions.yaml'), text);
  return Decisions.read(join(folder, 'decisions.yaml'));
}

const leave = { path: 'kernel/decide', decision: 'leave-region', choices: ['go', 'wait', 'abort'] };

describe('a file of decisions', () => {
  it.each([
    ['the decision', 'leave-region: go'],
    ['the path of the step', 'kernel/decide: go'],
    ['the id of the step', 'decide: go'],
  ])('answers by %s, and the journal says who started the run', (_, text) => {
    expect(decisions(text).answer(leave, 'ci')).toEqual({ choice: 'go', by: 'ci' });
  });

  it('may say who, why, and what a step that was done by hand hands on', () => {
    const file = decisions('dns: { choice: mark-done, by: anna, comment: "it was there", outputs: { ttl: 300 } }');
    const answer = file.answer({ path: 'dns', decision: 'failed-step', choices: ['retry', 'mark-done'] }, 'ci');
    expect(answer).toEqual({ choice: 'mark-done', by: 'anna', comment: 'it was there', outputs: { ttl: 300 } });
  });

  it('answers each time anew by a list, and once by a word: who waits is not made to wait for ever', () => {
    const file = decisions('leave-region: [wait, go]');
    expect([1, 2, 3].map(() => file.answer(leave, 'ci')?.choice)).toEqual(['wait', 'go', undefined]);
  });

  it('holds notes, too', () => {
    expect(decisions('note: nothing').note('post-recovery/note', 'ci')).toEqual({ text: 'nothing', by: 'ci' });
    expect(decisions('note: nothing').note('debrief', 'ci')).toBeUndefined();
  });

  it.each([
    ['leave-region: og', /decisions\.yaml:1:15: "og" is no choice of leave-region; valid: go, wait, abort$/],
    ['leave-region: { chioce: go }', /decisions\.yaml:1:.*chioce/],
    ['- go', /decisions\.yaml:1:1: /],
  ])('names the place of a mistake: %s', (text, expected) => {
    expect(() => decisions(text).answer(leave, 'ci')).toThrow(expected);
  });
});
