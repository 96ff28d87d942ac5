/**
 * The agent on a managed machine: it calls the bus, runs Chef when it is told to, one run after the other, and reports.
 *
 * A result is kept and sent again until the bus has acknowledged it. A configure is not run when a newer one waits or has
 * run: each describes the whole cloud. The newest five runs are kept with their JSON, as `scalarium_cleanup` did with
 * the log files.
 */
import { writeFiles } from './client/files.ts';
import type { KeptRun } from './client/kept-run.ts';
import { clientRunId, isClientRun } from './client/run-id.ts';
import { isObject, type JsonObject } from './deep-merge.ts';
import { instanceIdOf } from './documents/instance.ts';
import type { Channel, ChefRun, Environment, Machine, MachineFacts } from './environment.ts';
import { describeError } from './errors.ts';
import type { CommandResult, ToAgent, ToBus } from './messages.ts';
import { longestPauseMs } from './patience.ts';
import { keepConnected } from './presence.ts';
import { LoadReports } from './scaling/load-reports.ts';

const runsKept = 5;
/** How many finished commands are remembered, in case the bus sends one again. */
const finishedKept = 100;
const logTailCharacters = 2_000;
/** For so long somebody on the machine waits for the platform. */
const answerMs = 30_000;

export interface AgentOptions {
  agentId: string;
  /** As in the machine's user data; resolved anew for each connection. */
  busHost: string;
  busPort: number;
  machine: Machine;
}

export interface Agent {
  readonly id: string;
  /** Whether the bus hears it, as far as it knows. */
  readonly connected: boolean;
  /** What runs now, and what waits behind it. */
  readonly activities: readonly string[];
  /** The newest runs, oldest first; at most five. */
  runs(): readonly KeptRun[];
  facts(): MachineFacts;
  /**
   * Runs Chef for somebody on the machine, after all that waits. The platform gets the log, as of a run of its own. With
   * `recipes` it is asked for the run, with the newest JSON of the cloud in it; `run` is what is done when it does not answer.
   */
  run(run: ChefRun, recipes?: readonly string[]): Promise<KeptRun>;
}

export function startAgent(env: Environment, options: AgentOptions): Agent {
  const agent = new RunningAgent(env, options);
  agent.start();
  return agent;
}

type Command = Extract<ToAgent, { type: 'command' }>['command'];
type Named = Pick<Command, 'id' | 'instanceId' | 'activity'>;
type Outcome = Omit<CommandResult, 'commandId' | 'instanceId' | 'activity'>;

/** A Chef run to do: for the bus, or for somebody on the machine. */
type Work =
  | { readonly command: Command }
  | { readonly own: ChefRun; readonly id: string; readonly done: (run: KeptRun) => void };

class RunningAgent implements Agent {
  readonly #env: Environment;
  readonly #options: AgentOptions;
  #channel: Channel | undefined;
  #waiting: Work[] = [];
  #current: Work | undefined;
  /** Ids of commands that are waiting, running or finished. */
  readonly #known = new Set<string>();
  readonly #unacknowledged = new Map<string, CommandResult>();
  /** The results of the newest commands: one that comes again is answered again. */
  readonly #finishedResults = new Map<string, CommandResult>();
  readonly #load: LoadReports;
  /** Runs that the platform was asked for, by their id. */
  readonly #asked = new Map<string, { done: (run: KeptRun) => void; cancel: () => void }>();
  #ownRuns = 0;
  /** How new what the last configure said of the cloud was. */
  #configuredAsOfMs = 0;
  #runs: KeptRun[] = [];

  constructor(env: Environment, options: AgentOptions) {
    this.#env = env;
    this.#options = options;
    this.#load = new LoadReports(env.clock, options.machine, (sample) => this.#send({ type: 'load', sample }));
  }

  get id(): string {
    return this.#options.agentId;
  }

  get connected(): boolean {
    return this.#channel !== undefined;
  }

  get activities(): readonly string[] {
    const works = this.#current ? [this.#current, ...this.#waiting] : this.#waiting;
    return works.map((work) => ('command' in work ? work.command : work.own).activity);
  }

  runs(): readonly KeptRun[] {
    return this.#runs;
  }

  facts(): MachineFacts {
    return this.#options.machine.facts();
  }

  run(run: ChefRun, recipes?: readonly string[]): Promise<KeptRun> {
    const id = clientRunId(this.id, this.#env.clock.nowMs(), this.#ownRuns++);
    return new Promise((done) => {
      const byMyself = () => {
        this.#asked.delete(id);
        this.#known.add(id);
        this.#enqueue({ own: run, id, done });
      };
      if (!recipes || !this.connected) return byMyself();
      this.#asked.set(id, { done, cancel: this.#env.clock.after(answerMs, byMyself) });
      this.#send({ type: 'wish', runId: id, recipes });
    });
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
    if (this.#known.has(command.id)) {
      this.#answerAgain(command.id);
      return;
    }
    this.#known.add(command.id);
    this.#asked.get(command.id)?.cancel();
    this.#enqueue({ command });
  }

  /** The bus sends a command again when the job that made it ran twice. */
  #answerAgain(commandId: string): void {
    const result = this.#finishedResults.get(commandId);
    if (!result || this.#unacknowledged.has(commandId)) return;
    this.#unacknowledged.set(commandId, result);
    this.#send({ type: 'result', result });
  }

  #enqueue(work: Work): void {
    this.#waiting.push(work);
    if (!this.#current) void this.#runAll();
  }

  async #runAll(): Promise<void> {
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) {
      this.#current = work;
      if ('command' in work) await this.#obey(work.command);
      else work.done(await this.#runOwn(work.own, work.id));
    }
    this.#current = undefined;
  }

  async #obey(command: Command): Promise<void> {
    if (command.activity === 'configure' && this.#knowsNewer(command))
      return this.#finished(command, { ok: true, log: '', superseded: true });
    const run = await this.#run(command);
    const asked = this.#asked.get(command.id);
    this.#asked.delete(command.id);
    this.#report(command, run, isClientRun({ commandId: command.id }));
    asked?.done(run);
  }

  /** Of two that say the same the last one is run. */
  #knowsNewer({ atMs }: Command): boolean {
    const waits = (work: Work) =>
      'command' in work && work.command.activity === 'configure' && work.command.atMs >= atMs;
    if (atMs < this.#configuredAsOfMs || this.#waiting.some(waits)) return true;
    this.#configuredAsOfMs = atMs;
    return false;
  }

  async #runOwn(own: ChefRun, id: string): Promise<KeptRun> {
    const run = await this.#run(own);
    this.#report({ id, instanceId: instanceIdOf(this.id), activity: run.activity }, run, true);
    return run;
  }

  /** What somebody on the machine has asked for is told with the JSON that the cloud's users have written. */
  #report(named: Named, run: KeptRun, own: boolean): void {
    const outcome = { ok: run.ok, log: run.log.slice(-logTailCharacters), superseded: false };
    this.#finished(named, own ? { ...outcome, customJson: customJsonOf(run) } : outcome);
  }

  async #run({ activity, recipes, json }: ChefRun): Promise<KeptRun> {
    const startedAtMs = this.#env.clock.nowMs();
    const { ok, log } = await this.#options.machine
      .converge({ activity, recipes, json })
      .catch((error: unknown) => ({ ok: false, log: describeError(error) }));
    const run = { activity, recipes, json, startedAtMs, endedAtMs: this.#env.clock.nowMs(), ok, log };
    this.#load.configured(json);
    this.#runs = [...this.#runs, run].slice(-runsKept);
    const { files } = this.#options.machine;
    if (files) writeFiles(files, run, this.#runs);
    return run;
  }

  #finished({ id, instanceId, activity }: Named, outcome: Outcome): void {
    const result: CommandResult = { commandId: id, instanceId, activity, ...outcome };
    this.#unacknowledged.set(id, result);
    this.#finishedResults.set(id, result);
    this.#send({ type: 'result', result });
    for (const known of this.#known) {
      if (this.#known.size <= finishedKept) break;
      this.#known.delete(known);
      this.#finishedResults.delete(known);
    }
  }

  #send(message: ToBus): void {
    this.#channel?.send(message);
  }
}

/** What of a run's JSON the cloud's users have written. */
function customJsonOf({ json }: ChefRun): JsonObject {
  const { scalarium } = json;
  return isObject(scalarium) && isObject(scalarium.custom_json) ? scalarium.custom_json : {};
}
