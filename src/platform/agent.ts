/**
 * The agent on a managed machine: it calls the bus, runs Chef when it is told to, one run after the other, and reports.
 *
 * A result is kept and sent again until the bus has acknowledged it. Of several configures that wait only the newest is
 * run: each describes the whole cloud. The newest five runs are kept with their JSON, as `scalarium_cleanup` did with
 * the log files.
 */
import type { Channel, ChefRun, Environment, Machine } from './environment.ts';
import { describeError } from './errors.ts';
import type { CommandResult, ToAgent, ToBus } from './messages.ts';
import { longestPauseMs } from './patience.ts';
import { keepConnected } from './presence.ts';

const runsKept = 5;
/** How many finished commands are remembered, in case the bus sends one again. */
const finishedKept = 100;
const logTailCharacters = 2_000;

export interface AgentOptions {
  agentId: string;
  /** As in the machine's user data; resolved anew for each connection. */
  busHost: string;
  busPort: number;
  machine: Machine;
}

/** A Chef run that the agent remembers. */
export interface KeptRun extends ChefRun {
  startedAtMs: number;
  ok: boolean;
  log: string;
}

export interface Agent {
  /** The newest runs, oldest first; at most five. */
  runs(): readonly KeptRun[];
}

export function startAgent(env: Environment, options: AgentOptions): Agent {
  const agent = new RunningAgent(env, options);
  agent.start();
  return agent;
}

type Command = Extract<ToAgent, { type: 'command' }>['command'];

class RunningAgent implements Agent {
  readonly #env: Environment;
  readonly #options: AgentOptions;
  #channel: Channel | undefined;
  #waiting: Command[] = [];
  #busy = false;
  /** Ids of commands that are waiting, running or finished. */
  readonly #known = new Set<string>();
  readonly #unacknowledged = new Map<string, CommandResult>();
  #runs: KeptRun[] = [];

  constructor(env: Environment, options: AgentOptions) {
    this.#env = env;
    this.#options = options;
  }

  runs(): readonly KeptRun[] {
    return this.#runs;
  }

  start(): void {
    const { agentId, busHost, busPort, machine } = this.#options;
    const connected = (channel: Channel) => {
      this.#channel = channel;
      channel.onMessage = (message) => this.#hear(message as ToAgent);
      this.#send({ type: 'agent', agentId, facts: machine.facts() });
      for (const result of this.#unacknowledged.values()) this.#send({ type: 'result', result });
    };
    const lost = () => {
      this.#channel = undefined;
    };
    keepConnected(this.#env, { host: busHost, port: busPort, capMs: longestPauseMs }, connected, lost);
  }

  #hear(message: ToAgent): void {
    if (message.type === 'acknowledged') this.#unacknowledged.delete(message.commandId);
    if (message.type !== 'command') return;
    const { command } = message;
    if (this.#known.has(command.id)) return;
    this.#known.add(command.id);
    this.#waiting.push(command);
    if (!this.#busy) void this.#runAll();
  }

  async #runAll(): Promise<void> {
    this.#busy = true;
    for (let command = this.#waiting.shift(); command; command = this.#waiting.shift()) {
      const superseded =
        command.activity === 'configure' && this.#waiting.some((later) => later.activity === 'configure');
      const { ok, log } = superseded ? { ok: true, log: '' } : await this.#run(command);
      this.#finished(command, { ok, log: log.slice(-logTailCharacters), superseded });
    }
    this.#busy = false;
  }

  async #run(command: Command): Promise<{ ok: boolean; log: string }> {
    const { activity, recipes, json } = command;
    const startedAtMs = this.#env.clock.nowMs();
    const { ok, log } = await this.#options.machine
      .converge({ activity, recipes, json })
      .catch((error: unknown) => ({ ok: false, log: describeError(error) }));
    this.#runs = [...this.#runs, { activity, recipes, json, startedAtMs, ok, log }].slice(-runsKept);
    return { ok, log };
  }

  #finished({ id, instanceId, activity }: Command, outcome: { ok: boolean; log: string; superseded: boolean }): void {
    const result: CommandResult = { commandId: id, instanceId, activity, ...outcome };
    this.#unacknowledged.set(id, result);
    this.#send({ type: 'result', result });
    for (const known of this.#known) {
      if (this.#known.size <= finishedKept) break;
      this.#known.delete(known);
    }
  }

  #send(message: ToBus): void {
    this.#channel?.send(message);
  }
}
