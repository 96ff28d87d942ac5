/** A drill that takes a moment: a zone is dark for forty minutes and comes back, and people are asked three things meanwhile. */
import type { Script, ScriptEntry } from '../../../../src/runbooks/drill/script.ts';
import { execute } from '../../../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../../../src/runbooks/journal/index.ts';
import { smallScenario } from '../../durable/small-run.ts';

/** Dark for so long that everything is said before the zone comes back by itself. */
const scenario = smallScenario
  .replace('leave-region: PT2M', 'leave-region: PT2M, leave-for-good: PT3M')
  .replace('for: PT6M', 'for: PT40M')
  .replace('max: PT60M', 'max: PT30M');

const runbook = `
version: 1
kind: runbook
id: small
title: Wait until it is over
owner: platform-on-call
roles: { commander: { may: [approve, abort] }, operator: { may: [run, retry] } }
activate:
  - { id: decide, uses: "people:approve", role: commander, timeout: PT25M, with: { decision: leave-region, evidence: [signals, probes], choices: [go, wait, abort] } }
  - { id: really, needs: [decide], uses: "people:approve", role: commander, with: { decision: leave-for-good, choices: [go, wait, abort] } }
  - { id: edge, needs: [really], uses: checkpoint, with: { word: LEAVE } }
  - { id: recovered, needs: [edge], uses: "steady-state:wait", timeout: PT2H }
post-recovery:
  - { id: words, uses: "people:note", with: { prompt: "What surprised you?" } }
`;

export const request = {
  sources: [
    { path: 'small.yaml', text: scenario },
    { path: 'small.runbook.yaml', text: runbook },
  ],
};

export const minute = 60e6;

/** Somebody answers a question so long after it was asked. */
export function says(decision: string, choice: string, afterMinutes: number, comment?: string): ScriptEntry {
  return { kind: 'answer', decision, choice, afterUs: afterMinutes * minute, by: 'anna', comment };
}

/** What the people of most tests say: put off once, then three answers and a note. */
export const usual: readonly ScriptEntry[] = [
  says('leave-region', 'wait', 1, 'the status page may know more'),
  says('leave-region', 'go', 2),
  says('leave-for-good', 'go', 3, 'enough'),
  says('checkpoint', 'LEAVE', 4),
  { kind: 'note', path: 'words', text: 'the wait', afterUs: minute },
];

export async function drill(entries: readonly ScriptEntry[], unanswered: Script['unanswered'] = 'fail') {
  return run({ entries, unanswered });
}

export async function run(inputs: Script): Promise<{ journal: readonly string[]; events: JournalEvent[] }> {
  const { journal } = await execute({ ...request, inputs });
  const events = journal.map((line) => {
    const { hash: _, ...event } = JSON.parse(line);
    return event as JournalEvent;
  });
  return { journal, events };
}
