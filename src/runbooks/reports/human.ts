/**
 * What `run` prints for a person: what happened, where the time went, whether it was good enough, and what to type next.
 *
 * It reads the journal and the result that follows from it, and nothing else; so the report of a run of last year is the same as it was
 * then.
 *
 * ```ts
 * process.stdout.write(humanReport({ events, result, commands: { again, next } }, { width: 80, colour: false, unicode: true }));
 * ```
 */
import { budgetLines } from './human/budgets.ts';
import { fitLines } from './human/fit.ts';
import { headlineLines } from './human/headline.ts';
import { lossLines } from './human/losses.ts';
import { nextLines } from './human/next.ts';
import { phaseLines } from './human/phases.ts';
import type { HumanRun } from './human/subject.ts';
import { timelineLines } from './human/timeline.ts';
import { worldLines } from './human/world.ts';
import { renderSections, type Screen } from './screen.ts';

export type { HumanRun } from './human/subject.ts';

/** The whole report as text, ending in a line feed. */
export function humanReport(run: HumanRun, screen: Screen): string {
  const sections = [
    headlineLines(run, screen.width),
    worldLines(run, screen.width),
    timelineLines(run.events, screen.width),
    phaseLines(run.result, screen.width),
    budgetLines(run),
    fitLines(run.result, screen.width),
    lossLines(run),
    nextLines(run.next, screen.width),
  ];
  return renderSections(sections, screen);
}
