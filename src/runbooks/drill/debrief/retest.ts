import { commandLine } from '../../commands/invocation.ts';
import type { Finding } from '../../reports/debrief/index.ts';

export interface RetestOf {
  /** The scenario as it was typed. */
  readonly file: string;
  /** The journal of the drill, with the decisions of its people. */
  readonly journalPath: string;
  readonly variant?: string;
  readonly vars?: Readonly<Record<string, string>>;
  /** As it would be typed. */
  readonly runbook?: string;
  readonly seed: number;
}

/**
 * What to type once a finding is mended, to see that it is: what a plan says is audited without a run, what happened is run again with the
 * same seed and the same decisions.
 */
export function retestOf(
  { about }: Pick<Finding, 'about'>,
  { file, journalPath, variant, vars, runbook, seed }: RetestOf,
): string {
  const chosen = { scenario: file, variant, vars };
  if (about === 'collision' || about === 'preflight') return commandLine('audit', { ...chosen, runbook });
  return commandLine('run', { ...chosen, seed, decisions: journalPath });
}
