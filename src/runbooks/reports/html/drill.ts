import type { ReportedRun } from '../debrief/index.ts';
import type { Drilled } from '../drilled.ts';
import { costsSection, policiesSection } from './drill/decisions.ts';
import { drillFindings } from './drill/findings.ts';
import { forksSection } from './drill/forks.ts';
import { scoreSection } from './drill/score.ts';
import { markup } from './markup.ts';
import { page } from './page.ts';
import { checksSection } from './run/checks.ts';
import { evidenceSection, stepsSection } from './run/evidence.ts';
import { runHeader } from './run/headline.ts';
import { deviationsSection, limitsSection } from './run/people.ts';
import { phasesSection } from './run/phases.ts';
import { timelineSection } from './run/timeline.ts';
import { zonesSection } from './run/zones.ts';

/** The page of a drill: that of its run, with what each decision cost, the score, and its other runs side by side. */
export function htmlOfDrill(run: ReportedRun, drilled: Drilled): string {
  const { result, tool } = run;
  return page({
    title: `Debrief of ${result.scenario.id}, ${result.variant}, seed ${result.seed}: ${result.verdict}`,
    header: runHeader(run, 'debrief of a drill'),
    content: [
      scoreSection(drilled),
      phasesSection(run),
      costsSection(drilled),
      policiesSection(drilled),
      forksSection(drilled),
      drillFindings(drilled),
      timelineSection(run),
      zonesSection(run),
      checksSection(run),
      deviationsSection(run),
      stepsSection(run),
      limitsSection(run),
      evidenceSection(run),
    ],
    footer: markup`<p>Made by zonefall ${tool.version} from a journal, and from runs of the same seed with other answers.</p>`,
  });
}
