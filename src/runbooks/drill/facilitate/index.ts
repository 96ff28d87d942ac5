/**
 * A second seat. Whoever plays a drill serves a facilitator on a socket in the run's folder; on another terminal of the machine one joins,
 * sees what is true, breaks things and tells the players something. What a facilitator does is an input like any other: it stands in the
 * journal and happens again when the drill is run again. Players do not see it, only what follows from it (`console/hidden.ts`).
 *
 * ```ts
 * const seat = await serveFacilitator(session, { folder: '.zonefall/2011-08-07', plan });   // where the drill runs
 * ...
 * await seat.close();
 *
 * const session = await joinDrill('.zonefall/2011-08-07', { by: 'tomas' });                   // the second terminal
 * await session.command('fault host:power host=main/worker for=PT10M');
 * ```
 *
 * The two speak JSON, a line each (`messages.ts`). Only the user who runs the drill can connect.
 */
export { joinDrill, NoDrillThere } from './join.ts';
export { type Facilitated, FacilitatorServed, serveFacilitator } from './serve.ts';
export { socketPathOf } from './socket-path.ts';
