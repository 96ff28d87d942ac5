/** The scenarios that come with the program: what an audit says of each variant. */
import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/runbooks/audit/index.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';

describe('7 August 2011', () => {
  const file = 'scenarios/2011-08-07-eu-west-1.yaml';
  const errorsOf = (variant: string) =>
    audit(loadScenario(file, { variant })).filter(({ severity }) => severity === 'error');

  it('had two causes that nobody had to run to see', () => {
    const lines = loadScenario(file).sources[0]!.text.split('\n');
    const seen = errorsOf('as-it-was').map(({ rule, line, column, path }) => ({
      rule,
      path,
      at: lines[line - 1]!.slice(column - 1),
    }));
    expect(seen).toEqual([
      { rule: 'shared-zone', path: 'world.installations.kernel.place.zone', at: 'b }' },
      // The one beside the region that the runbook goes to; the others are named with it.
      {
        rule: 'replica-cannot-seed',
        path: 'world.installations.main.replicas[2].type',
        at: `"\${{ vars.replicaType }}" }`,
      },
    ]);
  });

  it.each([
    ['kernel-elsewhere', ['replica-cannot-seed']],
    ['replicas-64-bit', ['shared-zone']],
    ['both-fixes', []],
    ['decided-at-once', []],
  ])('%s leaves %j', (variant, left) => {
    expect(errorsOf(variant).map(({ rule }) => rule)).toEqual(left);
  });
});

describe('az-loss, of which each variant takes one thing away', () => {
  it.each([
    ['as-designed', []],
    ['without-elastic', []],
    ['long-ttl', ['dns-ttl-above-budget']],
    ['replica-beside-it', ['needs-what-is-lost', 'needs-what-is-lost']],
    ['replica-32-bit', ['replica-cannot-seed']],
    ['kernel-beside-it', ['shared-zone', 'needs-what-is-lost']],
    ['quota-too-small', ['quota-too-small']],
  ])('%s: %j', (variant, left) => {
    const findings = audit(loadScenario('scenarios/az-loss.yaml', { variant }));
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(left);
  });
});
