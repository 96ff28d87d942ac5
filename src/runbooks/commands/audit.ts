import { countsOf, type Finding, audit as findingsOf, isAtLeast, type Severity } from '../audit/index.ts';
import { FileProblems, type Loaded, loadScenario, type Problem } from '../files/index.ts';
import { type AuditedScenario, auditReport } from '../reports/audit.ts';
import { annotationLines, annotationsOf } from '../reports/audit-github.ts';
import { auditMarkdown } from '../reports/audit-markdown.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { junitOfAudit } from '../reports/junit-audit.ts';
import { sarifLog } from '../reports/sarif.ts';
import { fromRepository } from './annotations.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { type Choices, commandLine, runCommandLine } from './invocation.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { toolStamp, toolVersion } from './tool.ts';

export type AuditFlags = PluginFlags &
  VarFlags & {
    readonly variant?: readonly string[];
    readonly runbook?: string;
    readonly failOn?: 'error' | 'warning';
    readonly output?: readonly OutputChoice<FormatOf<'audit'>>[];
  };

/** What holds for every file and variant. */
interface Chosen {
  readonly vars: Readonly<Record<string, string>>;
  readonly runbook: string | undefined;
}

interface Audited {
  /** As it was typed. */
  readonly file: string;
  readonly loaded: Loaded;
  readonly findings: readonly Finding[];
}

/**
 * `zonefall audit`: what is wrong with scenarios and their runbooks, without running them. 0 if nothing is as bad as `--fail-on` says (an
 * error without it), 1 if something is, 2 if a file is invalid.
 */
export async function audit(context: CliContext, flags: AuditFlags, files: readonly string[]): Promise<number> {
  const { failOn = 'error' } = flags;
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  await pluginsOf(context, flags);
  const chosen = { vars: gatherVars(flags), runbook: flags.runbook };
  const audited = loadAll(files, flags.variant, chosen).map(
    ({ file, loaded }): Audited => ({ file, loaded, findings: findingsOf(loaded) }),
  );
  const findings = distinct(audited.flatMap((each) => each.findings));
  const subjects = audited.map(subjectOf);
  const { stdout, env } = context.process;
  const seen = fromRepository(context);
  emit(context, outputs, {
    human: () =>
      auditReport({ audited: subjects, findings, next: nextCommands(audited, chosen, failOn) }, screenOf(stdout, env)),
    json: () => jsonText(documentOf(audited, findings)),
    sarif: () => sarifLog(findings, { toolVersion: toolVersion(), seen }),
    junit: () => junitOfAudit(findings, failOn),
    markdown: () => auditMarkdown(subjects, findings),
    github: () => annotationLines(annotationsOf(findings, seen)),
  });
  return isBad(findings, failOn) ? exitCodes.failed : exitCodes.held;
}

/** Every file is read, in each variant, before a mistake in one is told, so that all mistakes are told. */
function loadAll(files: readonly string[], variants: AuditFlags['variant'], chosen: Chosen) {
  const problems: Problem[] = [];
  const names = variants === undefined ? [undefined] : [...new Set(variants)];
  const loaded = files.flatMap((file) =>
    names.flatMap((variant) => {
      try {
        return [{ file, loaded: loadScenario(file, { ...chosen, variant }) }];
      } catch (error) {
        if (!(error instanceof FileProblems)) throw error;
        problems.push(...error.problems);
        return [];
      }
    }),
  );
  if (problems.length > 0)
    throw new FileProblems([...new Map(problems.map((each) => [JSON.stringify(each), each])).values()]);
  return loaded;
}

function subjectOf({ file, loaded: { scenario, runbooks } }: Audited): AuditedScenario {
  return { file, ...(scenario.variant !== undefined && { variant: scenario.variant }), runbooks: runbooks.size };
}

/** What several variants or scenarios have in common is told once. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** `zonefall.audit/v1`. */
function documentOf(audited: readonly Audited[], findings: readonly Finding[]): object {
  return {
    schema: 'zonefall.audit/v1',
    tool: toolStamp(),
    scenarios: audited.map(({ file, loaded: { id, sha256, scenario } }) => ({
      id,
      file,
      variant: scenario.variant ?? null,
      sha256,
    })),
    counts: countsOf(findings),
    findings,
  };
}

function nextCommands(audited: readonly Audited[], chosen: Chosen, failOn: Severity): NextCommand[] {
  const bad = audited.find(({ findings }) => isBad(findings, failOn));
  const { file, loaded } = bad ?? audited[0]!;
  const of = (variant: string | undefined): Choices => ({ scenario: file, ...chosen, variant });
  const asItIs = of(loaded.scenario.variant);
  if (bad === undefined) return [{ command: commandLine('gate', asItIs), shows: 'whether it fits its budgets' }];
  const mended = mendedVariant(bad, chosen, failOn);
  const gate =
    mended === undefined ? [] : [{ command: commandLine('gate', of(mended)), shows: `${mended} has none of it` }];
  return [{ command: runCommandLine(asItIs), shows: 'what it costs on the day' }, ...gate];
}

function isBad(findings: readonly Finding[], failOn: Severity): boolean {
  return findings.some(({ severity }) => isAtLeast(severity, failOn));
}

/** A variant in which nothing is found that is as bad: the baseline, else the last one, which usually mends most. */
function mendedVariant({ file, loaded: { scenario } }: Audited, chosen: Chosen, failOn: Severity): string | undefined {
  const { variants, causes } = scenario;
  const names = [...(causes === undefined ? [] : [causes.baseline]), ...Object.keys(variants).reverse()];
  return names.find((variant) => {
    try {
      return !isBad(findingsOf(loadScenario(file, { ...chosen, variant })), failOn);
    } catch {
      // A variant that cannot be loaded mends nothing; `validate` tells what is wrong with it.
      return false;
    }
  });
}
