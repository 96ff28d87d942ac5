/** The names of what an installation keeps in Redis. */

/** Jobs to be done: pushed on the left, taken from the right. */
export const queueKey = 'jobs';
/** Jobs that are due later: a sorted set by due time in milliseconds. */
export const delayedKey = 'jobs:delayed';
/** Channel on which the due time of a new delayed job is told. */
export const delayedChannel = 'jobs:delayed';
/** The jobs that a worker has in hand. */
export const processingKey = (workerId: string): string => `jobs:processing:${workerId}`;
/** A hash with a field for each worker that may have jobs in hand. */
export const workersKey = 'workers';
/** A hash with a field for each agent that the bus has seen and not yet given up. */
export const agentsKey = 'agents';
/** Commands that an agent has not reported on: a hash by their id. */
export const commandsKey = (agentId: string): string => `commands:${agentId}`;
/** Channel on which new commands are told, a JSON array of `ToldCommand`. */
export const commandsChannel = 'commands';
/** What a machine has told of its load: a sorted set of samples by their time. */
export const metricsKey = (agentId: string): string => `metrics:${agentId}`;
export const lockKey = (subject: string): string => `lock:${subject}`;
/** Who may have a name that is unique within a cloud or an account, while it is being written down. */
export const reservationKey = (of: { what: string; within: string; value: string | number }): string =>
  `${of.what}:${of.within}:${of.value}`;
