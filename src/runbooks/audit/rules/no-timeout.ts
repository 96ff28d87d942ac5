import type { Rule } from '../rule.ts';

/** These are over at once. */
const moments = new Set<string>(['checkpoint']);

/** A step that may take for ever. */
export const noTimeout: Rule = {
  id: 'no-timeout',
  severity: 'warning',
  title: 'A step has no timeout',
  why: 'A call into a dead zone is answered by nobody, not even by an error: without a timeout the plan waits with it.',
  remedy: 'Give the step a timeout, or all steps one: defaults: { timeout: PT10M }.',
  *find({ steps }) {
    for (const { runbook, step, path } of steps) {
      if (!('uses' in step) || moments.has(step.uses) || step.timeoutSeconds !== undefined) continue;
      yield { file: runbook.file, path, message: `the step "${step.id}" (${step.uses}) has no timeout` };
    }
  },
};
