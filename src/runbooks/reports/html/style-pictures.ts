/** The style of the two hand-made pictures: the lanes of the timeline, and the map from names to buildings. */

export const timelineStyle = `
.timeline { font-size: 0.8125rem; }
.timeline h3 { margin: 1rem 0 0.2rem; padding-bottom: 0.2rem; border-bottom: 1px solid var(--faint); }
.timeline ul { list-style: none; margin: 0; padding: 0; max-width: none; }
.row { display: grid; grid-template-columns: minmax(0, 19rem) minmax(0, 1fr) 3.6rem 5.6rem; gap: 0 0.9rem; align-items: center; }
.row .what { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.row .when, .row .took { text-align: right; white-space: nowrap; color: var(--quiet); }
.row.axis { position: sticky; top: 0; background: var(--ground); z-index: 1; }
.row.axis text { fill: var(--quiet); font-size: 0.75rem; }
.row.depth-1 .label { padding-left: 1rem; }
.row.depth-2 .label { padding-left: 2rem; }
.row.depth-3 .label { padding-left: 3rem; }
.lane-signals .row .label, .lane-people .row .label { white-space: normal; }
.plot { display: block; width: 100%; overflow: visible; }
.plot .grid { stroke: var(--faint); stroke-width: 1; shape-rendering: crispEdges; }
.fault { fill: var(--alarm); }
.signal { fill: var(--ground); stroke: var(--ink); stroke-width: 1.5; }
.person { fill: var(--person); }
.step { fill: var(--accent); }
.trouble { fill: var(--ground); stroke: var(--alarm); stroke-width: 1.5; }
.holds { fill: var(--quiet); }
.fails { fill: var(--alarm-soft); stroke: var(--alarm); stroke-width: 1; }
.milestone { fill: var(--ink); }
.timeline .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.3rem; margin-top: 1.2rem; color: var(--quiet); }
.legend li { display: flex; align-items: center; gap: 0.45rem; }
@media screen and (max-width: 44rem) {
  .row { grid-template-columns: minmax(0, 1fr) auto auto; }
  .row .plot { grid-row: 2; grid-column: 1 / -1; margin-bottom: 0.35rem; }
  .row .what { white-space: normal; }
  .row.axis .what, .row.axis .when, .row.axis .took { display: none; }
}`;

export const zonesStyle = `
.zones { margin: 1.2rem 0 1.6rem; max-width: 60rem; }
.zones figcaption { margin-bottom: 0.5rem; }
.map { display: grid; grid-template-columns: max-content minmax(2rem, 1fr) minmax(0, 2.5fr); font-size: 0.875rem; }
.map ol, .map ul { list-style: none; margin: 0; padding: 0; }
.names { display: flex; flex-direction: column; }
.names > li {
  flex: 1 1 0; display: flex; align-items: center; justify-content: flex-end; min-height: 0;
  padding-right: 0.5rem; text-align: right; color: var(--quiet);
}
.names > li.meets { color: var(--alarm); }
.links { display: block; width: 100%; }
.links path { fill: none; stroke: var(--person); stroke-opacity: 0.45; stroke-width: 1.25; vector-effect: non-scaling-stroke; }
.links path.meets { stroke: var(--alarm); stroke-opacity: 1; stroke-width: 2.5; }
.buildings { display: flex; flex-direction: column; }
.building {
  flex: 1 1 0; display: flex; flex-direction: column; justify-content: center; min-height: 0;
  margin: 4px 0; padding: 0.3rem 0.8rem; background: var(--raised); border-left: 3px solid var(--line); border-radius: 0 4px 4px 0;
}
.building.meets { border-left-color: var(--alarm); }
.building .zone { font-weight: 600; margin-right: 0.4rem; }
.building ul { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.glyphs { letter-spacing: 0.08em; white-space: nowrap; }
@media screen and (max-width: 44rem) {
  .map { font-size: 0.75rem; line-height: 1.3; }
  .building .mark { white-space: normal; }
  .building { padding: 0.2rem 0.5rem; }
  .glyphs { letter-spacing: 0; white-space: normal; }
}`;
