/** A question as lines: what is known, what each choice means, and how it is answered. */

import { shortDuration } from '../../reports/times.ts';
import type { DrillSession, Pending } from '../session.ts';
import type { BudgetRow } from '../views/budget.ts';
import { type DecisionView, decisionView, type Evidence, type Meaning } from '../views/decision.ts';
import { momentText } from '../views/moment-text.ts';

const meanings: Readonly<Record<Meaning, string>> = {
  'goes-on': 'the plan goes on',
  'asked-again': 'asked again in a minute',
  'ends-the-run': 'ends the run',
  ungraceful: 'gives the old place up: steps that ask it are left out',
  retry: 'tries the step again',
  skip: 'leaves the step out, and goes on',
  'mark-done': 'it was done by hand: goes on as if it had succeeded',
  fail: 'lets it fail, and the plan with it',
};

/** For somebody who sits there: with its evidence, numbered choices, and what to type. */
export function questionLines({ facts, state }: Pick<DrillSession, 'facts' | 'state'>, pending: Pending): string[] {
  const view = decisionView({ pending, budgets: facts.budgets, events: state.events, nowUs: state.nowUs });
  const more = state.pending.length > 1 ? `, and ${state.pending.length - 1} more after it` : '';
  return [
    '',
    `QUESTION to ${pending.role === '' ? 'whoever is there' : pending.role}${more}: ${headline(pending)}`,
    ...(pending.prompt === undefined || pending.kind === 'note' ? [] : [`  ${pending.prompt}`]),
    ...view.evidence.flatMap(evidenceLines),
    ...view.budgets.map((budget) => `  budget    ${spentText(budget)}`),
    ...choiceLines(view, pending),
  ];
}

/** `leave-region (go, wait, abort) at step decide`, as a sentence that needs no screen. */
export function questionText({ kind, decision, choices, path, word, prompt }: Pending): string {
  if (kind === 'note') return `a note at step ${path}: ${prompt ?? ''}`;
  if (word !== undefined) return `the word "${word}" at step ${path}`;
  return `${decision} (${choices.join(', ')}) at step ${path}`;
}

export function spentText({ id, spentSeconds = 0, maxSeconds, projected, state, over }: BudgetRow): string {
  const spent = `${id}: ${shortDuration(spentSeconds)} of ${shortDuration(maxSeconds)}${over ? ', over' : ''}`;
  if (state !== 'running' || projected === undefined || projected.seconds - spentSeconds < 1) return spent;
  return `${spent}, comes to ${projected.sure === 'at-least' ? 'at least ' : ''}${shortDuration(projected.seconds)}`;
}

function headline({ kind, decision, path, prompt, word }: Pending): string {
  if (kind === 'note') return `${prompt ?? 'a note'} (step ${path})`;
  if (word !== undefined) return `point of no return (step ${path})`;
  return kind === 'failed-step' ? `${path} failed; what shall become of it?` : `${decision}? (step ${path})`;
}

function evidenceLines({ rows }: Evidence): string[] {
  return rows.map(({ via, text, atSeconds, ok }) => {
    const when = atSeconds === undefined ? '' : `${momentText(atSeconds * 1e6)} `;
    const holds = ok === undefined ? '' : ok ? ' ok' : ' NO';
    return `  known     ${when}${via}${holds}${text === '' ? '' : `: ${text}`}`;
  });
}

function choiceLines({ choices }: DecisionView, { kind, word }: Pending): string[] {
  if (kind === 'note') return ['  Type: note, and what you write down (? for help)'];
  const listed = choices.map(({ choice, meaning }, index) => {
    const name = choice === word ? `type ${choice}, whole` : `${index + 1} ${choice}`;
    return `  ${name}: ${meanings[meaning]}`;
  });
  return [...listed, '  Type a number or a word, and a comment after it (? for help)'];
}
