import { expect, test } from 'vitest';
import { faultPlan, lastBreakSeconds } from '../../../src/runbooks/fault-plan.ts';
import { census, customersInstallation, installationOfCloud, managerOf } from '../../../src/runbooks/testbed/census.ts';
import { SmallTestbed } from './small-testbed.ts';

const { scenario } = new SmallTestbed().testbed;

test('an installation is managed by the one that says so, and customers use the one that manages none', () => {
  expect(managerOf(scenario, 'main')).toBe('kernel');
  expect(managerOf(scenario, 'kernel')).toBeUndefined();
  expect(customersInstallation(scenario)).toBe('main');
});

test('a machine stands in the cloud of its installation and region; customers are spread over their zones in turn', () => {
  const machines = census(scenario);
  const of = (label: string) => machines.find((machine) => machine.label === label);
  expect(of('main/replica-us-west-1a')).toMatchObject({
    cloud: 'main us-west-1',
    managedBy: 'kernel',
    roles: ['couch-replica', 'redis-replica'],
  });
  expect(of('kernel/all-in-one')).toMatchObject({ managedBy: undefined });
  expect(['lb1', 'rails-app1', 'rails-app2'].map((name) => of(`acme/${name}`)?.zoneLetter)).toEqual(['a', 'b', 'a']);
  expect(installationOfCloud(scenario, 'main us-west-1')).toBe('main');
  expect(installationOfCloud(scenario, 'shop')).toBeUndefined();
});

const METHOD: [string, string] = [
  'steady-state-hypothesis:',
  `targets:
  everything: { type: host, ids: [main] }
  frontends: { type: host, ids: [main/frontend] }
  second: { type: host, ids: [main/frontend/2, main/bus/1] }
  cable: { type: link, between: [main/couch-master, us-west-1] }
  zone: { type: zone, ids: [euw1-az1] }
method:
  - { name: one, uses: "host:power", target: everything, at: PT1M }
  - { name: two, uses: "process:kill", target: frontends, at: PT2M, for: PT1M, with: { process: frontend } }
  - { name: three, uses: "host:power", target: second, at: PT3M }
  - { name: four, uses: "link:partition", target: cable, at: PT4M, for: PT1M }
  - { name: five, uses: "zone:power-interruption", target: zone, at: PT5M, for: PT1M, with: { ebs: { lost: 0.5 }, dark-until: PT1H } }
  - { name: six, uses: "zone:network-impairment", target: zone, at: PT6M, for: PT1M, with: { percentage: 40 } }
  - { name: seven, uses: "control-plane:drop-dead-peers", at: PT7M, with: { region: eu-west-1 } }
  - { name: eight, uses: "control-plane:disable-launches", at: PT8M, for: PT1H, with: { zone: euw1-az1 } }
steady-state-hypothesis:`,
];

test('a method becomes a plan of zones and machines, in plain data', () => {
  const plan = faultPlan(new SmallTestbed({ edit: [METHOD] }).testbed.scenario);
  expect(plan[0]).toMatchObject({ action: 'host:power', atSeconds: 60, forSeconds: undefined });
  expect(plan[0]).toHaveProperty('hosts.length', 8);
  expect(plan.slice(1)).toMatchObject([
    { name: 'two', hosts: ['main/frontend1', 'main/frontend2'], process: 'frontend', forSeconds: 60 },
    { name: 'three', hosts: ['main/frontend2', 'main/bus'] },
    { name: 'four', between: [['main/couch-master'], ['us-west-1']] },
    { name: 'five', zones: ['euw1-az1'], disksLostShare: 0.5, darkUntilSeconds: 3600 },
    { name: 'six', zones: ['euw1-az1'], percentage: 40 },
    { name: 'seven', region: 'eu-west-1' },
    { name: 'eight', zone: 'euw1-az1', forSeconds: 3600 },
  ]);
  expect(lastBreakSeconds(plan)).toBe(360);
});
