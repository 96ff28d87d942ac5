/**
 * The agent bus: every agent and every worker holds a lasting connection to it.
 *
 * Commands lie in Redis until the agent has reported on them; the bus sends them when they are told or when the agent
 * comes back. A result becomes a job before its command is removed (a run that changes no document needs none), and only
 * then does the agent hear that it may forget it. Delayed jobs go into the queue here when they are due. An agent that
 * falls silent and stays away becomes a job too, and what a lost worker had in hand goes back to the queue. The bus keeps
 * nothing that it could not read again.
 */
import type { Channel, Environment } from './environment.ts';
import type { InstallationConfig } from './installation.ts';
import { changesDocuments } from './life/results.ts';
import type { AgentFacts, CommandResult, ToAgent, ToBus } from './messages.ts';
import { Queueing } from './patience.ts';
import { DelayedJobs } from './queue/delayed.ts';
import { type Command, newJob, type ToldCommand } from './queue/job.ts';
import { agentsKey, commandsChannel, commandsKey, delayedChannel, queueKey, workersKey } from './queue/keys.ts';
import { Queue } from './queue/queue.ts';
import { RedisLink } from './redis-link.ts';
import { Metrics } from './scaling/metrics.ts';

export function startBus(env: Environment, config: InstallationConfig): void {
  env.log('bus.started', { installation: config.name });
  new Bus(env, config).start();
}

type Peer = { kind: 'agent' | 'worker'; id: string };

class Bus {
  readonly #env: Environment;
  readonly #config: InstallationConfig;
  readonly #redis: RedisLink;
  readonly #queue: Queue;
  readonly #delayed: DelayedJobs;
  readonly #metrics: Metrics;
  readonly #patience: Queueing;
  /** Who is connected, and over which channel. */
  readonly #agents = new Map<string, AgentLine>();
  readonly #workers = new Map<string, Channel>();
  /** Who has left a moment ago, and how to stop waiting for their return. */
  readonly #awaited = new Map<string, () => void>();

  constructor(env: Environment, config: InstallationConfig) {
    this.#env = env;
    this.#config = config;
    this.#redis = new RedisLink(env, config, config.storeTimeoutMs);
    this.#queue = new Queue(this.#redis, env.random);
    this.#metrics = new Metrics(this.#redis);
    this.#patience = new Queueing(env, 'bus.waits');
    this.#delayed = new DelayedJobs(env, this.#redis, this.#queue, this.#patience);
  }

  start(): void {
    const { redisHost, redisPort, busPort, agentsStartGraceMs, workersStartGraceMs } = this.#config;
    const subscriber = this.#env.redis(redisHost, redisPort);
    subscriber.on('error', () => {});
    subscriber.on('message', (channel: string, text: string) => {
      if (channel === delayedChannel) this.#delayed.wakeAt(Number(text));
      else this.#sendTold(JSON.parse(text) as readonly ToldCommand[]);
    });
    // What was told while the subscription was down is read again.
    subscriber.on('ready', () => {
      subscriber.subscribe(commandsChannel, delayedChannel).then(
        () => {
          this.#delayed.move();
          for (const agentId of this.#agents.keys()) this.#sendCommands(agentId);
        },
        () => {},
      );
    });
    this.#env.accept(busPort, (channel) => this.#greet(channel));
    this.#env.clock.after(workersStartGraceMs, () => void this.#missWorkers());
    this.#env.clock.after(agentsStartGraceMs, () => void this.#missAgents());
  }

  #greet(channel: Channel): void {
    let peer: Peer | undefined;
    channel.onMessage = (raw) => {
      const message = raw as ToBus;
      if (message.type === 'agent') {
        peer = { kind: 'agent', id: message.agentId };
        this.#agentCame(message.agentId, message.facts, channel);
      } else if (message.type === 'worker') {
        peer = { kind: 'worker', id: message.workerId };
        this.#isBack(message.workerId);
        this.#workers.set(message.workerId, channel);
        channel.send({ type: 'welcome' } satisfies ToAgent);
        void this.#patiently(() => this.#queue.register(message.workerId));
      } else if (peer?.kind === 'agent') {
        if (message.type === 'load') void this.#metrics.keep(peer.id, message.sample);
        else if (message.type === 'wish') void this.#pass(peer.id, message);
        else void this.#report(peer.id, message.result);
      }
    };
    channel.onClose = () => {
      if (peer?.kind === 'agent') this.#agentLeft(peer.id, channel);
      if (peer?.kind === 'worker') this.#workerLeft(peer.id, channel);
    };
  }

  #unlessBackSoon(peerId: string, lost: () => void): void {
    const cancel = this.#env.clock.after(this.#config.lostAfterMs, () => {
      this.#awaited.delete(peerId);
      lost();
    });
    this.#awaited.set(peerId, cancel);
  }

  #isBack(peerId: string): void {
    this.#awaited.get(peerId)?.();
    this.#awaited.delete(peerId);
  }

  #agentCame(agentId: string, facts: AgentFacts, channel: Channel): void {
    this.#isBack(agentId);
    const line: AgentLine = { channel, sent: new Set() };
    this.#agents.set(agentId, line);
    channel.send({ type: 'welcome' } satisfies ToAgent);
    const job = newJob(this.#env.random.hex(32), { kind: 'agent-connected', agentId, facts });
    void this.#patiently(async () => {
      if (this.#agents.get(agentId) !== line) return;
      const [, , waiting] = await this.#redis.inOrder((pipeline) =>
        pipeline
          .hset(agentsKey, agentId, facts.hostname)
          .lpush(queueKey, this.#queue.payload(job))
          .hvals(commandsKey(agentId)),
      );
      sendAll(line, waiting as string[]);
    });
  }

  #agentLeft(agentId: string, channel: Channel): void {
    if (this.#agents.get(agentId)?.channel !== channel) return;
    this.#agents.delete(agentId);
    this.#unlessBackSoon(agentId, () => void this.#agentLost(agentId));
  }

  async #agentLost(agentId: string): Promise<void> {
    this.#env.log('agent.lost', { agent: agentId });
    const job = newJob(this.#env.random.hex(32), { kind: 'agent-lost', agentId });
    await this.#patiently(async () => {
      if (this.#agents.has(agentId)) return;
      await this.#redis.inOrder((pipeline) =>
        pipeline.lpush(queueKey, this.#queue.payload(job)).hdel(agentsKey, agentId),
      );
    });
  }

  #workerLeft(workerId: string, channel: Channel): void {
    if (this.#workers.get(workerId) !== channel) return;
    this.#workers.delete(workerId);
    this.#unlessBackSoon(workerId, () => void this.#workerLost(workerId));
  }

  async #workerLost(workerId: string): Promise<void> {
    const jobs = await this.#patiently(async () => (this.#workers.has(workerId) ? 0 : this.#queue.requeue(workerId)));
    this.#env.log('worker.lost', { worker: workerId, requeued: jobs });
  }

  /** A bus that starts in another's place counts as lost whom that one knew and who has not called by now. */
  async #missAgents(): Promise<void> {
    const known = await this.#patiently(() => this.#redis.run((client) => client.hkeys(agentsKey)));
    for (const agentId of known) if (!this.#agents.has(agentId)) await this.#agentLost(agentId);
  }

  async #missWorkers(): Promise<void> {
    const known = await this.#patiently(() => this.#redis.run((client) => client.hkeys(workersKey)));
    for (const workerId of known) if (!this.#workers.has(workerId)) await this.#workerLost(workerId);
  }

  #sendCommands(agentId: string): void {
    const line = this.#agents.get(agentId);
    if (!line) return;
    void this.#patiently(async () => {
      if (this.#agents.get(agentId) !== line) return;
      sendAll(line, await this.#redis.run((client) => client.hvals(commandsKey(agentId))));
    });
  }

  /** Sends commands that were told of to those of their agents that are on a line now. */
  #sendTold(told: readonly ToldCommand[]): void {
    const lines = new Map(told.map(([agentId]) => [agentId, this.#agents.get(agentId)]));
    const isHere = ([agentId]: ToldCommand) => lines.get(agentId) && this.#agents.get(agentId) === lines.get(agentId);
    if (!told.some(isHere)) return;
    void this.#patiently(async () => {
      const wanted = told.filter(isHere);
      const texts = await this.#redis.inOrder((pipeline) => {
        for (const [agentId, commandId] of wanted) pipeline.hget(commandsKey(agentId), commandId);
        return pipeline;
      });
      for (const [index, [agentId, commandId]] of wanted.entries()) {
        const text = texts[index] as string | null;
        if (text !== null) send(lines.get(agentId)!, commandId, text);
      }
    });
  }

  async #pass(agentId: string, { runId, recipes }: Extract<ToBus, { type: 'wish' }>): Promise<void> {
    const job = newJob(`wish-${runId}`, { kind: 'client-run', agentId, runId, recipes });
    await this.#patiently(() => this.#queue.add({ now: [job] }));
  }

  /** Turns a result that is to be written down into a job, removes its command, and tells the agent. */
  async #report(agentId: string, result: CommandResult): Promise<void> {
    const { commandId } = result;
    const line = this.#agents.get(agentId);
    const { instanceId: instance, activity, ok } = result;
    const job = newJob(`result-${agentId}-${commandId}`, { kind: 'command-finished', agentId, result });
    await this.#patiently(() =>
      this.#redis.inOrder((pipeline) => {
        if (changesDocuments(result)) pipeline.lpush(queueKey, this.#queue.payload(job));
        return pipeline.hdel(commandsKey(agentId), commandId);
      }),
    );
    this.#env.log('chef.run', { instance, activity, ok });
    line?.sent.delete(commandId);
    line?.channel.send({ type: 'acknowledged', commandId } satisfies ToAgent);
  }

  #patiently<T>(task: () => Promise<T>): Promise<T> {
    return this.#patience.untilDone(task);
  }
}

/** A command travels over one connection once; `text` is what lies in Redis. */
function send(line: AgentLine, commandId: string, text: string): void {
  if (line.sent.has(commandId)) return;
  line.sent.add(commandId);
  const type: ToAgent['type'] = 'command';
  line.channel.sendJson(`{"type":"${type}","command":${text}}`);
}

/** All that wait for an agent, the oldest first. */
function sendAll(line: AgentLine, texts: readonly string[]): void {
  const waiting = texts.map((text) => ({ ...(JSON.parse(text) as Pick<Command, 'id' | 'atMs'>), text }));
  waiting.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  for (const { id, text } of waiting) send(line, id, text);
}

/** A connected agent, and the ids of the commands that were sent over this connection. */
interface AgentLine {
  channel: Channel;
  sent: Set<string>;
}
