/**
 * Who starts and stops instances besides people.
 *
 * - *time-based* instances (`auto_scaling_type: 'timer'`) run in the hours of their schedule, UTC. A manual start or stop is undone at
 *   the next check, which comes every couple of minutes (`by-time.ts`, `schedule.ts`).
 * - *load-based* instances (`'load'`) of a role are started and stopped by the average load of all online machines of the role
 *   (`by-load.ts`, `load.ts`). Machines tell of their load once a minute (`load-reports.ts`), the bus keeps it in Redis (`metrics.ts`).
 * - all others run until somebody stops them.
 *
 * A check is a delayed job that asks for its successor; the first is asked for by whoever makes a time-based instance or
 * sets thresholds. So a cloud without them has no check, and machines of other roles report nothing.
 */
export { loadCheck, scaleByLoad } from './by-load.ts';
export { scaleByTime, scheduleCheck } from './by-time.ts';
export { longestWindowMinutes } from './metrics.ts';
