/** A small installation with two workers, and twelve faults: only when both workers are gone can nobody start a machine. */
import type { Plan, RunRequest } from '../../../src/runbooks/execute.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const targets = `
targets:
  worker-1: { type: host, ids: [main/worker/1] }
  worker-2: { type: host, ids: [main/worker/2] }
  frontend-1: { type: host, ids: [main/frontend/1] }
  kernel: { type: host, ids: [kernel] }
  bus: { type: host, ids: [main/bus] }
  redis: { type: host, ids: [main/redis-master] }
  west: { type: zone, ids: [usw1-az1] }
  east: { type: zone, ids: [use1-az2] }
  west-east: { type: link, between: [us-west-1, us-east-1] }
`;

/** Of the twelve, `plug-1` and `plug-2` together are the outage. */
export const method = `
method:
  - { name: plug-1,      uses: "host:power",              target: worker-1,   at: PT0S,   for: PT25M }
  - { name: brown-west,  uses: "zone:network-impairment", target: west,       at: PT0S,   for: PT5M, with: { percentage: 30 } }
  - { name: agent-1,     uses: "process:kill",            target: bus,        at: PT30S,  for: PT2M, with: { process: agent } }
  - { name: frontend,    uses: "process:kill",            target: frontend-1, at: PT1M,   for: PT1M, with: { process: frontend } }
  - { name: cut,         uses: "link:partition",          target: west-east,  at: PT1M,   for: PT4M }
  - { name: plug-2,      uses: "host:power",              target: worker-2,   at: PT0S,   for: PT25M }
  - { name: kernel,      uses: "process:kill",            target: kernel,     at: PT2M,   for: PT2M, with: { process: worker } }
  - { name: dark-east,   uses: "zone:power-interruption", target: east,       at: PT2M,   for: PT3M, with: { ebs: { lost: 0.2 } } }
  - { name: redis,       uses: "process:kill",            target: redis,      at: PT2M,   for: PT1M, with: { process: redis } }
  - { name: no-west,     uses: "control-plane:disable-launches", at: PT3M, for: PT5M, with: { zone: usw1-az3 } }
  - { name: agent-2,     uses: "process:kill",            target: kernel,     at: PT3M,   for: PT1M, with: { process: agent } }
  - { name: brown-east,  uses: "zone:network-impairment", target: east,       at: PT4M,   for: PT2M, with: { percentage: 60 } }
`;

const budgets = `
budgets:
  - { id: rto, measure: recovery, max: PT25M, percentile: 95 }
`;

/** The whole plan, as a request with a seed. */
export function twelveFaults(seed = 1): RunRequest & { readonly plan: Plan } {
  const text =
    SCENARIO.replace('worker:       { count: 1', 'worker:       { count: 2').replace(
      'steady-state-hypothesis:',
      `${targets}${method}steady-state-hypothesis:`,
    ) + budgets;
  const { position: _, ...plan } = parseScenario([{ path: 'twelve.yaml', text }]);
  return { sources: plan.sources, plan, seed };
}
