import { posix } from 'node:path';
import { formatDuration } from '../files/duration.ts';
import { typedPlugins } from '../plugin/typed.ts';

/** What was chosen for a scenario, as far as it must be typed to get the same again. */
export interface Choices {
  readonly scenario: string;
  readonly seed?: number;
  readonly variant?: string;
  readonly vars?: Readonly<Record<string, string | number | boolean>>;
  readonly runbook?: string;
  readonly mutant?: string;
  readonly reseed?: readonly { readonly atSeconds: number; readonly seed: number }[];
  /** The file that answers for people. */
  readonly decisions?: string;
}

/**
 * A command about a scenario, to be typed: `zonefall run scenarios/x.yaml --seed 17`. Every such line that is printed is written here, so
 * that none forgets a choice. Each part is quoted where a shell would read it otherwise; `more` stands at its end as it is.
 */
export function commandLine(
  command: 'run' | 'gate' | 'compare' | 'mutate' | 'audit',
  { scenario, seed, variant, vars = {}, runbook, mutant, reseed = [], decisions }: Choices,
  ...more: readonly string[]
): string {
  return joined([
    command,
    quoted(scenario),
    ...(variant === undefined ? [] : [`--variant ${quoted(variant)}`]),
    ...Object.entries(vars).map(([name, value]) => `--var ${quoted(`${name}=${value}`)}`),
    ...(runbook === undefined ? [] : [`--runbook ${quoted(runbook)}`]),
    ...(mutant === undefined ? [] : [`--mutant ${quoted(mutant)}`]),
    ...reseed.map((at) => `--reseed ${formatDuration(at.atSeconds)}=${at.seed}`),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(decisions === undefined ? [] : [`--decisions ${quoted(decisions)}`]),
    ...more,
  ]);
}

/** The command that makes this run again. */
export function runCommandLine(choices: Choices): string {
  return commandLine('run', choices);
}

/** A command about a journal, which says itself what was chosen: `zonefall replay .zonefall/x.ndjson`. */
export function journalCommandLine(
  command: 'replay' | 'report' | 'resume' | 'drill --resume',
  journal: string,
  ...more: readonly string[]
): string {
  return joined([command, quoted(journal), ...more]);
}

/** The runbook of a request, which names it as seen from the scenario's folder, as it would be typed beside that scenario. */
export function typedRunbook(scenario: string, { runbook }: { readonly runbook?: string }): string | undefined {
  return runbook && posix.join(posix.dirname(scenario), runbook);
}

/** A command to type next needs the plug-ins of this one. */
function joined(words: readonly string[]): string {
  return ['zonefall', ...words, ...[...typedPlugins].map((plugin) => `--plugin ${quoted(plugin)}`)].join(' ');
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
