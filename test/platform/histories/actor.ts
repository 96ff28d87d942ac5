/** Plays the steps of a history in a small installation, notes what must hold at every moment, and brings everything back at the end. */
import { startCouch } from '../../../src/sim/stores/couch-process.ts';
import { startRedis } from '../../../src/sim/stores/redis-process.ts';
import { type Answer, couchSoftware, SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';
import { machinesOf } from './machines.ts';
import type { Step } from './steps.ts';

/** A wish has caused what it causes. */
const wishMs = 1_000;

/** Until every start, healing and deployment that was begun has ended one way or the other. */
const settleSeconds = 5400;

export class Actor {
  readonly small: SmallInstallation;
  readonly instances: string[] = [];
  readonly applications: { id: string; slug: string }[] = [];
  /** The slug names of those that were removed. */
  readonly removed = new Set<string>();
  /** What people have last wished of an instance, and were not refused. */
  readonly wished = new Map<string, 'start' | 'stop'>();
  /** Instances that may well not run: their hours or their load decide. */
  readonly scaled = new Set<string>();
  /** Instances that nobody heals. */
  readonly unhealed = new Set<string>();
  /** What was wrong at a moment in between. */
  readonly wrong: string[] = [];
  readonly #unhealed: string;
  readonly #mend: (() => void)[] = [];
  readonly #refused: (() => Promise<Answer>)[] = [];
  readonly #dead = new Set<string>();
  /** Happens when CouchDB has made that many writes. */
  #planned: { atSeq: number; untilMs: number; act: () => void } | undefined;
  #workers = 2;

  constructor(seed: number) {
    this.small = new SmallInstallation({ seed, setupSeconds: 60, beforeEachEvent: () => this.#beforeEvent() });
    this.#unhealed = withRole(this.small, { role_type: 'db-master', ebs_volumes: {} });
  }

  async play(steps: readonly Step[], then: () => Promise<void>): Promise<void> {
    await this.small.play(async () => {
      for (const step of steps) {
        await this.#do(step);
        this.#look();
      }
      for (const mend of this.#mend.splice(0)) mend();
      this.small.loads.clear();
      await this.small.sleep(120);
      for (const wish of this.#refused.splice(0)) await wish();
      await this.small.sleep(settleSeconds);
      await then();
    });
  }

  get #cloud(): string {
    return `/clouds/${this.small.cloud._id}`;
  }

  /** A frontend that cannot reach a store says so with 503, and whoever wished something wishes it again in the end. Any other no is an answer. */
  async #api(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.small.api(method, path, body);
    if (answer.status === 503 && !path.endsWith('/instances') && !path.endsWith('/applications')) {
      this.#refused.push(() => this.#api(method, path, body));
    } else if (answer.status >= 500 && answer.status !== 503) {
      this.wrong.push(`${method} ${path}: ${answer.status}`);
    }
    return answer;
  }

  async #do(step: Step): Promise<void> {
    const { small } = this;
    const instance = 'which' in step ? pick(this.instances, step.which) : undefined;
    switch (step.do) {
      case 'create':
        return this.#create(step);
      case 'start':
      case 'stop':
      case 'reboot':
        if (instance) await this.#wish(instance, step.do);
        return;
      case 'start-and-die':
      case 'stop-and-die': {
        if (!instance) return;
        const killAll = () => {
          for (let number = 1; number <= this.#workers; number++) this.#killWorker(number, step.forSeconds);
        };
        this.#planned = { atSeq: small.writes + step.afterWrites, untilMs: small.nowMs + wishMs, act: killAll };
        return this.#wish(instance, step.do === 'start-and-die' ? 'start' : 'stop');
      }
      case 'application': {
        const number = this.applications.length + this.removed.size + 1;
        const name = `App ${number}`;
        const made = await this.#api('POST', `${this.#cloud}/applications`, { name, application_type: 'php' });
        if (made.status === 201) this.applications.push({ id: made.body.id, slug: `app_${number}` });
        return;
      }
      case 'deploy': {
        const application = pick(this.applications, step.which);
        if (application) await this.#api('POST', `/applications/${application.id}/deploy`, { command: step.command });
        return;
      }
      case 'undeploy-and-remove': {
        const application = pick(this.applications, step.which);
        if (!application) return;
        const answer = await this.#api('DELETE', `${this.#cloud}/applications/${application.id}`);
        if (answer.status !== 202) return;
        this.applications.splice(this.applications.indexOf(application), 1);
        this.removed.add(application.slug);
        return;
      }
      case 'execute-recipes':
        await this.#api('POST', `${this.#cloud}/deploy`, { command: 'execute_recipes', recipes: ['shop::warm'] });
        return;
      case 'hours': {
        const body = { auto_scaling_type: 'timer', schedule: { every_day: step.hours } };
        if (!instance) return;
        this.scaled.add(instance);
        await this.#api('PUT', `${this.#cloud}/instances/${instance}/auto_scaling`, body);
        return;
      }
      case 'thresholds': {
        const { minutes } = step;
        const body = { up: { minutes, ignore_minutes: 5 }, down: { minutes, ignore_minutes: 5 } };
        await this.#api('PUT', `${this.#cloud}/roles/${small.role._id}/load_based_scaling`, body);
        return;
      }
      case 'load':
        for (const nickname of small.agentHosts.keys())
          small.loads.set(nickname, { cpu: step.cpu, memory: 50, load: 1 });
        return;
      case 'rename':
        await this.#api('PUT', `${this.#cloud}/roles/${small.role._id}`, { name: `PHP ${step.which}` });
        return;
      case 'wait':
        return small.sleep(step.seconds);
      default:
        return this.#fail(step);
    }
  }

  /** A 503 may have been written down all the same, and is wished again in the end. */
  async #wish(instance: string, verb: 'start' | 'stop' | 'reboot'): Promise<void> {
    const { status } = await this.#api('POST', `${this.#cloud}/instances/${instance}/${verb}`);
    if (verb !== 'reboot' && status === 202) this.wished.set(instance, verb);
    if (status === 503) this.scaled.add(instance);
  }

  async #create({ scaling, healing }: Extract<Step, { do: 'create' }>): Promise<void> {
    const roles = healing ? [this.small.role._id] : [this.small.role._id, this.#unhealed];
    const made = await this.#api('POST', `${this.#cloud}/instances`, { roles });
    if (made.status !== 201) return;
    this.instances.push(made.body.id);
    if (!healing) this.unhealed.add(made.body.id);
    if (!scaling) return;
    this.scaled.add(made.body.id);
    await this.#api('PUT', `${this.#cloud}/instances/${made.body.id}/auto_scaling`, { auto_scaling_type: scaling });
  }

  async #fail(step: Step): Promise<void> {
    const { small } = this;
    const { network } = small.world;
    switch (step.do) {
      case 'machine-dies':
        return machineOf(small, step.which)?.switchOff();
      case 'machine-alone': {
        const host = machineOf(small, step.which);
        if (!host) return;
        const name = `${host.name} alone ${this.#mend.length}`;
        this.#later(step.forSeconds, network.partition({ name, separates: (a, b) => (a === host) !== (b === host) }));
        return;
      }
      case 'worker-dies':
        return this.#killWorker((step.which % this.#workers) + 1, step.forSeconds);
      case 'bus-dies':
        return small.restartBus();
      case 'redis-dies':
        return this.#restart('redis', step.forSeconds, small.redis.process, (host) => {
          small.redis = startRedis(host);
        });
      case 'couch-dies':
        return this.#restart('couch', step.forSeconds, small.couch.process, (host) => {
          small.couch = startCouch(host, couchSoftware);
        });
    }
  }

  #killWorker(number: number, forSeconds: number): void {
    const name = `worker${number}`;
    const running = this.small.workers.findLast(({ host, alive }) => host.name === name && alive);
    if (!running) return;
    running.end();
    this.#later(forSeconds, () => void this.small.startWorker(name));
  }

  #beforeEvent(): void {
    const planned = this.#planned;
    if (!planned) return;
    const isDue = this.small.writes >= planned.atSeq;
    if (!isDue && this.small.nowMs < planned.untilMs) return;
    this.#planned = undefined;
    if (isDue) planned.act();
  }

  #restart(name: string, forSeconds: number, process: { end: () => void }, start: (host: Host) => void): void {
    if (this.#dead.has(name)) return;
    this.#dead.add(name);
    process.end();
    this.#later(forSeconds, () => {
      this.#dead.delete(name);
      start(this.small.world.network.hosts.get(name)!);
    });
  }

  /** Mends what was broken after a while, or at the end of the history. */
  #later(seconds: number, mend: () => void): void {
    let done = false;
    const once = () => {
      if (!done) mend();
      done = true;
    };
    this.#mend.push(once);
    this.small.world.kernel.after(seconds * 1_000_000, once);
  }

  /** At no moment has a definition two machines. */
  #look(): void {
    const alive = new Map<string, string>();
    for (const { State, ClientToken, InstanceId } of machinesOf(this.small)) {
      if (State!.Name === 'shutting-down') continue;
      const definition = ClientToken!.split('-')[0]!;
      if (alive.has(definition)) this.wrong.push(`${definition} has ${alive.get(definition)} and ${InstanceId}`);
      alive.set(definition, InstanceId!);
    }
  }
}

type Host = ReturnType<SmallInstallation['host']>;

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length];
}

/** Machines that have ever run Chef, by their names. */
function machineOf(small: SmallInstallation, which: number): Host | undefined {
  return pick([...small.agentHosts.values()], which);
}
