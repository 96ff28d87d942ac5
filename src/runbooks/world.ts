/** What a world's thread loads: `rolldown.config.js` puts it into one file. */
export { giveToThread } from '../sim/kernel/index.ts';
export { lightHttp } from '../sim/network/index.ts';
export { execute } from './execute.ts';
