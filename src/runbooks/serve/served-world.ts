/** One world that is served: it lives beside the wall clock, and real clients and tests do things in it. */
import { type ApiPath, ConnectTimeoutError, type Ec2Caller } from '../../sim/cloud/index.ts';
import { Faults, type PlannedFault } from '../../sim/faults/index.ts';
import type { Process } from '../../sim/network/index.ts';
import type { World } from '../../sim/world.ts';
import { LivingWorld, WorldClosed } from './living-world.ts';
import { Misread } from './misread.ts';
import type { Setting } from './setting.ts';
import type { Door, MakeStage, Pace } from './stage.ts';

export interface Hit {
  readonly name: string;
  /** Nothing yet for a fault that is still to come. */
  readonly targets: readonly string[];
}

export class ServedWorld {
  readonly setting: Setting;
  readonly pace: Pace;
  readonly world: World;
  readonly faults: Faults;
  readonly living: LivingWorld;
  /** Who real clients are in the world. */
  readonly clients: Process;
  readonly doors: ReadonlyMap<string, Door>;
  /** The moment at which the first of them is let in, in kernel time. */
  readonly beginUs: number;
  /** Faults that could not begin when their time came. */
  readonly misfired: { readonly name: string; readonly why: string }[] = [];
  readonly #path: ApiPath;
  #broken = 0;

  /** Puts the stage up, and lets in it happen what has to happen before. */
  static async open(setting: Setting, pace: Pace, make: MakeStage): Promise<ServedWorld> {
    const stage = make(setting, pace);
    const { world } = stage;
    const clients = world.addOfficeHost(`${setting.from}-clients`, setting.from).start('clients');
    if (stage.raise) {
      world.kernel.spawn('raise', async () => {
        await stage.raise!();
        world.kernel.stop();
      });
      await world.kernel.run();
    }
    return new ServedWorld({ setting, pace, stage, clients });
  }

  private constructor({
    setting,
    pace,
    stage,
    clients,
  }: Pick<ServedWorld, 'setting' | 'pace' | 'clients'> & { stage: ReturnType<MakeStage> }) {
    const { world } = stage;
    this.setting = setting;
    this.pace = pace;
    this.world = world;
    this.clients = clients;
    this.beginUs = world.kernel.nowUs;
    const restartProcess: typeof stage.restartProcess = (host, process) => stage.restartProcess(host, process);
    this.faults = new Faults({ ...world, restartProcess }, this.beginUs, { started() {}, ended() {} });
    this.living = new LivingWorld(world.kernel, pace.speed);
    this.doors = new Map(stage.doors?.(clients).map((door) => [door.name, door]));
    this.#path = pace.instant ? shortPath(world) : world.apiPath(clients);
  }

  /** Virtual seconds since the first was let in. */
  get seconds(): number {
    return (this.world.kernel.nowUs - this.beginUs) / 1e6;
  }

  /** A call of a real client. Rejects with an Ec2Error, with what the network made of it, or with WorldClosed. */
  call(caller: Ec2Caller, action: string, input: object): Promise<object> {
    return this.living.do(() => this.world.ec2.call(caller, this.#path, action, input));
  }

  /**
   * Breaks something, as a scenario's method would; one fault or several. Resolves to what was hit, by the faults' names.
   * Rejects with Misread for what is no fault, or aims at what is not there.
   */
  async break(body: unknown): Promise<Hit[]> {
    // The files' schemas are loaded when something is broken, not before anything is served.
    const { readFaults } = await import('./fault-request.ts');
    const planned = readFaults(body, this.setting.scenario, () => `fault-${++this.#broken}`, this.world);
    return this.living
      .do(() => planned.map((fault) => this.#start(fault)))
      .catch((error: Error) => {
        throw error instanceof WorldClosed ? error : new Misread(error.message);
      });
  }

  /** The scenario's own faults, and what its status page says, as if its story began now. Resolves to the names of the faults. */
  async play(): Promise<{ name: string; atSeconds: number }[]> {
    const { method, signals } = this.setting.scenario;
    const { plannedFault } = await import('../fault-plan.ts');
    const planned = method.map((fault) => plannedFault(this.setting.scenario, fault));
    return this.living.do(() => {
      const { kernel, statusPage } = this.world;
      for (const { via, atSeconds, text } of signals) {
        if (via === 'aws-status') kernel.after(atSeconds * 1e6, () => statusPage.publish(text), 'signal');
      }
      for (const fault of planned) this.#start(fault);
      return planned.map(({ name, atSeconds }) => ({ name, atSeconds }));
    });
  }

  /** Ends a fault that lasts; false where none of that name does. */
  mend(name: string): Promise<boolean> {
    return this.living.do(() => this.faults.end(name));
  }

  /** In the world: `fault` counts its seconds from now. */
  #start(fault: PlannedFault): Hit {
    const { name, atSeconds: inSeconds } = fault;
    const planned = { ...fault, atSeconds: this.seconds + inSeconds };
    if ('darkUntilSeconds' in planned && planned.darkUntilSeconds !== undefined)
      planned.darkUntilSeconds += this.seconds;
    if (inSeconds === 0) return { name, targets: this.faults.start(planned) };
    this.world.kernel.after(inSeconds * 1e6, () => this.#startLater(planned), 'fault');
    return { name, targets: [] };
  }

  /** Whoever asked has its answer long ago: what goes wrong is seen in the state, and breaks no more than that. */
  #startLater(fault: PlannedFault): void {
    try {
      this.faults.start(fault);
    } catch (error) {
      this.misfired.push({ name: fault.name, why: (error as Error).message });
    }
  }
}

/** To a management server without any way: it is reached, or it is not. */
function shortPath(world: World): ApiPath {
  return {
    async call(zoneId, serve) {
      const { dark, power } = world.site(zoneId);
      if (dark || !power) throw new ConnectTimeoutError(zoneId, 0);
      return serve();
    },
  };
}
