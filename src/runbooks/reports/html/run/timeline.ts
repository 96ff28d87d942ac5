import { ofKind } from '../../../journal/index.ts';
import type { ReportedRun } from '../../debrief/index.ts';
import { wallClock } from '../../times.ts';
import { type Markup, markup, nothing, section } from '../markup.ts';
import { type Bar, type Lane, type Look, lanesOf, type Moment, type Row } from './lanes.ts';
import { round, type Scale, scaleOf } from './scale.ts';

/** What the shapes mean, for whoever listens to the page. */
const meaning: Readonly<Record<Look, string>> = {
  fault: 'fault',
  signal: 'signal',
  person: 'people',
  step: 'step',
  trouble: 'step that did not succeed',
  holds: 'held',
  fails: 'failed',
  milestone: 'reached',
};

/**
 * The timeline: a lane for each kind of thing, a row for each thing, on one scale that is linear in time. Each row is a picture of its
 * own in per cents of the width, so that the texts keep their size from a telephone to a wall.
 */
export function timelineSection(run: ReportedRun): Markup {
  const scale = scaleOf(run.events);
  const lanes = lanesOf(run);
  if (lanes.length === 0) return nothing;
  return section(
    'timeline',
    'Timeline',
    `time since the ${run.scenario === undefined ? 'run began' : 'first fault'}${clockOf(run)}`,
    markup`<div class="timeline">\n${axis(scale)}${lanes.map((lane) => laneMarkup(lane, scale))}${legend}</div>\n`,
  );
}

function clockOf({ events }: ReportedRun): string {
  const started = ofKind(events, 'run.started')[0];
  const startMs = Date.parse(started?.clock.start ?? '');
  if (started === undefined || Number.isNaN(startMs)) return '';
  const clock = wallClock(started.clock.zone);
  return `, which was at ${clock.time(startMs)} ${clock.name(startMs)} on ${clock.day(startMs)}`;
}

function axis({ ticks, percent }: Scale): Markup {
  const labels = ticks.map(({ us, label }) => {
    const x = percent(us);
    const anchor = x < 4 ? 'start' : x > 96 ? 'end' : 'middle';
    return markup`<text x="${x}%" y="14" text-anchor="${anchor}">${label}</text>`;
  });
  return markup`<div class="row axis" aria-hidden="true"><span class="what"></span><svg class="plot" height="20" focusable="false">${labels}</svg><span class="when">at</span><span class="took">took</span></div>\n`;
}

function laneMarkup({ id, title, rows, left }: Lane, scale: Scale): Markup {
  const more = left === undefined ? nothing : markup`<p class="aside">${left}</p>`;
  return markup`<div class="lane lane-${id}"><h3>${title}</h3>
<ul>${rows.map((row) => rowMarkup(row, scale))}</ul>${more}</div>\n`;
}

function rowMarkup({ label, aside, when, took, depth, bars, moments }: Row, scale: Scale): Markup {
  // The row of a text that takes two lines is higher than its picture.
  const top = moments.some(({ look }) => look === 'signal') ? -9 : 0;
  const grid = scale.ticks.map(({ us }) => {
    const x = scale.percent(us);
    return markup`<line class="grid" x1="${x}%" x2="${x}%" y1="${top}" y2="${22 - top}"/>`;
  });
  const looks = [...new Set([...bars, ...moments].map(({ look }) => meaning[look]))].join(', ');
  const name = `${label}: ${looks}${when === '' ? '' : ` at ${when}`}${took === '' ? '' : `, ${took}`}`;
  return markup`<li class="row depth-${depth}"><span class="what"><span class="label">${label}</span> <span class="aside">${aside}</span></span><svg class="plot" height="22" role="img" aria-label="${name}"><title>${name}</title>${grid}${bars.map((bar) => barMarkup(bar, scale))}${moments.map((moment) => momentMarkup(moment, scale))}</svg><span class="when">${when}</span><span class="took">${took}</span></li>\n`;
}

/** What is there at all can be seen, however short it was. */
const barWidthMinPercent = 0.35;

function barMarkup({ look, fromUs, toUs }: Bar, { percent }: Scale): Markup {
  const width = Math.max(barWidthMinPercent, round(percent(toUs) - percent(fromUs)));
  const x = Math.min(percent(fromUs), round(100 - width));
  const [y, height] = look === 'holds' ? [10, 2] : [5, 12];
  return markup`<rect class="${look}" x="${x}%" y="${y}" width="${width}%" height="${height}" rx="1.5"/>`;
}

/** A shape around its own zero, carried to its place by a nested picture that shows what hangs over its edge. */
const shapes: Readonly<Partial<Record<Look, string>>> = {
  signal: 'M0,4 L6,17 L-6,17 Z',
  milestone: 'M0,4 L7,11 L0,18 L-7,11 Z',
};
const otherShape = 'M-5,6 H5 V16 H-5 Z';

function momentMarkup({ look, atUs }: Moment, { percent }: Scale): Markup {
  return markup`<svg x="${percent(atUs)}%" overflow="visible"><path class="${look}" d="${shapes[look] ?? otherShape}"/></svg>`;
}

function key(text: string, picture: Markup): Markup {
  return markup`<li><svg width="22" height="22" aria-hidden="true" focusable="false">${picture}</svg>${text}</li>`;
}
const keyBar = (look: Look): Markup =>
  look === 'holds'
    ? markup`<rect class="holds" x="1" y="10" width="20" height="2"/>`
    : markup`<rect class="${look}" x="1" y="5" width="20" height="12" rx="1.5"/>`;
const keyMoment = (look: Look): Markup =>
  markup`<svg x="11" overflow="visible"><path class="${look}" d="${shapes[look] ?? otherShape}"/></svg>`;

const legend = markup`<ul class="legend" aria-label="Shapes">${[
  key('fault', keyBar('fault')),
  key('signal', keyMoment('signal')),
  key('people', keyBar('person')),
  key('step', keyBar('step')),
  key('step that did not succeed', keyBar('trouble')),
  key('reached or decided', keyMoment('milestone')),
  key('probe holds', keyBar('holds')),
  key('probe fails', keyBar('fails')),
]}</ul>\n`;
