/** One step of the catalogue by hand: a runbook of that one step, so that it is carried out and written down as in a plan. */
import type { Runbook } from '../../files/runbook-types.ts';
import { RunbookRun } from '../../runner/run.ts';
import { Session } from '../../runner/session.ts';
import type { Seat } from '../input.ts';
import type { Command } from './command.ts';
import { type ConsoleContext, countOf } from './context.ts';
import { hiddenName } from './hidden.ts';

import { showValue } from './show-value.ts';

type StepCommand = Extract<Command, { verb: 'step' }>;

/** What it hands on, as lines. Rejects with why it failed. */
export async function runStep(context: ConsoleContext, command: StepCommand, seat: Seat): Promise<string[]> {
  const { uses, with: given } = command;
  const number = countOf(context, 'runbook.started', /^(?:facilitator-)?console\/\d+$/) + 1;
  const prefix = `${hiddenName(seat, 'console')}/${number}`;
  const id = uses.replace(':', '-');
  const runbook: Runbook = {
    id: 'console',
    file: '',
    title: `by hand: ${uses}`,
    objectives: {},
    inputs: {},
    roles: {},
    preflight: [],
    safetyRules: [],
    activate: [{ ...stepFrame, id, uses, with: given }],
    postRecovery: [],
    rollbacks: { strategy: 'never', order: 'reverse' },
  };
  const session = new Session(context.runner);
  const run = new RunbookRun({ runbook, inputs: {}, session, prefix, rulesAbove: [], depth: 0 });
  const { status, why, outputs } = await run.run(session.cancelled);
  if (status !== 'succeeded') throw new Error(why ?? `${uses} ${status}`);
  return showValue(outputs[id]?.outputs ?? {});
}

const stepFrame = {
  needs: [],
  ungraceful: 'run',
  verify: [],
  milestones: {},
  position: { file: 'console', line: 1, column: 1 },
} as const;
