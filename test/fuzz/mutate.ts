/** Seeded damage to scenario and runbook files: letters and lines of the text, nodes of the tree. The same seed makes the same file. */
import type { Base } from './bases.ts';
import { Dice } from './dice.ts';
import { textTools } from './texts.ts';
import { treeTools } from './trees.ts';

/** A mutated scenario: one of its files was changed. */
export interface Mutant {
  readonly seed: number;
  readonly base: string;
  /** What was done to which file. */
  readonly done: readonly string[];
  readonly sources: Base['sources'];
}

export function mutant(all: readonly Base[], seed: number): Mutant {
  const dice = new Dice(`fuzz ${seed}`);
  const base = dice.pick(all);
  const at = dice.below(base.sources.length);
  const { path, text } = base.sources[at]!;
  const done: string[] = [];
  let changed = text;
  const times = 1 + dice.below(3);
  // Half of the files are hurt as texts, half as trees: damage to the text seldom gets past the parser.
  const tools = dice.below(2) === 0 ? textTools : treeTools;
  for (let time = 0; time < times; time++) {
    const [name, tool] = dice.pick(tools);
    changed = tool(changed, dice);
    done.push(`${name} in ${path}`);
  }
  const sources = base.sources.map((source, index) => (index === at ? { path, text: changed } : source));
  return { seed, base: base.name, done, sources };
}
