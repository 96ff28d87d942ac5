import type { ReportedRun } from '../debrief/index.ts';
import { markup } from './markup.ts';
import { page } from './page.ts';
import { checksSection } from './run/checks.ts';
import { evidenceSection, stepsSection } from './run/evidence.ts';
import { runHeader } from './run/headline.ts';
import { decisionsSection, deviationsSection, findingsSection, limitsSection } from './run/people.ts';
import { phasesSection } from './run/phases.ts';
import { timelineSection } from './run/timeline.ts';
import { zonesSection } from './run/zones.ts';

/** The page of one run: what happened, where the time went, who decided what on which knowledge, and the evidence. */
export function htmlOfRun(run: ReportedRun): string {
  const { result, tool } = run;
  return page({
    title: `${result.scenario.id}, ${result.variant}, seed ${result.seed}: ${result.verdict}`,
    header: runHeader(run),
    content: [
      phasesSection(run),
      timelineSection(run),
      zonesSection(run),
      decisionsSection(run),
      checksSection(run),
      deviationsSection(run),
      findingsSection(run),
      stepsSection(run),
      limitsSection(run),
      evidenceSection(run),
    ],
    footer: markup`<p>Made by zonefall ${tool.version} from a journal and from nothing else.</p>`,
  });
}
