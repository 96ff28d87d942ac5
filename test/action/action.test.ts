import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/runbooks/commands/formats.ts';
import { program } from '../program.ts';
import { action, actionText, runAction } from './runner.ts';

/** The frontend is killed and started again after five minutes: a world of one machine, without a runbook. */
const tiny = `version: 1
kind: scenario
id: tiny
title: The frontend is killed and started again
variables: { limit: { type: duration, default: PT15M } }
clock: { start: "2011-08-07T19:41:00+02:00", horizon: PT1H }
world:
  regions: { eu-west-1: { zones: [euw1-az1, euw1-az2] } }
  accounts: { main: { zone-names: uniform } }
  installations:
    main:
      account: main
      place: { region: eu-west-1, zone: a }
      hostname: manage.test
      roles: { all-in-one: { count: 1, type: m1.large } }
steady-state-hypothesis:
  probes: [{ name: manage-answers, uses: "http:get", with: { url: "https://manage.test/api/ping" }, tolerance: { status: 200 } }]
targets: { front: { type: host, ids: [main] } }
method:
  - { name: killed, uses: "process:kill", target: front, at: PT1M, for: PT5M, with: { process: frontend } }
budgets:
  - { id: rto, measure: recovery, max: "\${{ vars.limit }}", percentile: 50 }
`;
const limit = 'limit=PT1M';
const files = { 'dr/a b.yaml': tiny };
const usual = { scenarios: 'dr/*.yaml', plan: '0/5', jobs: '1' };

describe('action.yml', () => {
  const used = (root: string) =>
    [...actionText.matchAll(new RegExp(`\\b${root}\\.([\\w-]+(?:\\.outputs\\.[\\w-]+)?)`, 'g'))].map(
      (match) => match[1]!,
    );

  it('uses the inputs that it declares, and declares those that it uses', () => {
    expect(new Set(used('inputs'))).toEqual(new Set(Object.keys(action.inputs)));
    for (const { description, required, default: usually } of Object.values(action.inputs)) {
      expect(description).not.toBe('');
      expect(required === true || usually !== undefined).toBe(true);
    }
  });

  it('uses only outputs that a step before it writes', () => {
    const written = action.runs.steps.flatMap(({ id, run = '' }) =>
      [...run.matchAll(/echo "([\w-]+)=/g)].map((match) => `${id}.outputs.${match[1]}`),
    );
    expect(used('steps').filter((name) => !written.includes(name))).toEqual([]);
  });

  it('puts no expression into the text of a script', () => {
    for (const { run, shell } of action.runs.steps.filter((step) => step.run !== undefined)) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });

  it('uses flags and formats that exist', () => {
    for (const command of ['audit', 'gate'] as const) {
      const { run } = action.runs.steps.find(({ id }) => id === command)!;
      const used = [...run!.matchAll(/-o "?([a-z]+)/g)].map((match) => match[1]!);
      const flags = [...run!.matchAll(/--([a-z-]+) "/g)].map((match) => match[1]!);
      expect(formats[command]).toEqual(expect.arrayContaining(used));
      const { stdout: help } = spawnSync(process.execPath, [program, command, '--help'], { encoding: 'utf8' });
      for (const flag of flags) expect(help).toContain(`--${flag}`);
    }
  });
});

describe('the action on a runner', () => {
  it('passes a scenario that holds its budget, with every report and a summary', () => {
    const ran = runAction(files, usual);
    expect(ran.log).toContain('✓ passed');
    expect(ran.exitCode).toBe(0);
    expect(ran.outputs).toMatchObject({ decision: 'passed', 'exit-code': '0', 'audit-exit-code': '0' });
    const audits = ['audit.json', 'audit.junit.xml', 'audit.md', 'audit.sarif'];
    const gates = ['gate.html', 'gate.json', 'gate.junit.xml', 'gate.md'];
    expect(ran.reports).toEqual(['annotations.txt', ...audits, ...gates].sort());
    expect(JSON.parse(ran.report('gate.json')).results[0].rows).toHaveLength(5);
    expect(ran.summary).toContain('## ⚠️ Audit: 1 warning');
    expect(ran.summary).toContain('p50 RTO is below 15 min: 0 of 5 missed');
    expect(Buffer.byteLength(ran.summary)).toBeLessThan(1024 * 1024);
    // A warning of the audit is an annotation, with the path from the root of the repository.
    expect(ran.log).toContain('::warning file=dr/a b.yaml,line=1,col=1,title=A runbook is never run');
    expect(ran.steps).toContain('Upload the reports');
    expect(ran.used['Upload the reports']).toMatchObject({ name: 'zonefall', path: ran.outputs.reports });
  });

  it('fails one that misses its budget, annotates the budget, and still uploads', () => {
    const ran = runAction(
      { 'dr/tiny.yaml': tiny },
      { ...usual, 'working-directory': 'dr', scenarios: 'tiny.yaml', audit: 'false', var: limit },
    );
    expect(ran.exitCode).toBe(1);
    expect(ran.outputs).toMatchObject({ decision: 'failed', 'exit-code': '1', 'audit-exit-code': '' });
    const line = 1 + tiny.split('\n').findIndex((text) => text.includes('id: rto'));
    expect(ran.log).toContain(
      `::error file=dr/tiny.yaml,line=${line},col=5,title=Budget missed%3A rto (none)::FAIL rto`,
    );
    expect(ran.log).toContain(`Reproduce: zonefall run tiny.yaml --var ${limit} --seed`);
    expect(ran.steps).not.toContain('Audit');
    expect(ran.steps.slice(-2)).toEqual(['Upload the reports', 'Verdict']);
  });

  it('ends with 2 for an invalid file and for one that is not there, and gates nothing', () => {
    const invalid = runAction({ 'dr/x.yaml': tiny.replace('id: tiny', 'idd: tiny') }, usual);
    expect(invalid.exitCode).toBe(2);
    expect(invalid.log).toContain('dr/x.yaml:3:1');
    expect(invalid.steps).not.toContain('Gate');
    expect(runAction(files, { ...usual, scenarios: 'nothing/*.yaml' })).toMatchObject({ exitCode: 2 });
  });

  it('runs nothing that stands in an input', () => {
    const evil = '$(touch pwned); `touch pwned`\n"; touch pwned; "';
    const audited = runAction(files, { ...usual, variant: evil, 'fail-on': evil });
    const gated = runAction(files, { ...usual, audit: 'false', plan: evil, seeds: evil, scenarios: evil });
    // A file whose name is a flag is a file.
    const flag = runAction({ '--help.yaml': 'x: 1\n' }, { ...usual, scenarios: '*.yaml' });
    for (const ran of [audited, gated, flag])
      expect(ran).toMatchObject({ exitCode: 2, workspace: [expect.any(String)] });
    expect(flag.log).toContain('--help.yaml:1:1');
  });

  it.each([
    ['0', '', 0],
    ['0', '1', 1],
    ['1', '0', 1],
    ['4', '1', 4],
    ['', '0', 3],
  ])('ends with the exit code of the gate, else with that of the audit: %s and %s', (gate, audit, exitCode) => {
    const { run } = action.runs.steps.find(({ name }) => name === 'Verdict')!;
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', run!], { env: { GATE: gate, AUDIT: audit } });
    expect(status).toBe(exitCode);
  });
});
