import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  type FileProblems,
  faultEntry,
  faultNames,
  formatProblem,
  loadScenario,
  modelNames,
  models,
  parseScenario,
  probeEntry,
  probeNames,
  stepEntry,
  stepNames,
  stepsOf,
} from '../../../src/runbooks/files/index.ts';

/** A scenario and a runbook in which every kind of step, check, probe, fault and model stands once, as its example says. */
function everyKind(): { scenario: Record<string, unknown>; runbook: Record<string, unknown> } {
  const scenario = parse(readFileSync('scenarios/2011-08-07-eu-west-1.yaml', 'utf8'));
  const id = (name: string) => name.replace(/[^a-z0-9]/g, '-');
  const targets = {
    zone: { type: 'zone', ids: ['euw1-az1'] },
    region: { type: 'region', ids: ['eu-west-1'] },
    host: { type: 'host', ids: ['main'] },
    link: { type: 'link', between: ['eu-west-1', 'us-west-1'] },
  };
  const method = faultNames.map((name) => {
    const { target, duration, example } = faultEntry(name);
    const frame = { ...(target !== null && { target }), ...(duration === 'required' && { for: 'PT1M' }) };
    return { name: id(name), uses: name, at: 'PT1M', ...frame, with: example };
  });
  const invariants = probeNames.map((name) => ({ name: `x-${id(name)}`, uses: name, ...probeEntry(name).example }));
  scenario.world.models = Object.fromEntries(modelNames.map((name) => [name, models[name].example]));
  Object.assign(scenario, { targets, method, invariants, fit: [], budgets: [], runbook: { file: 'all.runbook.yaml' } });
  const checks = stepNames.filter((name) => stepEntry(name).checks);
  const runbook = {
    ...{ version: 1, kind: 'runbook', id: 'all', title: 'Every kind', roles: { commander: { may: ['approve'] } } },
    preflight: checks.map((name) => ({ id: `check-${id(name)}`, uses: name, with: stepEntry(name).example })),
    activate: stepNames.map((name) => ({ id: id(name), uses: name, with: stepEntry(name).example })),
  };
  return { scenario, runbook };
}

function problemsOf({ scenario, runbook }: ReturnType<typeof everyKind>): string[] {
  const rebuild = readFileSync('scenarios/runbooks/rebuild-kernel.runbook.yaml', 'utf8');
  try {
    parseScenario([
      { path: 'all.yaml', text: stringify(scenario) },
      { path: 'all.runbook.yaml', text: stringify(runbook) },
      { path: 'rebuild-kernel.runbook.yaml', text: rebuild },
    ]);
    return [];
  } catch (error) {
    return (error as FileProblems).problems.map(formatProblem);
  }
}

describe('the catalogue', () => {
  it.each(stepNames)('the example of the step %s is valid, and its doc is one sentence', (name) => {
    const entry = stepEntry(name);
    expect(entry.with.safeParse(entry.example).error?.issues).toBeUndefined();
    expect(entry.doc).toMatch(/^[A-Z].{10,}[^.]$/);
    // A check looks and does not touch.
    if (entry.checks) expect(entry.writes).toBe(false);
  });

  it.each(probeNames)('the example of the probe %s is valid', (name) => {
    const entry = probeEntry(name);
    expect(entry.with.safeParse(entry.example.with).error?.issues).toBeUndefined();
    expect(entry.tolerance.safeParse(entry.example.tolerance).error?.issues).toBeUndefined();
  });

  it.each(faultNames)('the example of the fault %s is valid', (name) => {
    expect(faultEntry(name).with.safeParse(faultEntry(name).example).error?.issues).toBeUndefined();
  });

  it('the loader takes every example, put into a file with the world of 7 August', () => {
    expect(problemsOf(everyKind())).toEqual([]);
  });

  it('a scenario that names no models gets all of them', () => {
    const { scenario } = loadScenario('test/malformed/good.yaml');
    expect(Object.keys(scenario.world.models).sort()).toEqual([...modelNames].sort());
    expect(scenario.world.models['couchdb.index']).toEqual(models['couchdb.index'].default);
  });

  it('a setting that nobody knows is refused by every kind of step', () => {
    for (const name of stepNames) {
      const example = stepEntry(name).example as object;
      expect(stepEntry(name).with.safeParse({ ...example, nonsense: 1 }).success, name).toBe(false);
    }
  });

  it('the runbooks of 7 August use steps that exist, each with a time limit', () => {
    for (const runbook of loadScenario('scenarios/2011-08-07-eu-west-1.yaml').runbooks.values()) {
      for (const { step } of stepsOf(runbook)) expect(step.timeoutSeconds, step.id).toBeGreaterThan(0);
    }
  });
});
