import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/runbooks/audit/index.ts';
import { type Loaded, loadScenario, type Scenario, type Step } from '../../../src/runbooks/files/index.ts';
import { type Design, mutantNamed, mutantsOf, UnknownMutant } from '../../../src/runbooks/mutate/index.ts';
import { stepsToRecovery } from '../../../src/runbooks/mutate/without-step.ts';

const file = 'scenarios/2011-08-07-eu-west-1.yaml';
const load = (variant: string): Loaded => loadScenario(file, { variant });
const fixed = load('decided-at-once');
const namesOf = (design: Design) => mutantsOf(design).map(({ name }) => name);

const installationsOf = ({ scenario }: Design) => scenario.world.installations;
const stepsOf = ({ runbooks }: Design): Step[] => [...runbooks.values()].flatMap(stepsToRecovery);
const step = (design: Design, id: string) => stepsOf(design).find((each) => each.id === id);

/** The physical zone of an installation whose account's letters are pinned. */
function zoneOf({ world }: Scenario, name: string): string | undefined {
  const { account, place } = world.installations[name]!;
  const { zoneNames } = world.accounts[account]!;
  return zoneNames.kind === 'pinned' ? zoneNames.letters[place.region]?.[place.zone] : undefined;
}

describe('a mutant of the fixed design of 2011', () => {
  it('has a name of its own and a sentence, and differs from the design in something', () => {
    const mutants = mutantsOf(fixed);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThan(30);
    const before = snapshot(fixed);
    for (const { name, sentence, design } of mutants) {
      expect(sentence, name).toMatch(/^[A-Z].*[^.]$/);
      expect(snapshot(design), name).not.toBe(before);
      // Budgets and invariants are the gate: who breaks the design leaves them alone.
      expect(design.scenario.budgets).toBe(fixed.scenario.budgets);
      expect(design.scenario.invariants).toBe(fixed.scenario.invariants);
      expect(design.scenario.method).toBe(fixed.scenario.method);
    }
    expect(snapshot(fixed)).toBe(before);
  });

  it('puts the kernel where it was on 7 August, behind another letter', () => {
    const { scenario } = mutantNamed(fixed, 'kernel-in-main-zone');
    expect(zoneOf(scenario, 'main')).toBe('euw1-az1');
    expect(zoneOf(scenario, 'kernel')).toBe('euw1-az1');
    expect(scenario.world.installations.kernel?.place).toEqual(
      load('as-it-was').scenario.world.installations.kernel?.place,
    );
  });

  it('pins letters that would be shuffled, so that the kernel is in the wrong place with every seed', () => {
    const shuffled = { zoneNames: { kind: 'shuffled' } } as const;
    const accounts = { ...fixed.scenario.world.accounts, main: shuffled, kernel: shuffled };
    const scenario = { ...fixed.scenario, world: { ...fixed.scenario.world, accounts } };
    const broken = mutantNamed({ ...fixed, scenario }, 'kernel-in-main-zone').scenario;
    expect(zoneOf(broken, 'main')).toBeDefined();
    expect(zoneOf(broken, 'kernel')).toBe(zoneOf(broken, 'main'));
  });

  it('has 32-bit replicas, or a single one beside its master', () => {
    for (const { type } of installationsOf(mutantNamed(fixed, 'replicas-32-bit')).main!.replicas)
      expect(type).toBe('m1.small');
    const { replicas, place } = installationsOf(mutantNamed(fixed, 'replicas-in-main-zone')).main!;
    expect(replicas).toMatchObject([{ ...place, of: ['couch-master', 'redis-master'] }]);
  });

  it('lacks a step, and what needed it needs what it needed', () => {
    const broken = mutantNamed(fixed, 'step-removed:point-of-no-return');
    expect(step(fixed, 'dns')?.needs).toEqual(['point-of-no-return']);
    expect(step(broken, 'point-of-no-return')).toBeUndefined();
    expect(step(broken, 'dns')?.needs).toEqual(step(fixed, 'point-of-no-return')?.needs);
  });

  it('lacks a step of a group, or of the runbook that is called', () => {
    const group = step(mutantNamed(fixed, 'step-removed:bus'), 'machines')!;
    expect('parallel' in group && group.parallel.map(({ id }) => id)).toEqual([
      'couch',
      'redis',
      'frontends',
      'workers',
    ]);
    const called = mutantNamed(fixed, 'step-removed:rebuild-kernel/fence-old-kernel');
    expect(stepsOf(fixed).length - stepsOf(called).length).toBe(1);
  });

  it('never lacks a step whose outputs are read: a file like that is refused', () => {
    const names = namesOf(fixed);
    expect(names).not.toContain('step-removed:seed-couch');
    expect(names).not.toContain('step-removed:rebuild-kernel/launch');
    expect(names).toContain('step-removed:seed-redis');
  });

  it('has no fences, no safety rules, or neither', () => {
    const count = (design: Design) => ({
      fences: stepsOf(design).filter((each) => 'uses' in each && each.uses.endsWith(':fence')).length,
      rules: [...design.runbooks.values()].flatMap(({ safetyRules }) => safetyRules).length,
    });
    const whole = count(fixed);
    expect(whole.fences).toBeGreaterThan(1);
    expect(whole.rules).toBeGreaterThan(0);
    expect(count(mutantNamed(fixed, 'fences-removed'))).toEqual({ ...whole, fences: 0 });
    expect(count(mutantNamed(fixed, 'safety-rules-removed'))).toEqual({ ...whole, rules: 0 });
    expect(count(mutantNamed(fixed, 'unguarded'))).toEqual({ fences: 0, rules: 0 });
  });

  it('has other times: of names, of looks, of decisions, of steps', () => {
    const { main } = installationsOf(mutantNamed(fixed, 'dns-ttl-12-times'));
    expect(main?.dns.ttlSeconds).toBe(3600);
    expect(mutantNamed(fixed, 'detection-slower').scenario.monitoring.everySeconds).toBe(600);
    expect(mutantNamed(fixed, 'decision-later').scenario.people.decides['leave-region']).toMatchObject({
      p50Seconds: 2400,
    });
    const seconds = (name: string) => step(mutantNamed(fixed, name), 'decide')?.timeoutSeconds;
    expect([seconds('timeouts-doubled'), seconds('timeouts-cut')]).toEqual([14_400, 720]);
    for (const each of stepsOf(mutantNamed(fixed, 'retries-removed'))) expect(each.retry).toBeUndefined();
  });

  it('may run no more machines in any region than its fullest region has; customers may as ever', () => {
    const { accounts } = mutantNamed(fixed, 'quota-cut').scenario.world;
    expect(accounts.main?.quota?.instances).toBe(12);
    expect(accounts.kernel?.quota?.instances).toBe(1);
    for (const { account } of fixed.scenario.world.customers) {
      expect(accounts[account]).toBe(fixed.scenario.world.accounts[account]);
    }
  });

  it('has room for the canary, without which nothing would be tested', () => {
    const design = loadScenario('scenarios/promote-kernel.yaml', { variant: 'as-designed' });
    expect(mutantNamed(design, 'quota-cut').scenario.world.accounts.kernel?.quota?.instances).toBe(2);
  });

  it('has too small a quota to leave the region, which an audit sees', () => {
    const design = loadScenario('scenarios/region-loss.yaml', { variant: 'as-designed' });
    const findingsOf = (changed: Design) =>
      audit({ ...design, ...changed }).filter(
        ({ rule, severity }) => rule === 'quota-too-small' && severity === 'error',
      );
    expect(findingsOf(design)).toEqual([]);
    const messages = findingsOf(mutantNamed(design, 'quota-cut')).map(({ message }) => message);
    expect(messages.join('\n')).toMatch(/machines of main in us-west-1, where 1 run already; its quota is 6/);
  });
});

it('what would change nothing is no mutant', () => {
  const asItWas = namesOf(load('as-it-was'));
  for (const name of ['kernel-in-main-zone', 'replicas-32-bit']) {
    expect(namesOf(fixed)).toContain(name);
    expect(asItWas).not.toContain(name);
  }
  const { runbook: _, ...scenario } = fixed.scenario;
  const withoutRunbook = namesOf({ scenario, runbooks: new Map() });
  expect(withoutRunbook.filter((name) => /step|fence|rule|timeout|retries|unguarded/.test(name))).toEqual([]);
});

it('a name that there is not is answered with the nearest', () => {
  expect(() => mutantNamed(fixed, 'step-removed:fense')).toThrow(UnknownMutant);
  expect(() => mutantNamed(fixed, 'step-removed:fense')).toThrow('did you mean "step-removed:fence"?');
  expect(() => mutantNamed(fixed, 'constructor')).toThrow('there is no mutant "constructor"');
});

function snapshot({ scenario, runbooks }: Design): string {
  return JSON.stringify([scenario, [...runbooks]]);
}
