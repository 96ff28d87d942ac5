/** Which mutants there are, and one of them by its name. */
import { hint } from '../files/problems.ts';
import type { Design, Mutator } from './design.ts';
import { dnsTtl12Times } from './mutators/dns-ttl-12-times.ts';
import { fencesRemoved } from './mutators/fences-removed.ts';
import { indexesThrownAway } from './mutators/indexes-thrown-away.ts';
import { kernelInMainZone } from './mutators/kernel-in-main-zone.ts';
import { decisionLater, detectionSlower, handsSlower } from './mutators/people.ts';
import { quotaCut } from './mutators/quota-cut.ts';
import { replicas32Bit } from './mutators/replicas-32-bit.ts';
import { replicasInMainZone } from './mutators/replicas-in-main-zone.ts';
import { retriesRemoved } from './mutators/retries-removed.ts';
import { safetyRulesRemoved } from './mutators/safety-rules-removed.ts';
import { stepRemoved } from './mutators/step-removed.ts';
import { timeoutsCut, timeoutsDoubled } from './mutators/timeouts.ts';
import { unguarded } from './mutators/unguarded.ts';

/** A design that was broken on purpose. */
export interface Mutant {
  /** `kernel-in-main-zone`, `step-removed:fence`. */
  readonly name: string;
  /** What is wrong with it. */
  readonly sentence: string;
  readonly design: Design;
}

/** All of them, in the order in which they are shown: the world, people, the runbook as a whole, each of its steps. */
export const mutators: readonly Mutator[] = [
  kernelInMainZone,
  replicas32Bit,
  replicasInMainZone,
  dnsTtl12Times,
  quotaCut,
  detectionSlower,
  decisionLater,
  handsSlower,
  indexesThrownAway,
  timeoutsDoubled,
  timeoutsCut,
  retriesRemoved,
  safetyRulesRemoved,
  fencesRemoved,
  unguarded,
  stepRemoved,
];

/** Every mutant of a design. What does not apply to it is left out. */
export function mutantsOf(design: Design): Mutant[] {
  return mutators.flatMap((mutator) => {
    const targets = mutator.targets?.(design) ?? [''];
    return targets.flatMap((target) => mutantOf(mutator, design, target) ?? []);
  });
}

function mutantOf({ name, sentence, apply }: Mutator, design: Design, target: string): Mutant | undefined {
  const broken = apply(design, target);
  if (broken === undefined) return undefined;
  return { name: target === '' ? name : `${name}:${target}`, sentence, design: broken };
}

/** Nobody has such a mutant, or it changes nothing of this design. */
export class UnknownMutant extends Error {
  override readonly name = 'UnknownMutant';
}

/** The design that `--mutant NAME` means. Throws UnknownMutant. */
export function mutantNamed(design: Design, name: string): Design {
  const [kind = '', ...target] = name.split(':');
  const mutator = mutators.find((each) => each.name === kind);
  const broken = mutator === undefined ? undefined : mutantOf(mutator, design, target.join(':'));
  if (broken !== undefined && broken.name === name) return broken.design;
  const valid = mutantsOf(design).map((mutant) => mutant.name);
  throw new UnknownMutant(`there is no mutant "${name}" of this scenario${hint(name, valid)}`);
}
