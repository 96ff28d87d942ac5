/**
 * The console of a drill: a line goes in, something happens in the world, lines come out.
 *
 * ```
 * fault host:power host=main/worker for=PT10M      breaks something, as a scenario's method would
 * end console-1                                    ends a fault that lasts
 * step couchdb:lag max=PT5S                        one step of a runbook, by the same handlers
 * on main/frontend1 scalarium-client status        a shell on a machine, over the world's network
 * aws ec2 describe-instances --account main --region eu-west-1
 * signal phone "The support line is ringing"       a facilitator tells the players something
 * ```
 *
 * A line is read (`read-command.ts`: every mistake with its column and the nearest name), completed (`complete.ts`, from plain data, in any
 * thread) and carried out (`run-command.ts`, inside the world and in virtual time). The last one is not exported here: a screen completes
 * lines, and must not load client-ec2 for that. `hidden.ts` says what of it players do not see.
 */
export { complete } from './complete.ts';
export type { ConsoleContext } from './context.ts';
export { forPlayers, isHidden } from './hidden.ts';
export { type ConsoleNames, consoleNames, namesIn } from './names.ts';
export { ConsoleMistake } from './words.ts';
