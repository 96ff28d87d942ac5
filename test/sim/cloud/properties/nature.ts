/** What happens to a region without its customers: zones go dark, operators act, disks and room and errors come and go. */
import { EU, REGIONS, type smallWorld } from '../small-world.ts';

export type World = ReturnType<typeof smallWorld>;

const ZONES = REGIONS[EU]!.zones;

/** Each kind for a zone, the n-th; what lasts ends when it strikes the second time. */
export class Nature {
  static readonly kinds = [
    ...(['dark', 'back', 'disable', 'enable', 'drop', 'restore'] as const),
    ...(['shortage', 'quota-cut', 'spoil', 'spoil', 'spare', 'lose-snapshots', 'shut-down'] as const),
  ];
  readonly #world: World;
  readonly #lasting = new Map<string, () => void>();

  constructor(world: World) {
    this.#world = world;
  }

  strike(kind: (typeof Nature.kinds)[number], nth: number): void {
    const { ec2 } = this.#world;
    const { controlPlane } = ec2;
    const zoneId = ZONES[nth % ZONES.length]!;
    const strikes: Record<typeof kind, () => unknown> = {
      dark: () => this.#world.goDark(zoneId),
      back: () => this.#world.comeBack(zoneId),
      disable: () => controlPlane.disableLaunches(zoneId),
      enable: () => controlPlane.enableLaunches(zoneId),
      drop: () => controlPlane.dropDeadPeers(EU),
      restore: () => controlPlane.restorePeers(EU),
      spoil: () => ec2.ebs.strike(zoneId, { stuckShare: 0.3, inconsistentShare: 0.5, spareGib: 10 * (nth % 3) }),
      spare: () => ec2.ebs.addSpare(zoneId, 100),
      'lose-snapshots': () => ec2.ebs.loseSnapshots(EU, { share: 0.3 }),
      'shut-down': () => this.#world.shutDown(this.#running(nth) ?? ''),
      shortage: () =>
        this.#turn(`shortage ${zoneId}`, () =>
          controlPlane.capacity.shorten({ name: 'none left', zones: [zoneId], percentage: 100, types: [] }),
        ),
      'quota-cut': () => this.#turn('quota', () => ec2.cutQuota({ account: 'main', instances: 2, addresses: 1 })),
    };
    strikes[kind]();
  }

  /** Everything is mended. */
  end(): void {
    const { ec2, comeBack } = this.#world;
    for (const end of this.#lasting.values()) end();
    for (const zoneId of ZONES) {
      comeBack(zoneId);
      ec2.controlPlane.enableLaunches(zoneId);
      ec2.ebs.addSpare(zoneId, 1_000_000);
    }
    ec2.controlPlane.restorePeers(EU);
  }

  #running(nth: number): string | undefined {
    const running = [...this.#world.ec2.instances()].filter(({ state }) => state === 'running');
    return running[nth % Math.max(1, running.length)]?.instanceId;
  }

  #turn(what: string, begin: () => () => void): void {
    const end = this.#lasting.get(what);
    if (end) end();
    if (end) this.#lasting.delete(what);
    else this.#lasting.set(what, begin());
  }
}
