/**
 * A scenario that is worth sweeping and cheap to run: a database dies for five minutes. Machines boot at very different speeds, and with
 * some seeds one of them is not there when the story begins: that world breaks.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import type { SweepRow } from '../../../src/runbooks/sweep/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

export const smallText = SCENARIO.replace(
  'steady-state-hypothesis:',
  `targets:
  couch: { type: host, ids: [main/couch-master] }
method:
  - { name: kill, uses: "process:kill", target: couch, at: PT1M, for: PT5M, with: { process: couchdb } }
steady-state-hypothesis:`,
)
  .replace('    chef.setup: PT4M\n', '    chef.setup: PT4M\n    ec2.boot: { lognormal: { p50: PT95S, sigma: 1.1 } }\n')
  .concat(`budgets:
  - { id: rto, measure: recovery, max: PT13M, percentile: 95 }
variables:
  unused: { type: string, default: a }
variants:
  first: {}
  second: { unused: b }
`);

/** With 3 its world breaks, with 5 it recovers late, with the others in time. */
export const smallSeeds = [3, 4, 5, 6];

export const smallRequest = { sources: [{ path: 'small.yaml', text: smallText }] };

export function smallPlan() {
  const { position: _, ...plan } = parseScenario(smallRequest.sources);
  return plan;
}

/** Monitoring that looks again at once, for ever: virtual time stands still, and the world never ends. */
export function endlessPlan() {
  const plan = smallPlan();
  const monitoring = { ...plan.scenario.monitoring, everySeconds: 0 };
  return { ...plan, scenario: { ...plan.scenario, monitoring } };
}

/** A folder with the scenario in it, that goes when the test ends. */
export function smallFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'small.yaml'), smallText);
  return folder;
}

export async function gathered(rows: AsyncIterable<SweepRow>): Promise<SweepRow[]> {
  const all: SweepRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** As they are compared: byte for byte. */
export const bytes = (rows: readonly SweepRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
