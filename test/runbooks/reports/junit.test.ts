import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { audit, rules } from '../../../src/runbooks/audit/index.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import type { GateBudget, GateReport, GateResult } from '../../../src/runbooks/gate/index.ts';
import { junitOfGate, junitOfRun } from '../../../src/runbooks/reports/junit.ts';
import { junitOfAudit } from '../../../src/runbooks/reports/junit-audit.ts';
import { anyFinding, anyText } from './audit-findings.ts';
import { incidentResult } from './incident.ts';

const schema = readFileSync('test/runbooks/reports/schemas/junit.xsd', 'utf8');

/** What xmllint says against the schema, a line each. */
async function mistakes(...documents: readonly string[]): Promise<readonly string[]> {
  const xml = documents.map((contents, at) => ({ fileName: `${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ message }) => message);
}

const never = { p50: null, p90: null, p95: null, p95Upper: null, p99: null, max: null };
const row = {
  seed: 17,
  verdict: 'failed',
  rtoSeconds: 36_660,
  phases: { detect: 60, decide: 2340, mobilise: 1800, recover: 31_020, verify: 120 },
  budgets: [{ id: 'rto', actualSeconds: 36_660, passed: false }],
  reasons: ['the budget "rto" was missed'],
  traceSha256: 'f'.repeat(64),
} as const;

const budget: GateBudget = {
  id: 'rto',
  measure: 'recovery',
  label: 'RTO',
  maxSeconds: 3600,
  percentile: 95,
  decision: 'failed',
  claim: '208 of 208 missed',
  samples: 208,
  misses: 208,
  inconclusive: 0,
  allowed: 5,
  confidence: 95.08,
  missRate: null,
  actualSeconds: 35_640,
  upperSeconds: null,
  worst: [
    {
      seed: 17,
      verdict: 'failed',
      actualSeconds: 36_660,
      rtoSeconds: 36_660,
      reasons: [],
      reproduce: 'zonefall run scenarios/x.yaml --seed 17',
    },
  ],
  failLine:
    'FAIL rto p95 594m > 60m (208 seeds, 208 over). Worst: seed 17 (611m). Reproduce: zonefall run scenarios/x.yaml --seed 17',
};

function gateOf(result: Partial<GateResult>): GateReport {
  const whole: GateResult = {
    file: 'scenarios/x.yaml',
    scenario: { id: 'x', sha256: 'a'.repeat(64), title: 'X' },
    variant: 'as-it-was',
    choices: { variant: 'as-it-was' },
    plan: { kind: 'fixed', text: '5/208', seeds: 208, misses: 5, percentile: 95, confidence: 95.08 },
    confidence: 95,
    seeds: { from: 'scenario', planned: 208, first: 1, last: 208 },
    decision: 'failed',
    claim: 'refused',
    stoppedEarly: null,
    budgets: [budget],
    findings: [],
    pins: [],
    misses: 208,
    rtoSeconds: null,
    phases: { detect: never, decide: never, mobilise: never, recover: never, verify: never },
    worst: [],
    rows: [row],
    wallSeconds: 12.5,
    ...result,
  };
  return {
    environment: 'simulated',
    decision: whole.decision,
    exitCode: 1,
    results: [whole],
    next: [],
    wallSeconds: 12.5,
  };
}

const findings = audit(loadScenario('scenarios/2011-08-07-eu-west-1.yaml', { variant: 'as-it-was' }));
const again = { reproduce: 'zonefall run scenarios/x.yaml --seed 1', wallSeconds: 0.4 };

describe('JUnit', () => {
  it('is valid by the schema that Jenkins reads', async () => {
    const documents = [junitOfGate(gateOf({})), junitOfRun(incidentResult, again), junitOfAudit(findings)];
    expect(await mistakes(...documents)).toEqual([]);
    expect(await mistakes(documents[0]!.replace('<testsuite ', '<testsuit '))).not.toEqual([]);
  });

  it('is valid XML whatever characters occur in its texts', async () => {
    const texts = fc.sample(fc.tuple(anyText, anyText, anyText), { numRuns: 150, seed: 7 });
    const gates = texts.map(([claim, failLine, why]) =>
      junitOfGate(
        gateOf({
          variant: why,
          budgets: [{ ...budget, claim, failLine, worst: [{ ...budget.worst[0]!, reasons: [why], reproduce: claim }] }],
          findings: [{ seed: 3, verdict: 'failed', reasons: [claim, failLine], reproduce: why }],
          pins: [{ seed: 4, why, passed: false, row: { ...row, reasons: [failLine] }, reproduce: claim }],
        }),
      ),
    );
    const runs = texts.map(([reproduce, why, name]) => {
      const invariants = [{ name, held: false, brokenAtSeconds: 3, why }];
      return junitOfRun({ ...incidentResult, variant: name, invariants, reasons: [why] }, { reproduce });
    });
    const audits = fc
      .sample(fc.array(anyFinding, { maxLength: 4 }), { numRuns: 50, seed: 7 })
      .map((some) => junitOfAudit(some, 'note'));
    expect(await mistakes(...gates, ...runs, ...audits)).toEqual([]);
  });

  it('has a case for each budget, with the worst seeds and the line that shows them again', () => {
    const xml = junitOfGate(gateOf({}));
    expect(xml).toContain('<testsuite name="x as-it-was" time="12.5" tests="2" failures="1" errors="0" skipped="0">');
    expect(xml).toMatch(
      /<testcase classname="zonefall\.gate\.x\.as-it-was" name="budget rto: p95 of recovery at most 60m"/,
    );
    expect(xml).toMatch(/<failure message="FAIL rto p95 594m &gt; 60m|<failure message="FAIL rto p95 594m > 60m/);
    expect(xml).toContain('seed 17: 611m  zonefall run scenarios/x.yaml --seed 17');
  });

  it('is never green where nothing was shown', () => {
    const open = { ...budget, decision: 'open', failLine: undefined, worst: [] } as const;
    expect(junitOfGate(gateOf({ decision: 'inconclusive', budgets: [open] }))).toContain('errors="1"');
    expect(junitOfGate(gateOf({ decision: 'inconclusive', budgets: [] }))).toContain('nothing was tested');
    // What another failure left open is skipped: one cause, one red case.
    const both = junitOfGate(gateOf({ budgets: [budget, { ...open, id: 'decide' }] }));
    expect(both).toContain('tests="3" failures="1" errors="0" skipped="1"');
  });

  it('fails for an invariant, a stop condition, a pinned seed', () => {
    const held = { ...budget, decision: 'held', failLine: undefined } as const;
    const reasons = ['the invariant "one-couch-master" was broken: 2'];
    const xml = junitOfGate(
      gateOf({
        budgets: [held],
        findings: [{ seed: 5, verdict: 'failed', reasons, reproduce: 'zonefall run x --seed 5' }],
        pins: [{ seed: 9, why: 'it was slow', passed: false, row, reproduce: 'zonefall run x --seed 9' }],
      }),
    );
    expect(xml).toContain('tests="3" failures="2"');
    expect(xml).toMatch(
      /name="invariants and stop conditions"[\s\S]*one-couch-master[\s\S]*Reproduce: zonefall run x --seed 5/,
    );
    expect(xml).toMatch(
      /name="pinned seed 9"[\s\S]*Pinned because: it was slow[\s\S]*Reproduce: zonefall run x --seed 9/,
    );
  });

  it('of a run has a case for each budget and invariant, and one for the steady state', () => {
    const xml = junitOfRun(incidentResult, again);
    for (const { id } of incidentResult.budgets) expect(xml).toContain(`name="budget ${id}: `);
    for (const { name } of incidentResult.invariants) expect(xml).toContain(`name="invariant ${name}"`);
    expect(xml).toContain('name="steady state reached"');
    expect(xml).toContain('Reproduce: zonefall run scenarios/x.yaml --seed 1');
    expect(junitOfRun({ ...incidentResult, verdict: 'inconclusive' }, again)).toMatch(/name="verdict"[\s\S]*<error/);
  });

  it('of an audit has a case for each rule, red where it found something bad enough', () => {
    const xml = junitOfAudit(findings);
    expect(xml).toContain(`tests="${rules.length}" failures="2" errors="0"`);
    expect(xml).toMatch(
      /name="shared-zone" time="0">\s*<failure[\s\S]*scenarios\/2011-08-07-eu-west-1\.yaml:\d+:58: error/,
    );
    expect(junitOfAudit(findings, 'note')).toContain('failures="4"');
    expect(junitOfAudit([])).toContain('failures="0"');
  });
});
