/**
 * What a report of a run knows besides the verdict: the steps as records, where people left the runbook, what is to be done about it and
 * by whom, and what the model cannot say. Pure functions over a journal and the scenario inside it; every page (HTML, Markdown, the Chaos
 * Toolkit's journal) is made of these, so all of them say the same.
 *
 * ```ts
 * const run = reportedRun(readJournal(text), { again: 'zonefall replay run.ndjson', tool: toolStamp() });
 * deviationsOf(run.events); // [{ path: 'kernel', what: 'failed, and the plan went on', ... }]
 * findingsOf(run);          // [{ severity: 'error', title: 'the budget rto was missed', owner: 'platform-on-call', ... }]
 * ```
 */
export { type Deviation, deviationsOf } from './deviations.ts';
export { type Finding, findingsOf } from './findings.ts';
export { limitsOf } from './limits.ts';
export { type ReportedRun, reportedRun, type Tool } from './reported-run.ts';
export { type Restored, restored } from './restored.ts';
export { type StepOutcome, type StepRecord, stepOutcomes, stepRecords } from './step-records.ts';
