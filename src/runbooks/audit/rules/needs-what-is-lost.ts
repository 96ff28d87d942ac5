import { duration } from '../../reports/times.ts';
import { needsOf } from '../needs.ts';
import type { PlannedStep } from '../plan.ts';
import type { Found, Rule, Severity } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { type Loss, lossOf } from '../taken.ts';
import { chanceText } from '../zones.ts';

/** A step that asks, at a moment at which the faults have it, something that they took away. */
export const needsWhatIsLost: Rule = {
  id: 'needs-what-is-lost',
  severity: 'error',
  title: 'A step needs what the fault takes away',
  why: 'A plan that asks the place that is dark stops there, whatever its other steps could do.',
  remedy: 'Ask somebody outside the zone, bring the thing back first, or say under on-failure what to do without it.',
  *find(subject) {
    for (const planned of subject.steps) {
      // After the recovery nobody knows how long the faults have been over.
      if (planned.afterwards) continue;
      for (const need of needsOf(subject, planned)) {
        const loss = lossOf(subject, need, planned.fromSeconds);
        if (loss === undefined || loss.chance === 0) continue;
        yield describe(subject, planned, loss);
        break;
      }
    }
  },
};

function describe({ file }: Subject, planned: PlannedStep, loss: Loss): Found {
  const { runbook, step, path, fromSeconds, answer } = planned;
  const { what, why, window, chance, fails } = loss;
  const takes = fails === 'always' ? 'takes away' : 'disturbs';
  const may = chance === 1 ? '' : ` (${chanceText(chance)})`;
  return {
    file: runbook.file,
    path: [...path, 'uses'],
    severity: severityOf(planned, loss),
    message: `the step "${step.id}", ${duration(fromSeconds)} after the start at the earliest, ${what} that "${window.fault}" ${takes} ${when(window)}: ${why}${may}${answer === undefined ? '' : answers[answer]}`,
    also: [{ file, path: window.path, says: `the fault "${window.fault}"` }],
  };
}

const answers = {
  'on-failure': '; its on-failure has an answer, which takes time',
  ungraceful: '; somebody has to go ungraceful, which takes time',
} as const;

function when({ fromSeconds, untilSeconds }: Loss['window']): string {
  const from = `from ${duration(fromSeconds)}`;
  return untilSeconds === Number.POSITIVE_INFINITY ? `${from} on` : `${from} to ${duration(untilSeconds)}`;
}

function severityOf({ answer }: PlannedStep, { chance, fails }: Loss): Severity {
  if (answer !== undefined) return 'note';
  return chance === 1 && fails === 'always' ? 'error' : 'warning';
}
