/** What the thread of a drill's world loads: what every world's thread does, and the world's end of a drill. */
export { WorldSide } from './drill/world-side.ts';
export { giveToThread, lightHttp } from './world.ts';
