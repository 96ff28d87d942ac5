import { quoted, runCommandLine } from '../../commands/invocation.ts';
import type { Finding } from '../../reports/debrief/index.ts';

export interface RetestOf {
  /** The scenario as it was typed. */
  readonly file: string;
  /** The journal of the drill, with the decisions of its people. */
  readonly journalPath: string;
  readonly variant?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly seed: number;
}

/**
 * What to type once a finding is mended, to see that it is: what a plan says is audited without a run, what happened is run again with the
 * same seed and the same decisions.
 */
export function retestOf(
  { about }: Pick<Finding, 'about'>,
  { file, journalPath, variant, vars = {}, seed }: RetestOf,
): string {
  if (about === 'collision' || about === 'preflight') {
    const chosen = [
      ...(variant === undefined ? [] : [`--variant ${quoted(variant)}`]),
      ...Object.entries(vars).map(set),
    ];
    return ['zonefall audit', quoted(file), ...chosen].join(' ');
  }
  return `${runCommandLine({ scenario: file, variant, vars, seed })} --decisions ${quoted(journalPath)}`;
}

const set = ([name, value]: readonly [string, string]): string => `--var ${quoted(`${name}=${value}`)}`;
