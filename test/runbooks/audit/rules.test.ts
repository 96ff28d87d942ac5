import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { rules } from '../../../src/runbooks/audit/index.ts';
import { FileProblems } from '../../../src/runbooks/files/index.ts';
import { planCases } from './plan-cases.ts';
import { callsRebuild } from './rule-case.ts';
import { applicable, childPath, type Edit, found, scenarioPath } from './small-plan.ts';
import { worldCases } from './world-cases.ts';

const cases = [...worldCases, ...planCases];

describe('each rule', () => {
  it.each(cases)('$rule: $story', ({ rule, edits, severity, file = scenarioPath, at, says }) => {
    const [finding] = found(...edits).filter((each) => each.rule === rule);
    expect(finding).toMatchObject({
      severity,
      file,
      at: expect.stringMatching(at),
      message: expect.stringMatching(says),
    });
  });

  it.each(cases)('$rule is silent where it is not so: $story', ({ rule, not = [], severity }) => {
    const findings = found(...not).filter((each) => each.rule === rule && each.severity === severity);
    expect(findings).toEqual([]);
  });

  it('has a test', () => {
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ id }) => id)));
  });

  it.each(rules)('$id says why and what to do in a sentence each', ({ title, why, remedy }) => {
    for (const sentence of [why, remedy]) expect(sentence).toMatch(/^[A-Z].*[.]$/);
    expect(title).not.toMatch(/[.]$/);
  });
});

test('an audit of whatever can be loaded ends with findings that have a place', () => {
  const edits = cases.flatMap((each) => [...each.edits, ...(each.not ?? [])]);
  let audited = 0;
  fc.assert(
    fc.property(fc.subarray(edits, { maxLength: 8 }), (some) => {
      const findings = foundIfValid(some);
      audited += findings === undefined ? 0 : 1;
      for (const { line, column, message, at } of findings ?? []) {
        expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
        expect(`${message}${at}`).not.toMatch(/undefined|NaN|\[object/);
      }
    }),
    { numRuns: 100 },
  );
  expect(audited).toBeGreaterThan(20);
});

function foundIfValid(edits: readonly Edit[]): ReturnType<typeof found> | undefined {
  try {
    return found(...applicable(edits));
  } catch (error) {
    if (error instanceof FileProblems) return undefined;
    throw error;
  }
}

test('a sound plan has no finding at all', () => {
  expect(found()).toEqual([]);
});

test('a runbook is blamed in its own file, also when another one calls it, and for what it does after the recovery', () => {
  const findings = found(
    [
      'with: { installation: kernel } }\n  - { id: start',
      `with: { installation: kernel }, ${callsRebuild} }\n  - { id: start`,
    ],
    ['defaults: { timeout: PT10M }\n', ''],
    ['rollbacks:', 'post-recovery: [{ id: tidy, uses: "people:do", with: { work: by-hand } }]\nrollbacks:'],
  );
  expect(findings.map(({ rule, file, path }) => ({ rule, file, path }))).toEqual(
    ['activate[0]', 'activate[1]', 'activate[2]', 'post-recovery[0]'].map((path) => ({
      rule: 'no-timeout',
      file: childPath,
      path,
    })),
  );
});
