/**
 * Kinds of steps and probes that a team brings along: a page to whoever is on call, a ticket, a queue that only they have.
 *
 * A plug-in is a module whose default export says what it brings. Its kinds join the catalogue: files that use them are checked with
 * places and nearest names, `schema --plugin` completes them in an editor, `resume` knows which may be repeated.
 *
 * ```ts
 * // acme.ts                     zonefall run scenario.yaml --plugin acme.ts
 * import { definePlugin, seconds, z } from 'zonefall/plugin';
 *
 * export default definePlugin({
 *   steps: {
 *     'acme:page': {
 *       doc: 'Pages a team and waits until somebody acknowledges',
 *       with: z.strictObject({ team: z.string(), within: seconds().default(300) }),
 *       example: { team: 'platform', within: 'PT5M' },
 *       safeToRepeat: true,
 *       outputs: { by: 'string' },
 *       async run({ with: { team }, fetch, cancelled }) {
 *         const answer = await fetch(`https://pager.acme.example/${team}`, { method: 'POST', signal: cancelled });
 *         return { by: await answer.text() };
 *       },
 *     },
 *   },
 *   probes: {
 *     'acme:queue': {
 *       doc: 'How many jobs wait',
 *       with: z.strictObject({ queue: z.string().default('mail') }),
 *       example: { with: { queue: 'mail' }, tolerance: { max: 100 } },
 *       unit: 'waiting jobs',
 *       measure: async ({ with: { queue }, fetch }) => Number(await (await fetch(`https://acme.example/${queue}`)).text()),
 *     },
 *   },
 * });
 * ```
 *
 * A kind is written once and used everywhere, so it keeps to what it is handed: `clock` for time, `fetch` for the network, `progress` for
 * words, `cancelled` to stop early. In a simulated world that is virtual time and the world's own network; a plug-in that opens a file or
 * a socket there ends the run, with a message that names the call.
 *
 * For the rooms around it: `loadPlugins` (load.ts) brings modules into this thread; `pluginSteps` and `pluginLooks` (adapt.ts) are what the
 * runner and the probes ask.
 */
import { z } from 'zod';

export type { OutputType } from '../files/catalogue/entry.ts';
export { reference, seconds } from '../files/fields.ts';
export {
  definePlugin,
  type Measured,
  type Plugin,
  type PluginContext,
  type PluginStepContext,
  type ProbeKind,
  type StepKind,
  type Tolerance,
} from './define.ts';
export { z };
