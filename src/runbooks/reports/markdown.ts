/**
 * Markdown for a step summary or a comment on a change: GitHub's flavour, below 1,024 KiB whatever it reports on, and with every text of
 * others escaped.
 *
 * ```ts
 * appendFileSync(process.env.GITHUB_STEP_SUMMARY!, markdownOfGate(report));
 * ```
 */
export { markdownOfCompare } from './markdown-compare.ts';
export { markdownOfDrill } from './markdown-drill.ts';
export { markdownOfGate } from './markdown-gate.ts';
export { markdownOfRun } from './markdown-run.ts';
