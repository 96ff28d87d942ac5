/** A sound scenario with its runbook, of which tests change a few words at a time: an audit finds nothing in it. */
import { audit, type Finding } from '../../../src/runbooks/audit/index.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';

export const scenarioPath = 'plans/small.yaml';
export const runbookPath = 'plans/switch.runbook.yaml';
export const childPath = 'plans/rebuild.runbook.yaml';

const scenario = `version: 1
kind: scenario
id: small
title: A zone loses power
clock: { start: "2011-08-07T19:41:00+02:00", horizon: PT12H, zone: Europe/Berlin }
seed: 1
world:
  regions:
    eu-west-1: { zones: [euw1-az1, euw1-az2, euw1-az3] }
    us-west-1: { zones: [usw1-az1, usw1-az3] }
    us-east-1: { zones: [use1-az1, use1-az2] }
  offices: { berlin: { near: eu-west-1, latency-ms: 15 } }
  accounts:
    main:   { zone-names: { eu-west-1: { a: euw1-az1, b: euw1-az2, c: euw1-az3 } } }
    kernel: { zone-names: { eu-west-1: { a: euw1-az3, b: euw1-az1, c: euw1-az2 } } }
    acme:   { zone-names: uniform }
  installations:
    main:
      account: main
      place: { region: eu-west-1, zone: a }
      hostname: manage.test
      roles: { worker: { count: 1, type: m1.large }, bus: { count: 1, type: m1.large },
        frontend:     { count: 2, type: m1.large },
        couch-master: { count: 1, type: m1.large },
        redis-master: { count: 1, type: m1.large } }
      replicas:
        - { of: [couch-master, redis-master], region: eu-west-1, zone: b, type: m1.large }
        - { of: [couch-master, redis-master], region: us-west-1, zone: a, type: m1.large }
      dns: { ttl: PT5M }
    kernel:
      account: kernel
      manages: [main]
      place: { region: us-east-1, zone: b }
      hostname: kernel.test
      roles: { all-in-one: { count: 1, type: m1.large } }
  customers:
    - { account: acme, cloud: shop, region: eu-west-1, zones: [a, b], roles: { lb: 1, rails-app: 2 } }
people:
  from: berlin
  on-call: { count: 2, reacts: PT2M }
  decides: { leave-region: PT10M }
  does: { by-hand: PT20M }
steady-state-hypothesis:
  probes:
    - { name: manage-answers, uses: "http:get", with: { url: "https://manage.test/" }, tolerance: { status: 200 } }
targets:
  dark-zone: { type: zone, ids: [euw1-az1] }
method:
  - { name: power-lost, uses: "zone:power-interruption", target: dark-zone, at: PT1M, for: PT3H }
runbook: { file: switch.runbook.yaml }
budgets:
  - { id: rto, measure: recovery, max: PT60M, percentile: 95 }
`;

const runbook = `version: 1
kind: runbook
id: switch
title: Move to another region
roles:
  commander: { may: [approve, abort, go-ungraceful] }
  operator:  { may: [run, retry, skip] }
safety-rules:
  - { name: one-master, type: ATMOST, threshold: 1, of: couchdb:writable-masters }
defaults: { timeout: PT10M, retry: { attempts: 3, delay: PT15S } }
activate:
  - { id: decide, uses: "people:approve", role: commander, with: { decision: leave-region } }
  - { id: kernel, needs: [decide], uses: "scalarium:connect", with: { installation: kernel } }
  - { id: start, needs: [kernel], uses: "scalarium:start-instances", with: { role: couch-master, type: m1.large, count: 1, region: us-west-1 }, undo: { uses: "scalarium:stop-instances", with: { region: us-west-1 } } }
  - { id: seed, needs: [start], uses: "couchdb:seed-from-replica", with: { region: us-west-1 }, undo: { uses: "people:note", with: { prompt: "Is it gone?" } } }
  - { id: no-way-back, needs: [seed], uses: checkpoint }
  - { id: dns, needs: [no-way-back], uses: "dns:switch", with: { record: manage.test, to: us-west-1 } }
  - { id: recovered, needs: [dns], uses: "steady-state:wait", timeout: PT2H }
`;

const child = `version: 1
kind: runbook
id: rebuild
title: Build the kernel again
defaults: { timeout: PT10M }
activate:
  - { id: launch, uses: "ec2:launch", with: { account: kernel, region: us-east-1, type: m1.large }, retry: { attempts: 3, delay: PT15S } }
  - { id: install, needs: [launch], uses: "people:do", with: { work: by-hand } }
  - { id: kernel-dns, needs: [install], uses: "dns:switch", with: { installation: kernel, instance: "\${{ steps.launch.outputs.instanceId }}" } }
rollbacks: { strategy: never }
`;

export type Edit = readonly [from: string, to: string];
const texts = {
  [scenarioPath]: scenario,
  [runbookPath]: runbook,
  [childPath]: child,
};

type Texts = Readonly<Record<string, string>>;

/** The files with words replaced, wherever among them they stand. Throws if some are not there: a test must change something. */
function edited(edits: readonly Edit[]): Texts {
  const changed: Record<string, string> = { ...texts };
  for (const [from, to] of edits) {
    const path = Object.keys(changed).find((each) => changed[each]!.includes(from));
    if (path === undefined) throw new Error(`no file has ${from}`);
    changed[path] = changed[path]!.replace(from, to);
  }
  return changed;
}

/** Those of the changes that find their words, each after those before it. */
export function applicable(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of edits) {
    const all = Object.values(edited(kept)).join('\n');
    if (all.includes(edit[0])) kept.push(edit);
  }
  return kept;
}

/** What an audit finds after these changes, with the text that stands where it points. */
export function found(...edits: readonly Edit[]): (Finding & { readonly at: string })[] {
  const files = edited(edits);
  const loaded = parseScenario(Object.entries(files).map(([path, text]) => ({ path, text })));
  return audit(loaded).map((finding) => {
    const line = files[finding.file]!.split('\n')[finding.line - 1]!;
    return { ...finding, at: line.slice(finding.column - 1) };
  });
}
