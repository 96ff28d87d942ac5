import { type Design, type Mutator, withRunbooks } from '../design.ts';

export const safetyRulesRemoved: Mutator = {
  name: 'safety-rules-removed',
  sentence: 'No safety rule is looked at before a step that writes',
  apply: (design) => withoutSafetyRules(design),
};

/** The design without any of its safety rules; undefined if it has none. */
export function withoutSafetyRules(design: Design): Design | undefined {
  return withRunbooks(design, (runbook) =>
    runbook.safetyRules.length === 0 ? runbook : { ...runbook, safetyRules: [] },
  );
}
