import type { Retry } from '../../files/index.ts';
import { duration } from '../../reports/times.ts';
import { isRetried } from '../../runner/built-in.ts';
import { retryDelaySeconds } from '../../runner/plan.ts';
import type { Rule } from '../rule.ts';

/** Attempts that no run ever gets to. */
export const retryOutlastsTimeout: Rule = {
  id: 'retry-outlasts-timeout',
  severity: 'warning',
  title: 'A retry outlasts its timeout',
  why: 'The timeout is for the step as a whole, its attempts and the waits between them: the last attempts never happen.',
  remedy: 'Give the step a longer timeout, or fewer or closer attempts.',
  *find({ steps }) {
    for (const { runbook, step, path } of steps) {
      const { retry, timeoutSeconds } = step;
      if (retry === undefined || timeoutSeconds === undefined || !isRetried(step)) continue;
      const waits = waitsSeconds(retry);
      const total = waits.reduce((sum, wait) => sum + wait, 0);
      if (total < timeoutSeconds) continue;
      const made = 1 + waits.filter((_, at) => sumTo(waits, at) < timeoutSeconds).length;
      yield {
        file: runbook.file,
        path: [...path, 'retry'],
        message: `the step "${step.id}" waits ${duration(total)} between its ${retry.attempts} attempts and is ended after ${duration(timeoutSeconds)}: at most ${made} are ever made`,
      };
    }
  },
};

function waitsSeconds(retry: Retry): number[] {
  return Array.from({ length: retry.attempts - 1 }, (_, at) => retryDelaySeconds(retry, at + 1) ?? 0);
}

function sumTo(waits: readonly number[], last: number): number {
  return waits.slice(0, last + 1).reduce((sum, wait) => sum + wait, 0);
}
