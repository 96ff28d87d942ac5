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
    for (const asked of groups(subject)) {
      const worst = asked.toSorted((a, b) => ranks[severityOf(a)] - ranks[severityOf(b)])[0]!;
      yield describe(subject, worst, asked);
    }
  },
};

interface Asked {
  readonly planned: PlannedStep;
  readonly loss: Loss;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** What is asked in vain, with all the steps that ask it: the first of them stops the plan, and it is one thing to mend. */
function groups(subject: Subject): Asked[][] {
  const found = new Map<string, Asked[]>();
  for (const planned of subject.steps) {
    // After the recovery nobody knows how long the faults have been over.
    if (planned.afterwards) continue;
    const loss = firstLoss(subject, planned);
    if (loss === undefined) continue;
    const key = `${planned.runbook.file} ${loss.what} ${loss.window.fault}`;
    found.set(key, [...(found.get(key) ?? []), { planned, loss }]);
  }
  return [...found.values()];
}

function firstLoss(subject: Subject, planned: PlannedStep): Loss | undefined {
  for (const need of needsOf(subject, planned)) {
    const loss = lossOf(subject, need, planned.fromSeconds);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

function describe({ file }: Subject, { planned, loss }: Asked, all: readonly Asked[]): Found {
  const { runbook, step, path, fromSeconds, answer } = planned;
  const { what, why, window, chance, fails } = loss;
  const takes = fails === 'always' ? 'takes away' : 'disturbs';
  const may = chance === 1 ? '' : ` (${chanceText(chance)})`;
  const others = all.filter((other) => other.planned !== planned);
  const more = others.length === 0 ? '' : `; ${others.length} more step${others.length === 1 ? '' : 's'} need it too`;
  return {
    file: runbook.file,
    path: [...path, 'uses'],
    severity: severityOf({ planned, loss }),
    message: `the step "${step.id}", ${duration(fromSeconds)} after the start at the earliest, ${what} that "${window.fault}" ${takes} ${when(window)}: ${why}${may}${answer === undefined ? '' : answers[answer]}${more}`,
    also: [
      { file, path: window.path, says: `the fault "${window.fault}"` },
      ...others.map(({ planned: other }) => ({
        file: other.runbook.file,
        path: [...other.path, 'uses'],
        says: `the step "${other.step.id}"`,
      })),
    ],
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

function severityOf({ planned: { answer }, loss: { chance, fails } }: Asked): Severity {
  if (answer !== undefined) return 'note';
  return chance === 1 && fails === 'always' ? 'error' : 'warning';
}
