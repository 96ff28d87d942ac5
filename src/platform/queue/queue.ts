/**
 * The reliable queue: a job is in the queue, in a worker's hands or done, and never nowhere.
 *
 * A worker takes a job by moving it to a list of its own (BLMOVE) and removes it from there behind what follows from it,
 * in one go. What a dead worker had in hand goes back to the queue. So a job can run twice, and is written to stand that.
 */
import type { ChainableCommander } from 'ioredis';
import type { Chance } from '../environment.ts';
import type { RedisLink } from '../redis-link.ts';
import type { Command, FollowUps, Job, ToldCommand } from './job.ts';
import {
  commandsChannel,
  commandsKey,
  delayedChannel,
  delayedKey,
  metricsKey,
  processingKey,
  queueKey,
  workersKey,
} from './keys.ts';

export class Queue {
  readonly #redis: RedisLink;
  readonly #random: Chance;

  constructor(redis: RedisLink, random: Chance) {
    this.#redis = redis;
    this.#random = random;
  }

  /** Puts jobs and commands in place, all or none. */
  async add(followUps: FollowUps): Promise<void> {
    await this.#redis.run((client) => this.#append(client.multi(), followUps).exec());
  }

  /** The job is done: what follows from it is put in place, then it leaves the worker's hands with the locks that it held. */
  async complete(workerId: string, payload: string, followUps: FollowUps, locks: readonly string[]): Promise<void> {
    if (isNothing(followUps) && locks.length === 0) {
      await this.#redis.run((client) => client.lrem(processingKey(workerId), 1, payload));
      return;
    }
    await this.#redis.inOrder((pipeline) => {
      const done = this.#append(pipeline, followUps).lrem(processingKey(workerId), 1, payload);
      return locks.length > 0 ? done.del(...locks) : done;
    });
  }

  register(workerId: string): Promise<unknown> {
    return this.#redis.run((client) => client.hset(workersKey, workerId, 'working'));
  }

  inHand(workerId: string): Promise<string[]> {
    return this.#redis.run((client) => client.lrange(processingKey(workerId), 0, -1));
  }

  /** Puts back what a lost worker had in hand, to be taken next. Returns how many jobs that were. */
  requeue(workerId: string): Promise<number> {
    return this.#redis.run(async (client) => {
      // As many as it had: a worker that is cut off from us but not from Redis would take them again at once, for ever.
      const jobs = await client.llen(processingKey(workerId));
      for (let moved = 0; moved < jobs; moved++) {
        await client.lmove(processingKey(workerId), queueKey, 'LEFT', 'RIGHT');
      }
      await client.hdel(workersKey, workerId);
      return jobs;
    });
  }

  #append(
    pipeline: ChainableCommander,
    { now = [], later = [], commands = [], goneAgents = [] }: FollowUps,
  ): ChainableCommander {
    for (const job of now) pipeline.lpush(queueKey, this.payload(job));
    for (const { job, atMs } of later) pipeline.zadd(delayedKey, 'NX', atMs, JSON.stringify(job));
    if (later.length > 0) pipeline.publish(delayedChannel, String(Math.min(...later.map(({ atMs }) => atMs))));
    for (const { agentId, ...command } of commands) {
      pipeline.hset(commandsKey(agentId), command.id, JSON.stringify(command));
    }
    if (commands.length > 0) pipeline.publish(commandsChannel, toldOf(commands));
    for (const agentId of goneAgents) pipeline.del(commandsKey(agentId), metricsKey(agentId));
    return pipeline;
  }

  /** The text of a job for one passage through the queue. */
  payload(job: Job): string {
    return JSON.stringify({ ...job, run: this.#random.hex(12) });
  }
}

function toldOf(commands: readonly Command[]): string {
  return JSON.stringify(commands.map(({ agentId, id }): ToldCommand => [agentId, id]));
}

function isNothing({ now = [], later = [], commands = [], goneAgents = [] }: FollowUps): boolean {
  return now.length + later.length + commands.length + goneAgents.length === 0;
}
