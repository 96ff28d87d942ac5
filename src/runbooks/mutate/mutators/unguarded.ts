import type { Mutator } from '../design.ts';
import { withoutFences } from './fences-removed.ts';
import { withoutSafetyRules } from './safety-rules-removed.ts';

/** A missing fence is what a safety rule is for, so that only both together show whether the invariants would see two masters. */
export const unguarded: Mutator = {
  name: 'unguarded',
  sentence: 'Neither fences nor safety rules keep an old master from writing on',
  apply(design) {
    const fenceless = withoutFences(design);
    return fenceless && withoutSafetyRules(fenceless);
  },
};
