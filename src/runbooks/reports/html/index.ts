/**
 * Pages of HTML, each a single file that needs nothing: no script, no network, no font. They read well in light and dark, on a telephone,
 * on a wall and on paper, and aloud.
 *
 * A page is made of sections, a section of `markup` templates in which every text is escaped. Pictures are SVG: what is drawn by hand
 * (the lanes of the timeline, the map from names to buildings) is laid out in per cents, so that its texts keep their size; histograms
 * come from vega-lite, which is imported when one is drawn.
 *
 * ```ts
 * writeFileSync('run.html', htmlOfRun(reportedRun(readJournal(text), { again, tool: toolStamp() })));
 * ```
 */
export { type ComparedPage, htmlOfCompare } from './compare.ts';
export { htmlOfDrill } from './drill.ts';
export { htmlOfGate } from './gate.ts';
export { htmlOfRun } from './run.ts';
export { htmlOfSweep } from './sweep.ts';
