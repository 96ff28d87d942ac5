/** One world that is served: EC2 and nothing else, living beside the wall clock, and what real clients and tests do in it. */
import type { ApiPath, Ec2Caller, Ec2Models } from '../../sim/cloud/index.ts';
import { ConnectTimeoutError } from '../../sim/cloud/index.ts';
import { Faults } from '../../sim/faults/index.ts';
import { World, type WorldOptions } from '../../sim/world.ts';
import { sample } from '../files/distribution.ts';
import { LivingWorld } from './living-world.ts';
import type { Setting } from './setting.ts';

export interface Pace {
  /** Virtual seconds for each of the wall clock. */
  readonly speed: number;
  /** What takes time in EC2 is done at once, and calls travel no way; machines still boot, and faults still last. */
  readonly instant: boolean;
}

const INSTANT: Ec2Models = {
  pendingSeconds: () => 0,
  shutdownSeconds: () => 0,
  catchUpSeconds: () => 0,
  volumeSeconds: () => 0,
  snapshotSeconds: () => 0,
  answerSeconds: () => 0,
};

export class ServedWorld {
  readonly setting: Setting;
  readonly pace: Pace;
  readonly world: World;
  readonly faults: Faults;
  readonly living: LivingWorld;
  readonly #path: ApiPath;
  #broken = 0;

  /** `onBoot`: what a machine's image starts; nothing, where nobody says. */
  constructor(setting: Setting, pace: Pace, onBoot: WorldOptions['onBoot'] = () => {}) {
    this.setting = setting;
    this.pace = pace;
    const { seed, startMs, regions, offices, accounts, quotasOf, boot } = setting;
    const world: World = new World({
      ...{ seed, startMs, regions, offices, accounts, keepHostGlobals: true },
      bootSeconds: ({ account, region }) => sample(boot, world.kernel.random(`ec2.boot/${account}/${region}`)),
      onBoot,
      ec2: {
        quotasOf,
        ...(pace.instant && { models: INSTANT, controlPlane: { peerTimeoutSeconds: 0 } }),
      },
    });
    this.world = world;
    this.faults = new Faults({ ...world, restartProcess: () => {} }, 0, { started() {}, ended() {} });
    this.living = new LivingWorld(world.kernel, pace.speed);
    const desk = world.addOfficeHost(`${setting.from}-clients`, setting.from).start('clients');
    this.#path = pace.instant ? shortPath(world) : world.apiPath(desk);
  }

  /** A call of a real client. Rejects with an Ec2Error, with what the network made of it, or with WorldClosed. */
  call(caller: Ec2Caller, action: string, input: object): Promise<object> {
    return this.living.do(() => this.world.ec2.call(caller, this.#path, action, input));
  }

  /**
   * Breaks something, as a scenario's method would; one fault or several. Resolves to what was hit, by the faults' names.
   * Throws Misread for what is no fault.
   */
  async break(body: unknown): Promise<{ name: string; targets: readonly string[] }[]> {
    // The files' schemas are loaded when something is broken, not before anything is served.
    const { readFaults } = await import('./fault-request.ts');
    const planned = readFaults(body, this.setting.scenario, () => `fault-${++this.#broken}`, this.world);
    return this.living.do(() =>
      planned.map((fault) => {
        const { kernel } = this.world;
        const { name, atSeconds: inSeconds } = fault;
        const now = { ...fault, atSeconds: kernel.nowUs / 1e6 + inSeconds };
        if (inSeconds === 0) return { name, targets: this.faults.start(now) };
        kernel.after(inSeconds * 1e6, () => this.faults.start(now), 'fault');
        return { name, targets: [] };
      }),
    );
  }

  /** Ends a fault that lasts; false where none of that name does. */
  mend(name: string): Promise<boolean> {
    return this.living.do(() => this.faults.end(name));
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
