/** JUnit's XML of a gate and of a run; `junit-xml.ts` says what is a failure, an error or skipped. */
import type { GateBudget, GateReport, GateResult } from '../gate/index.ts';
import type { RunResult } from '../verdict/index.ts';
import { type Case, type Suite, xmlOf } from './junit-xml.ts';
import { shortDuration } from './times.ts';

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
      ...(failLine === undefined ? [] : [claim]),
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
