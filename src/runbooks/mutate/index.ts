/**
 * Breaks a design on purpose, to see whether a gate would notice: a gate that cannot fail is itself a finding.
 *
 * A **mutator** is a pure function from a design to a broken one, with a name and a sentence (`mutators/`, a file for each idea). A
 * **mutant** is what a mutator makes of a scenario: `kernel-in-main-zone`, or `step-removed:fence` for one that is aimed at a part. A run
 * with a mutant (`RunRequest.mutant`, `zonefall run --mutant`) says so in its journal, and replays.
 *
 * ```ts
 * const { design, mutants } = await hunt({ sources, plan }, [1, 2, 3]);
 * const survivors = mutants.filter(({ gate, same }) => gate === 'green' && !same);
 * ```
 *
 * To add one: a file in `mutators/`, a line in `mutants.ts`.
 */
export type { Design, Mutator } from './design.ts';
export { type Hunt, type HuntOptions, hunt, type JudgedMutant } from './hunt.ts';
export { type Caught, type Judged, judge } from './judge.ts';
export { type Mutant, mutantNamed, mutantsOf, mutators, UnknownMutant } from './mutants.ts';
