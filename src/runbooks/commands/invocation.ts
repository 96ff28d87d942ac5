import { formatDuration } from '../files/duration.ts';
import { typedPlugins } from '../plugin/typed.ts';

/** What was chosen for a run, as far as it must be typed to get the same one. */
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
 * The command that makes this run again: `zonefall run scenarios/x.yaml --seed 17`. Each part is quoted where a shell would read it
 * otherwise.
 */
export function runCommandLine({
  scenario,
  seed,
  variant,
  vars = {},
  runbook,
  mutant,
  reseed = [],
  decisions,
}: Choices): string {
  const command = [
    'zonefall run',
    quoted(scenario),
    ...(variant === undefined ? [] : [`--variant ${quoted(variant)}`]),
    ...Object.entries(vars).map(([name, value]) => `--var ${quoted(`${name}=${value}`)}`),
    ...(runbook === undefined ? [] : [`--runbook ${quoted(runbook)}`]),
    ...(mutant === undefined ? [] : [`--mutant ${quoted(mutant)}`]),
    ...reseed.map((at) => `--reseed ${formatDuration(at.atSeconds)}=${at.seed}`),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(decisions === undefined ? [] : [`--decisions ${quoted(decisions)}`]),
  ];
  return withPlugins(command.join(' '));
}

/** The command that gates a scenario: `zonefall gate scenarios/x.yaml --variant as-it-was`. */
export function gateCommandLine(scenario: string, variant: string | undefined): string {
  return withPlugins(
    `zonefall gate ${quoted(scenario)}${variant === undefined ? '' : ` --variant ${quoted(variant)}`}`,
  );
}

/** A command to type next needs the plug-ins of this one. */
export function withPlugins(command: string): string {
  return [command, ...[...typedPlugins].map((plugin) => `--plugin ${quoted(plugin)}`)].join(' ');
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
