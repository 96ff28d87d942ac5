/** A main installation of six machines with two replicas, its kernel, a customer: raised, and then handed to a story. */
import { type Loaded, parseScenario } from '../../../src/runbooks/files/index.ts';
import { Journal, type JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { Testbed } from '../../../src/runbooks/testbed/testbed.ts';
import { scheduleFaults } from '../../../src/sim/faults/index.ts';
import type { PlannedFault } from '../../../src/sim/faults/plan.ts';
import type { Host } from '../../../src/sim/network/index.ts';

export const SCENARIO = `
version: 1
kind: scenario
id: small
title: A small installation
clock: { start: "2011-08-07T19:41:00+02:00", horizon: PT12H, zone: Europe/Berlin }
seed: 1
world:
  regions:
    eu-west-1: { zones: [euw1-az1, euw1-az2] }
    us-west-1: { zones: [usw1-az1, usw1-az3] }
    us-east-1: { zones: [use1-az1, use1-az2] }
  offices:
    berlin: { near: eu-west-1, latency-ms: 15 }
  accounts:
    main:   { zone-names: { eu-west-1: { a: euw1-az1, b: euw1-az2 } } }
    kernel: { zone-names: { eu-west-1: { a: euw1-az2, b: euw1-az1 } } }
    acme:   { zone-names: uniform }
  installations:
    main:
      account: main
      place: { region: eu-west-1, zone: a }
      hostname: manage.test
      roles:
        frontend:     { count: 2, type: m1.large }
        worker:       { count: 1, type: m1.large }
        couch-master: { count: 1, type: m1.large }
        redis-master: { count: 1, type: m1.large }
        bus:          { count: 1, type: m1.large }
      replicas:
        - { of: [couch-master, redis-master], region: us-west-1, zone: a, type: m1.small }
        - { of: [couch-master, redis-master], region: us-east-1, zone: a, type: m1.large }
      data: { documents: 20000, bytes-per-document: 1000, design-documents: 2, builders: 1 }
      dns: { ttl: PT5M, resolvers-ignoring-ttl: 0.05 }
    kernel:
      account: kernel
      manages: [main]
      place: { region: eu-west-1, zone: b }
      hostname: kernel.test
      roles: { all-in-one: { count: 1, type: m1.large } }
      backups: { every: PT6H, to: us-east-1 }
  customers:
    - { account: acme, cloud: shop, region: eu-west-1, zones: [a, b], roles: { lb: 1, rails-app: 2 } }
  models:
    chef.setup: PT4M
monitoring: { every: PT1M, from: berlin }
people:
  from: berlin
steady-state-hypothesis:
  title: Customers can manage their machines
  probes:
    - { name: manage-answers, uses: "http:get", with: { url: "https://manage.test/api/clouds" }, tolerance: { status: 200, within: PT5S } }
    - { name: an-instance-can-start, uses: "scalarium:canary", with: { region: us-east-1 }, tolerance: { online-within: PT15M } }
    - { name: no-stale-views, uses: "couchdb:index-lag", tolerance: 0 }
  hold-for: PT2M
invariants:
  - { name: customers-keep-running, uses: "ec2:running-outside", with: { zone: euw1-az1 }, tolerance: { lost: 0 } }
  - { name: one-couch-master, uses: "couchdb:writable-masters", tolerance: { max: 1 } }
`;

export interface SmallTestbedOptions {
  seed?: number;
  /** Texts of the scenario to replace; each must be there. */
  edit?: readonly (readonly [from: string, to: string])[];
}

export class SmallTestbed {
  readonly testbed: Testbed;
  readonly loaded: Loaded;
  readonly journal: Journal;
  /** What the processes log. */
  readonly lines: { host: string; process: string; event: string; data?: Record<string, unknown> }[] = [];

  constructor({ seed = 1, edit = [] }: SmallTestbedOptions = {}) {
    let text = SCENARIO;
    for (const [from, to] of edit) {
      if (!text.includes(from)) throw new Error(`the small scenario does not say ${from}`);
      text = text.replaceAll(from, to);
    }
    this.loaded = parseScenario([{ path: 'small.yaml', text }]);
    this.testbed = new Testbed(this.loaded.scenario, { seed, log: (line) => this.lines.push(line) });
    this.journal = new Journal(() => this.testbed.world.kernel.nowUs - this.testbed.zeroUs);
  }

  /** Raises the testbed, runs the story and stops. */
  async tell(story: () => Promise<void>): Promise<void> {
    const { kernel } = this.testbed.world;
    kernel.spawn('story', async () => {
      await this.testbed.raise();
      await story();
      kernel.stop();
    });
    const end = await kernel.run(this.testbed.zeroUs + this.loaded.scenario.clock.horizonSeconds * 1e6);
    if (end !== 'stopped') throw new Error(`the story did not come to its end: ${end}`);
  }

  seconds(count: number): Promise<void> {
    return this.testbed.world.kernel.sleep(count * 1e6);
  }

  get nowSeconds(): number {
    return this.testbed.world.kernel.nowUs / 1e6;
  }

  /** Looks every second until it is so; the seconds that it took. */
  async until(what: string, isSo: () => boolean | Promise<boolean>, withinSeconds = 3600): Promise<number> {
    const startSeconds = this.nowSeconds;
    while (!(await isSo())) {
      if (this.nowSeconds - startSeconds > withinSeconds)
        throw new Error(`${withinSeconds} s have passed without: ${what}`);
      await this.seconds(1);
    }
    return this.nowSeconds - startSeconds;
  }

  host(label: string): Host {
    const found = [...this.testbed.machines.keys()].find((host) => host.label === label);
    if (!found) throw new Error(`no ${label}: there are ${this.labels().join(', ')}`);
    return found;
  }

  labels(): string[] {
    return [...this.testbed.machines.keys()].map(({ label }) => label);
  }

  /** From now on. */
  break(plan: readonly PlannedFault[]): void {
    const { world } = this.testbed;
    const restartProcess = (host: Host, name: string) => this.testbed.restartProcess(host, name);
    scheduleFaults({ ...world, restartProcess }, plan, world.kernel.nowUs, { started: () => {}, ended: () => {} });
  }

  /** The main installation's zone loses power. */
  darken(settings: Partial<Extract<PlannedFault, { action: 'zone:power-interruption' }>> = {}): void {
    const action = 'zone:power-interruption';
    this.break([
      { name: 'power', action, zones: ['euw1-az1'], disksLostShare: 0, atSeconds: 0, forSeconds: 36_000, ...settings },
    ]);
  }

  events<K extends JournalEvent['kind']>(kind: K): Extract<JournalEvent, { kind: K }>[] {
    return this.journal.events.filter((event) => event.kind === kind) as Extract<JournalEvent, { kind: K }>[];
  }
}
