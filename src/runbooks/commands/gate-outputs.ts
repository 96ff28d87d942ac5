import { type GateChoices, type GateReport, type GateResult, gateDocument, gateLines } from '../gate/index.ts';
import { gateReport } from '../reports/gate.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import type { OutputChoice } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { commandLine } from './invocation.ts';
import { emit, jsonText } from './outputs.ts';
import { toolStamp } from './tool.ts';

export type GateFormat = FormatOf<'gate'>;

/** Each format is written where it was asked for; what writes the heavy ones is loaded only then. */
export async function emitGate(
  context: CliContext,
  outputs: readonly OutputChoice<GateFormat>[],
  report: GateReport,
): Promise<void> {
  emit(context, outputs, await textsOf(context, report, outputs));
  const screened = outputs.some(({ format, file }) => format === 'human' && file === undefined);
  if (!screened) tellFailures(context.process.stderr, report.results);
}

async function textsOf(
  context: CliContext,
  report: GateReport,
  outputs: readonly OutputChoice<GateFormat>[],
): Promise<Record<GateFormat, () => string>> {
  const { stdout, env } = context.process;
  const asked = new Set(outputs.map(({ format }) => format));
  const heavy = { junit: '', markdown: '', html: '', github: '' };
  if (asked.has('junit')) heavy.junit = (await import('../reports/junit.ts')).junitOfGate(report);
  if (asked.has('markdown')) heavy.markdown = (await import('../reports/markdown.ts')).markdownOfGate(report);
  if (asked.has('html')) heavy.html = await (await import('../reports/html/index.ts')).htmlOfGate(report, toolStamp());
  if (asked.has('github')) heavy.github = (await import('./annotations.ts')).gateAnnotations(context, report);
  return {
    human: () => gateReport(report, screenOf(stdout, env)),
    json: () => jsonText(gateDocument(report, { tool: toolStamp(), wallSeconds: report.wallSeconds })),
    ndjson: () => gateLines(report),
    junit: () => heavy.junit,
    markdown: () => heavy.markdown,
    html: () => heavy.html,
    github: () => heavy.github,
  };
}

/**
 * All results together, and what to type next. `pinned`: the failing seeds are kept already; `causes`: the first scenario names what it
 * holds to have cost the time.
 */
export function reportOf(
  results: readonly GateResult[],
  { wallSeconds, ...known }: { readonly wallSeconds: number; readonly pinned: boolean; readonly causes: boolean },
): GateReport {
  const decisions = results.map(({ decision }) => decision);
  const decision = decisions.includes('failed')
    ? 'failed'
    : decisions.every((each) => each === 'passed')
      ? 'passed'
      : 'inconclusive';
  return {
    environment: 'simulated',
    decision,
    exitCode: codes[decision],
    results,
    next: nextCommands(results, known),
    wallSeconds,
  };
}

const codes = { passed: exitCodes.held, failed: exitCodes.failed, inconclusive: exitCodes.inconclusive } as const;

function nextCommands(
  results: readonly GateResult[],
  { pinned, causes }: { readonly pinned: boolean; readonly causes: boolean },
): GateReport['next'] {
  const failed = results.find(({ decision }) => decision === 'failed');
  if (failed === undefined) {
    const [{ file, choices }] = results as readonly [GateResult];
    if (!causes || choices.runbook !== undefined) return [];
    const command = commandLine('compare', { scenario: file, vars: choices.vars });
    return [{ command, shows: 'what each cause cost, in minutes' }];
  }
  const broken = failed.budgets.filter(({ decision }) => decision === 'failed').flatMap(({ worst }) => worst);
  const worst = failed.findings[0] ?? failed.pins.find(({ passed }) => !passed) ?? broken[0];
  const again = worst === undefined ? [] : [{ command: worst.reproduce, shows: 'the worst of them, event by event' }];
  if (pinned || !isAsItStands(failed.choices)) return again;
  const keep = commandLine('gate', { scenario: failed.file, ...failed.choices }, '--pin');
  return [...again, { command: keep, shows: 'keep the failing seeds: they run first from then on' }];
}

/** Whether it is a scenario, or a variant of it, as its file says: what pins are kept for. */
export function isAsItStands({ vars = {}, runbook }: GateChoices): boolean {
  return Object.keys(vars).length === 0 && runbook === undefined;
}

/** Where no screen says it, the log does: a line for each failure, with the way to see it again. */
function tellFailures(stderr: CliContext['process']['stderr'], results: readonly GateResult[]): void {
  for (const { file, variant, decision, claim, budgets, findings, pins } of results) {
    stderr.write(`${file} ${variant}: ${decision}: ${claim}\n`);
    for (const { failLine } of budgets) if (failLine !== undefined) stderr.write(`${failLine}\n`);
    for (const { seed, reasons, reproduce } of findings)
      stderr.write(`FAIL seed ${seed}: ${reasons[0]}. Reproduce: ${reproduce}\n`);
    for (const { passed, seed, row, reproduce } of pins) {
      if (!passed)
        stderr.write(`FAIL pinned seed ${seed}: ${row.reasons[0] ?? row.verdict}. Reproduce: ${reproduce}\n`);
    }
  }
}
