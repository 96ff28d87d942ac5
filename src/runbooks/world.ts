/** What a world's thread loads: `rolldown.config.js` puts it into one file. */
export { WorldSide } from './drill/world-side.ts';
export { execute } from './execute.ts';
