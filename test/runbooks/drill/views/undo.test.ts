import { beforeAll, expect, test } from 'vitest';
import { type UndoOffer, undoNow } from '../../../../src/runbooks/drill/views/undo.ts';
import { execute } from '../../../../src/runbooks/execute.ts';
import { loadScenario } from '../../../../src/runbooks/files/index.ts';
import type { JournalEvent } from '../../../../src/runbooks/journal/index.ts';

let events: readonly JournalEvent[];

beforeAll(async () => {
  const { sources } = loadScenario('scenarios/region-failback.yaml');
  const { journal } = await execute({ sources, variant: 'as-designed' });
  events = journal.map((line) => JSON.parse(line));
});

/** The journal as it was when a step had just succeeded. */
function after(step: string): readonly JournalEvent[] {
  const at = events.findIndex((event) => event.kind === 'step.succeeded' && event.path.endsWith(step));
  expect(at).toBeGreaterThan(0);
  return events.slice(0, at + 1);
}

function typed(before: readonly JournalEvent[], text: string): readonly JournalEvent[] {
  const { seq, at } = before.at(-1)!;
  return [...before, { seq: seq + 1, at, kind: 'input', by: 'anna', what: 'command', text, seat: 'player' }];
}

test('the last step that can be undone is offered as a line for the console, with what its runbook was called with', async () => {
  const undo = await undoNow(after('fence-refuge'));
  expect(undo).toMatchObject({ command: expect.stringMatching(/^step couchdb:unfence region=\S+$/), staying: [] });
});

test('steps without a way back stay, and are named', async () => {
  const undo = await undoNow(after('nothing-missing'));
  expect(undo).toMatchObject({ path: expect.stringMatching(/fence-refuge$/) });
  expect((undo as UndoOffer).staying).toEqual([
    expect.stringMatching(/nothing-missing$/),
    expect.stringMatching(/nothing-missing-redis$/),
  ]);
});

test('what was undone is not offered again: the step before it is next', async () => {
  const before = after('fence-refuge-redis');
  const first = await undoNow(before);
  expect(first).toMatchObject({ path: expect.stringMatching(/fence-refuge-redis$/) });
  const second = await undoNow(typed(before, (first as UndoOffer).command));
  expect(second).toMatchObject({ path: expect.stringMatching(/fence-refuge$/) });
});

test('what could not be undone is offered again', async () => {
  const before = after('fence-refuge-redis');
  const first = await undoNow(before);
  const tried = typed(before, (first as UndoOffer).command);
  const { seq, at } = tried.at(-1)!;
  const refused = {
    seq: seq + 1,
    at,
    kind: 'command.answered',
    input: seq,
    seat: 'player',
    ok: false,
    lines: ['no'],
  } as const;
  expect(await undoNow([...tried, refused])).toEqual(first);
});

test('nothing goes back behind a checkpoint', async () => {
  const checkpoint = events.findIndex(({ kind }) => kind === 'checkpoint');
  const undo = await undoNow(events.slice(0, checkpoint + 1));
  expect(undo).toEqual({ why: expect.stringContaining('nothing before it can be undone') });
});

test('before anything was done there is nothing to undo', async () => {
  expect(await undoNow(events.slice(0, 3))).toEqual({ why: 'nothing was done yet that could be undone' });
});
