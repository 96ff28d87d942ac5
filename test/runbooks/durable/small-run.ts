/** A scenario that runs in a moment: one installation loses its zone for six minutes, and comes back by itself. Written into a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIO } from '../testbed/small-testbed.ts';

export const smallRunbook = `
version: 1
kind: runbook
id: small
title: Wait until it is over
roles: { commander: { may: [approve] } }
activate:
  - { id: decide, uses: "people:approve", role: commander, with: { decision: leave-region } }
  - { id: recovered, needs: [decide], uses: "steady-state:wait", timeout: PT2H }
`;

export const smallScenario = `${SCENARIO.replace(
  'people:\n  from: berlin\n',
  'people:\n  from: berlin\n  decides: { leave-region: PT2M }\n',
)
  .replace(/ {4}kernel:\n {6}account: kernel[\s\S]*?\n {2}customers:/, '  customers:')
  .replace(/^ {4}- \{ name: an-instance-can-start.*\n/m, '')
  .replace('horizon: PT12H', 'horizon: PT3H')}
targets:
  zone: { type: zone, ids: [euw1-az1] }
method:
  - { name: dark, uses: "zone:power-interruption", target: zone, at: PT0S, for: PT6M, with: { ebs: { lost: 0 } } }
budgets:
  - { id: rto, measure: recovery, max: PT60M, percentile: 95 }
runbook: { file: small.runbook.yaml }
`;

type Edit = readonly [from: string | RegExp, to: string];

/** Writes the scenario and its runbook, each with texts replaced that must be there. Returns the scenario's path. */
export function writeSmallRun(
  folder: string,
  { scenario = [], runbook = smallRunbook }: { scenario?: readonly Edit[]; runbook?: string } = {},
): string {
  mkdirSync(folder, { recursive: true });
  const text = scenario.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`the scenario has no ${from}`);
    return after;
  }, smallScenario);
  writeFileSync(join(folder, 'small.yaml'), text);
  writeFileSync(join(folder, 'small.runbook.yaml'), runbook);
  return join(folder, 'small.yaml');
}
