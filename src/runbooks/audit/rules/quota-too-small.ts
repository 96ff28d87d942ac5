import { usualQuota } from '../../files/catalogue/names.ts';
import type { Scenario } from '../../files/index.ts';
import { census, type PlannedMachine } from '../../testbed/census.ts';
import type { PlannedStep } from '../plan.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** More machines than the account may run where the plan goes. */
export const quotaTooSmall: Rule = {
  id: 'quota-too-small',
  severity: 'error',
  title: 'The quota is too small for the plan',
  why: 'EC2 refuses a launch above the quota of the account, and in an outage nobody at Amazon raises it in time.',
  remedy: 'Ask for a larger quota now, go to another region, or start fewer machines.',
  *find(subject) {
    yield* overQuota(subject);
    yield* preflightAsksForLess(subject);
  },
};

interface Launch {
  readonly planned: PlannedStep;
  readonly account: string;
  readonly region: string;
  readonly count: number;
}

function* overQuota(subject: Subject): Generator<Found> {
  const running = machines(subject.scenario);
  for (const launches of byPlace(launchesOf(subject))) {
    const { account, region } = launches[0]!;
    const there = running.filter((machine) => machine.account === account && machine.region === region).length;
    let sum = there;
    const quota = subject.scenario.world.accounts[account]?.quota?.instances ?? usualQuota.instances;
    const breaking = launches.find(({ count }) => (sum += count) > quota);
    if (breaking === undefined) continue;
    const wanted = launches.reduce((total, { count }) => total + count, 0);
    const { runbook, path, step } = breaking.planned;
    yield {
      file: runbook.file,
      path: [...path, 'with', 'count'],
      message: `the plan starts ${wanted} machines of ${account} in ${region}, where ${there} run already; its quota is ${quota}, and the step "${step.id}" exceeds it`,
      also: [{ file: subject.file, path: ['world', 'accounts', account, 'quota'], says: `the account ${account}` }],
    };
  }
}

function byPlace(launches: readonly Launch[]): Launch[][] {
  const places = new Map<string, Launch[]>();
  for (const launch of launches) {
    const place = `${launch.account} ${launch.region}`;
    places.set(place, [...(places.get(place) ?? []), launch]);
  }
  return [...places.values()];
}

/** Each step once, however often it may be tried; those that only run when another failed count too. */
function launchesOf({ steps, scenario }: Subject): Launch[] {
  return steps.flatMap((planned): Launch[] => {
    const { does } = planned;
    const launch = (account: string | undefined, region: string, count: number) =>
      account === undefined ? [] : [{ planned, account, region, count }];
    const accountOf = (name: string) => scenario.world.installations[name]?.account;
    switch (does?.uses) {
      case 'scalarium:start-instances':
        return launch(accountOf(does.with.installation), does.with.region, does.with.count);
      case 'couchdb:create-replica':
        return launch(accountOf(does.with.installation), does.with.region, 1);
      case 'ec2:launch':
        return launch(does.with.account, does.with.region, 1);
      default:
        return [];
    }
  });
}

/** A look before the plan begins that is content with less than the plan takes. */
function* preflightAsksForLess(subject: Subject): Generator<Found> {
  const { scenario, runbooks } = subject;
  const runbook = runbooks.get(scenario.runbook?.file ?? '');
  for (const [index, check] of (runbook?.preflight ?? []).entries()) {
    const { account = 'main', region, instances } = check.with as Record<string, unknown>;
    if (check.uses !== 'ec2:quota' || typeof instances !== 'number') continue;
    const target = typeof region === 'string' ? fillInput(region, scenario) : undefined;
    const wanted = launchesOf(subject)
      .filter((launch) => launch.account === account && launch.region === target && !launch.planned.afterwards)
      .reduce((sum, { count }) => sum + count, 0);
    if (wanted <= instances) continue;
    yield {
      file: runbook!.file,
      path: ['preflight', index, 'with', 'instances'],
      severity: 'warning',
      message: `the preflight "${check.id}" is content with room for ${instances} machines of ${account} in ${target}; the plan starts ${wanted}`,
    };
  }
}

/** `${{ inputs.targetRegion }}` of the scenario's runbook. */
function fillInput(text: string, { runbook }: Scenario): string {
  const name = /^\$\{\{\s*inputs\.(\w+)\s*\}\}$/.exec(text)?.[1];
  return name === undefined ? text : String(runbook?.inputs[name] ?? text);
}

/** The machines of the beginning. Customers whom no installation could serve have none. */
function machines(scenario: Scenario): PlannedMachine[] {
  const { world } = scenario;
  const served = Object.values(world.installations).some(({ manages }) => manages.length === 0);
  return census(served ? scenario : { ...scenario, world: { ...world, customers: [] } });
}
