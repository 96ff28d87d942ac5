/**
 * JUnit's XML, which every CI reads: a case for each budget, each probe or invariant, and each rule of an audit.
 *
 * A `failure` is a budget or an invariant that was broken; an `error` is one about which nothing was shown (no samples, too few seeds), so
 * that nothing vacuous is green; `skipped` is one that an earlier failure left open. The texts carry the line that shows it again.
 */
import { createRequire } from 'node:module';
import type { Builder, TestSuite } from 'junit-report-builder';
import { type Finding, isAtLeast, rules, type Severity } from '../audit/index.ts';
import type { GateBudget, GateReport, GateResult } from '../gate/index.ts';
import type { RunResult } from '../verdict/index.ts';
import { shortDuration } from './times.ts';

/** One case: what became of it, in a sentence, and lines with more. */
interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly message: string;
  readonly more?: readonly string[];
}

/** A suite; `seconds` are those of the wall. */
interface Suite {
  readonly name: string;
  readonly className: string;
  readonly seconds?: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly cases: readonly Case[];
}

/** A suite for each scenario and variant of a gate: its budgets, what else failed, and the seeds that are watched. */
export function junitOfGate(report: GateReport): string {
  return xmlOf(report.results.map(gateSuite));
}

/** One run: its budgets, its invariants and whether the steady state was reached. `reproduce` is the command that shows it again. */
export function junitOfRun(
  result: RunResult,
  { reproduce, wallSeconds }: { readonly reproduce: string; readonly wallSeconds?: number },
): string {
  const { scenario, variant, seed, verdict, trace } = result;
  return xmlOf([
    {
      name: `${scenario.id} ${variant}`,
      className: `zonefall.run.${scenario.id}.${variant}`,
      ...(wallSeconds !== undefined && { seconds: wallSeconds }),
      properties: { seed, verdict, scenarioSha256: scenario.sha256, traceSha256: trace.sha256 },
      cases: runCases(result, [`Reproduce: ${reproduce}`]),
    },
  ]);
}

/** A case for each rule of an audit. It fails if it found something that is at least as bad as `failOn`; the rest is its output. */
export function junitOfAudit(findings: readonly Finding[], failOn: Severity = 'error'): string {
  const cases = rules.map(({ id, title, remedy }): Case => {
    const found = findings.filter(({ rule }) => rule === id);
    const failing = found.filter(({ severity }) => isAtLeast(severity, failOn));
    const lines = found.map(({ file, line, column, severity, message }) => {
      return `${file}:${line}:${column}: ${severity}: ${message}`;
    });
    return {
      name: id,
      outcome: failing.length > 0 ? 'failed' : 'passed',
      message: failing.length > 0 ? `${title}: ${failing[0]!.message}` : title,
      more: found.length === 0 ? [] : [...lines, remedy],
    };
  });
  return xmlOf([{ name: 'audit', className: 'zonefall.audit', properties: { failOn }, cases }]);
}

function gateSuite(result: GateResult): Suite {
  const { scenario, variant, plan, seeds, rows, wallSeconds } = result;
  return {
    name: `${scenario.id} ${variant}`,
    className: `zonefall.gate.${scenario.id}.${variant}`,
    seconds: wallSeconds,
    properties: {
      plan: plan.text,
      seeds: rows.length,
      firstSeed: seeds.first ?? 'none',
      ...(seeds.commit !== undefined && { commit: seeds.commit }),
      scenarioSha256: scenario.sha256,
    },
    cases: [
      ...result.budgets.map((budget) => budgetCase(budget, result)),
      ...(result.budgets.length === 0 ? [noBudget] : []),
      otherFailures(result),
      ...result.pins.map(
        ({ seed, why, passed, row, reproduce }): Case => ({
          name: `pinned seed ${seed}`,
          outcome: passed ? 'passed' : 'failed',
          message: passed ? `passes now (pinned: ${why})` : (row.reasons[0] ?? row.verdict),
          more: [`Pinned because: ${why}`, `Reproduce: ${reproduce}`],
        }),
      ),
    ],
  };
}

const noBudget: Case = { name: 'budgets', outcome: 'error', message: 'the scenario has no budget: nothing was tested' };

function budgetCase(budget: GateBudget, { decision }: GateResult): Case {
  const { id, measure, maxSeconds, percentile, claim, failLine, leftToShorten, worst } = budget;
  // What a failure elsewhere left open is no second failure.
  const open = decision === 'failed' ? 'skipped' : 'error';
  return {
    name: `budget ${id}: p${percentile} of ${measure} at most ${shortDuration(maxSeconds)}`,
    outcome: budget.decision === 'held' ? 'passed' : budget.decision === 'failed' ? 'failed' : open,
    message: failLine ?? claim,
    more: [
      claim,
      ...(leftToShorten === undefined ? [] : [leftToShorten.text]),
      ...(worst.length === 0 ? [] : ['Worst seeds:']),
      ...worst.map(({ seed, actualSeconds, verdict, reasons, reproduce }) => {
        const measured = actualSeconds === null ? verdict : shortDuration(actualSeconds);
        return `  seed ${seed}: ${measured}${reasons[0] === undefined ? '' : ` (${reasons[0]})`}  ${reproduce}`;
      }),
    ],
  };
}

/** Invariants and stop conditions: one broken run is enough. */
function otherFailures({ findings, rows }: GateResult): Case {
  const more = findings.flatMap(({ seed, verdict, reasons, reproduce }) => [
    `seed ${seed}: ${verdict}`,
    ...reasons.map((reason) => `  ${reason}`),
    `  Reproduce: ${reproduce}`,
  ]);
  const [first] = findings;
  return {
    name: 'invariants and stop conditions',
    outcome: first !== undefined ? 'failed' : rows.length === 0 ? 'error' : 'passed',
    message:
      first === undefined
        ? `${rows.length} runs`
        : `${findings.length} of ${rows.length} runs: ${first.reasons[0] ?? first.verdict}`,
    more,
  };
}

function runCases({ verdict, reasons, budgets, invariants, recovery }: RunResult, again: readonly string[]): Case[] {
  // A run that shows nothing is not red but broken.
  const bad = verdict === 'failed' ? 'failed' : 'error';
  const whole = verdict === 'passed' ? [] : [...reasons, ...again];
  return [
    {
      name: 'steady state reached',
      outcome: recovery.recovered ? 'passed' : bad,
      message: recovery.recovered
        ? `after ${shortDuration(recovery.rtoSeconds)}`
        : (reasons[0] ?? 'the steady state was never reached'),
      more: whole,
    },
    ...budgets.map(
      ({ id, measure, maxSeconds, actualSeconds, passed, why }): Case => ({
        name: `budget ${id}: ${measure} at most ${shortDuration(maxSeconds)}`,
        outcome: passed ? 'passed' : actualSeconds === null ? bad : 'failed',
        message: passed ? `took ${shortDuration(actualSeconds)}` : (why ?? 'missed'),
        more: passed ? [] : again,
      }),
    ),
    ...invariants.map(
      ({ name, held, brokenAtSeconds, why }): Case => ({
        name: `invariant ${name}`,
        outcome: held ? 'passed' : brokenAtSeconds === undefined ? 'error' : 'failed',
        message: held ? 'held' : (why ?? 'broken'),
        more: held ? [] : again,
      }),
    ),
    {
      name: 'verdict',
      outcome: verdict === 'passed' ? 'passed' : bad,
      message: verdict === 'passed' ? 'passed' : `${verdict}: ${reasons.join('; ')}`,
      more: whole,
    },
  ];
}

function xmlOf(suites: readonly Suite[]): string {
  const builder = load().newBuilder().name('zonefall');
  for (const suite of suites) addSuite(builder.testSuite(), suite);
  // The builder counts skipped cases on the root too, where the schema of Jenkins has no such attribute.
  return `${builder.build().replace(/^(<testsuites\b[^>]*?) skipped="\d+"/m, '$1')}\n`;
}

function addSuite(suite: TestSuite, { name, className, seconds, properties, cases }: Suite): void {
  suite.name(xmlText(name));
  if (seconds !== undefined) suite.time(Math.round(seconds * 1000) / 1000);
  for (const [key, value] of Object.entries(properties)) suite.property(key, xmlText(String(value)));
  for (const { name: title, outcome, message, more = [] } of cases) {
    const added = suite.testCase().className(xmlText(className)).name(xmlText(title)).time(0);
    const lines = xmlText(more.join('\n'));
    if (outcome === 'failed') added.failure(xmlText(message), 'failed').stacktrace(lines || xmlText(message));
    else if (outcome === 'error') added.error(xmlText(message), 'inconclusive', lines);
    else {
      if (outcome === 'skipped') added.skipped();
      added.standardOutput([xmlText(message), lines].filter((text) => text !== '').join('\n'));
    }
  }
}

/**
 * Without the characters that XML 1.0 cannot hold (www.w3.org/TR/xml/#charsets), half surrogates included. What ends a CDATA section is
 * kept apart: the builder minds only the first in a text.
 */
function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll(']]>', ']] >')
  );
}

function load(): Builder {
  return createRequire(import.meta.url)('junit-report-builder') as Builder;
}
