/**
 * The drill: an outage that people live through at the pace of a clock. A drill is its scenario, its seed and what people did, each at
 * its microsecond (`input.ts`); the same again give the same journal. That is how a drill goes on after a crash, how one looks back, goes
 * back and decides otherwise, and how CI plays a person's drill again.
 *
 * ```ts
 * const session = startDrill({ plan, request, file, journalPath, by: 'anna', onLine: (line) => file.append(line) });
 * session.subscribe(() => draw(session.state));
 * session.runUntil('question');
 * ```
 *
 * `live-session.ts` is the screen's side; `driver.ts` runs the world in its thread, by the clock; `player.ts` gives what people say to a
 * run, live or from a script (`script.ts`), and `execute({ ..., inputs })` uses it too; `people.ts` are the people.
 */
import { LiveSession } from './live-session.ts';
import type { DrillOptions } from './options.ts';

export { inputsOf, recordedScript } from './journal-inputs.ts';
export { LiveSession } from './live-session.ts';
export type { DrillOptions, DrillResume } from './options.ts';
export type { Script, ScriptEntry } from './script.ts';
export type * from './session.ts';

/**
 * Begins a drill: the thread loads, the world is raised, and time runs from the fault clock's zero on. Throws NotAJournal or JournalBroken
 * for a journal that cannot be resumed. `close()` it when it is over.
 */
export function startDrill(options: DrillOptions): LiveSession {
  return new LiveSession(options);
}
