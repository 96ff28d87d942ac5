/** A debrief made without any world: figures are known, and every text can be somebody else's. */
import type { Debrief } from '../../../src/runbooks/drill/session.ts';
import { findingsOf, type ReportedRun } from '../../../src/runbooks/reports/debrief/index.ts';
import type { Drilled } from '../../../src/runbooks/reports/drilled.ts';

export function drilledIncident(run: ReportedRun, text = ''): Drilled {
  const said = (words: string) => (text === '' ? words : `${words} ${text}`);
  const own = run.result.recovery.rtoSeconds!;
  const alternatives: Debrief['policies'] = [
    { words: said('go at once'), rtoSeconds: own - 1800, differenceSeconds: -1800 },
    { words: said('go 10 min later'), rtoSeconds: own + 600, differenceSeconds: 600 },
    { words: said('wait, then go when asked again'), rtoSeconds: own, differenceSeconds: 0 },
    {
      words: said('abort at that moment'),
      rtoSeconds: null,
      differenceSeconds: null,
      why: said('the plan was aborted'),
    },
  ];
  const debrief: Debrief = {
    result: run.result,
    decisions: [
      {
        ...{ path: said('decide'), decision: said('leave-region'), by: said('anna'), choice: said('go') },
        ...{ atUs: 2_340e6, waitedSeconds: 1860, comment: said('enough') },
        known: [said('T+0:30 aws-status: Investigating connectivity issues')],
        alternatives,
      },
    ],
    best: { words: said('leave-region: go at once'), rtoSeconds: own - 1800 },
    findings: findingsOf(run).map(({ owner, ...finding }) => ({
      ...finding,
      owner: owner ?? 'nobody',
      retest: said('zonefall run scenarios/x.yaml --decisions x.ndjson'),
    })),
    score: { points: 59, words: said('20 of 60 because 1 of 3 budgets were met') },
    policies: alternatives,
    gaps: text === '' ? [] : [text],
  };
  const first = { index: 0, name: said('first'), atUs: 0, events: run.events, result: run.result };
  const cut = run.events.slice(0, Math.floor(run.events.length / 2));
  return { debrief, fork: 0, forks: [first, { index: 1, name: said('other'), parent: 0, atUs: 600e6, events: cut }] };
}
