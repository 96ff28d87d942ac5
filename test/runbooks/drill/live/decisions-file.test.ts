import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DecisionsFile } from '../../../../src/runbooks/drill/decisions-file.ts';
import { execute } from '../../../../src/runbooks/execute.ts';
import { eventsOf, plan, request, usual } from './tale.ts';

function written(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const script = (path: string) => DecisionsFile.read(path).script(plan.runbooks.values());
const refused = (yaml: string): string => {
  const path = written('d.yaml', yaml);
  try {
    script(path);
  } catch (error) {
    return (error as Error).message.replaceAll(path, 'd.yaml');
  }
  throw new Error('it was taken');
};

describe('a file of decisions', () => {
  test('says what is answered, when, by whom and why', () => {
    const path = written(
      'd.yaml',
      [
        '- { decision: leave-region, choice: wait, after: PT3M, by: anna, comment: it is quiet }',
        '- { at: PT25M, decision: decide, choice: go }',
        '- { note: words, text: long }',
        '- { at: PT5M, command: "help" }',
      ].join('\n'),
    );
    expect(script(path).entries).toEqual([
      {
        ...{ kind: 'answer', decision: 'leave-region', choice: 'wait', afterUs: 180e6, by: 'anna' },
        ...{ comment: 'it is quiet', where: `${path}:1:3` },
      },
      { kind: 'answer', decision: 'decide', choice: 'go', atUs: 1500e6, where: `${path}:2:3` },
      { kind: 'note', path: 'words', text: 'long', where: `${path}:3:3` },
      { kind: 'command', text: 'help', atUs: 300e6, where: `${path}:4:3` },
    ]);
  });

  test.each([
    [
      '- { decision: leave-regoin, choice: go }',
      'd.yaml:1:15: nobody is asked for "leave-regoin"; did you mean "leave-region"?',
    ],
    [
      '- { decision: leave-region, choice: gone }',
      'd.yaml:1:37: "gone" is no choice of leave-region; did you mean "go"?',
    ],
    ['- { decision: edge, choice: LAEVE }', 'd.yaml:1:29: "LAEVE" is no choice of edge; did you mean "LEAVE"?'],
    ['- { decision: room, choice: skipp }', 'd.yaml:1:29: "skipp" is no choice of room; did you mean "skip"?'],
    ['- { note: wrods, text: x }', 'd.yaml:1:11: no step asks for the note "wrods"; did you mean "words"?'],
    ['- { decision: leave-region, chocie: go }', 'd.yaml:1:29: unknown key "chocie" in [0]; did you mean "choice"?'],
    ['- { decision: leave-region }', 'd.yaml:1:3: "choice" is missing beside decision'],
    ['- { command: help }', 'd.yaml:1:3: "at" is missing beside command'],
    ['- { note: words, text: x, comment: y }', 'd.yaml:1:27: "comment" does not go with note'],
    ['- { at: 5m, command: help }', 'd.yaml:1:9: [0].at: "5m" is no duration; did you mean "PT5M"?'],
    ['- { choice: go }', 'd.yaml:1:3: say one of decision, note and command'],
    [
      'leave-region: go',
      'd.yaml:1:1: the file: expected a list: - { decision: leave-region, choice: go }, got a mapping',
    ],
  ])('%s is refused in a line', (yaml, message) => {
    expect(refused(yaml)).toBe(message);
  });

  test('may be the journal of a drill: what happened in it happens again', async () => {
    const { journal } = await execute({ ...request, inputs: { entries: usual } });
    const path = written('drill.ndjson', journal.map((line) => `${line}\n`).join(''));
    const file = DecisionsFile.read(path);
    expect(file.recorded).toEqual(eventsOf(journal));
    const again = await execute({ ...request, inputs: file.script(plan.runbooks.values()) });
    expect(again.journal).toEqual(journal);
  });

  test('is no journal of a run in which nobody was asked', async () => {
    const { journal } = await execute(request);
    const path = written('run.ndjson', journal.map((line) => `${line}\n`).join(''));
    expect(() => DecisionsFile.read(path)).toThrow('nobody was asked in this run');
  });
});
