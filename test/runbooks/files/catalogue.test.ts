import { describe, expect, it } from 'vitest';
import {
  faultEntry,
  faultNames,
  loadScenario,
  modelNames,
  models,
  probeEntry,
  probeNames,
  stepEntry,
  stepNames,
  stepsOf,
} from '../../../src/runbooks/files/index.ts';

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
