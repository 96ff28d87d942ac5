/**
 * SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0): what code scanning reads. Only an audit has findings with a place in a file, so
 * only an audit writes it.
 */
import { createRequire } from 'node:module';
import type { Location, ReportingDescriptor, Result } from 'sarif';
import { type Finding, type Rule, rules } from '../audit/index.ts';

type Builders = typeof import('node-sarif-builder');

export interface SarifOptions {
  readonly toolVersion: string;
  /** From the path of a finding to a path from the root of the repository, with slashes. */
  seen(file: string): string;
}

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The findings as a SARIF log; every rule is in it, also one that found nothing. */
export function sarifLog(findings: readonly Finding[], { toolVersion, seen }: SarifOptions): string {
  const { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } = load();
  const builder = new SarifBuilder({ $schema: schema });
  const run = new SarifRunBuilder({ columnKind: 'utf16CodeUnits' }).initSimple({
    toolDriverName: 'zonefall',
    toolDriverVersion: toolVersion,
  });
  for (const rule of rules) run.addRule(new SarifRuleBuilder(descriptorOf(rule)));
  for (const finding of findings) run.addResult(new SarifResultBuilder(resultOf(finding, seen)));
  builder.addRun(run);
  // The builder names a language for each file; it knows none for YAML, and "unknown" is none.
  const log = builder.buildSarifOutput();
  for (const artifact of log.runs[0]?.artifacts ?? []) artifact.sourceLanguage = 'yaml';
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf({ id, severity, title, why, remedy }: Rule): ReportingDescriptor {
  return {
    id,
    name: id.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${remedy}`, markdown: `${why}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: severity },
    properties: { tags: ['reliability', 'disaster-recovery'] },
  };
}

function resultOf(
  { rule, severity, message, file, line, column, path, also }: Finding,
  seen: SarifOptions['seen'],
): Result {
  return {
    ruleId: rule,
    level: severity,
    message: { text: `${message}.` },
    locations: [
      { ...locationOf(seen(file), line, column), logicalLocations: [{ fullyQualifiedName: path, kind: 'member' }] },
    ],
    ...(also.length > 0 && {
      relatedLocations: also.map((other, index) => ({
        id: index + 1,
        ...locationOf(seen(other.file), other.line, other.column),
        message: { text: other.says },
      })),
    }),
    // The same finding keeps its identity when lines above it come or go.
    partialFingerprints: { 'zonefall/v1': `${rule} ${path}` },
  };
}

function locationOf(file: string, startLine: number, startColumn: number): Location {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } } };
}

/** Loaded when it is needed: it brings a table of all languages. */
function load(): Builders {
  return createRequire(import.meta.url)('node-sarif-builder') as Builders;
}
