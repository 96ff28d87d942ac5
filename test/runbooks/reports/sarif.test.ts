import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { audit, type Finding, rules } from '../../../src/runbooks/audit/index.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import { sarifLog } from '../../../src/runbooks/reports/sarif.ts';
import { anyFinding } from './audit-findings.ts';

const validate = sarifValidator();

/** The schema is of draft 4, of which the checker wants the newer words. */
function sarifValidator() {
  const schema = JSON.parse(readFileSync('test/runbooks/reports/schemas/sarif-2.1.0.json', 'utf8'));
  const { $schema: _, id: __, ...rest } = schema;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(rest);
}

function logOf(findings: readonly Finding[]): Log {
  return JSON.parse(sarifLog(findings, { toolVersion: '1.2.3', seen: (file) => file }));
}

function mistakes(log: unknown): unknown {
  return validate(log) ? [] : validate.errors;
}

const findings = audit(loadScenario('scenarios/2011-08-07-eu-west-1.yaml', { variant: 'as-it-was' }));

describe('SARIF', () => {
  it('is valid by the schema of 2.1.0, for the findings of 7 August 2011', () => {
    const log = logOf(findings);
    expect(mistakes(log)).toEqual([]);
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]!.results).toHaveLength(findings.length);
  });

  it('is valid whatever stands in a finding', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 4 }), (any) => {
        expect(mistakes(logOf(any))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('would be refused with a line 0 or a level of its own', () => {
    const [first] = findings as [Finding];
    expect(mistakes(logOf([{ ...first, line: 0 }]))).not.toEqual([]);
    expect(mistakes(logOf([{ ...first, severity: 'bad' as 'error' }]))).not.toEqual([]);
  });

  it('names every rule with help, found or not, and each result its rule by place', () => {
    const [run] = logOf(findings).runs;
    const descriptors = run!.tool.driver.rules!;
    expect(descriptors.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { help, shortDescription } of descriptors) expect(help!.text).not.toBe(shortDescription!.text);
    for (const { ruleId, ruleIndex } of run!.results!) expect(descriptors[ruleIndex!]!.id).toBe(ruleId);
  });

  it('points to file, line and column, and to what else plays a part', () => {
    const [shared] = logOf(findings).runs[0]!.results!;
    const { artifactLocation, region } = shared!.locations![0]!.physicalLocation!;
    expect(artifactLocation!.uri).toBe('scenarios/2011-08-07-eu-west-1.yaml');
    const line = readFileSync(artifactLocation!.uri!, 'utf8').split('\n')[region!.startLine! - 1]!;
    expect(line.slice(region!.startColumn! - 1)).toMatch(/^b \}/);
    expect(shared!.relatedLocations!.map(({ message }) => message!.text)).toContain('main is here');
  });

  it('writes a path as a URI', () => {
    const [first] = findings as [Finding];
    const log = logOf([{ ...first, file: 'mit Leerzeichen/ä#1.yaml' }]);
    const uri = log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri;
    expect(uri).toBe('mit%20Leerzeichen/%C3%A4%231.yaml');
  });

  it('keeps the identity of a finding when lines above it come', () => {
    const prints = (moved: number) =>
      logOf(findings.map((finding) => ({ ...finding, line: finding.line + moved }))).runs[0]!.results!.map(
        ({ partialFingerprints }) => partialFingerprints,
      );
    expect(prints(7)).toEqual(prints(0));
    expect(new Set(prints(0).map((print) => JSON.stringify(print))).size).toBe(findings.length);
  });
});
