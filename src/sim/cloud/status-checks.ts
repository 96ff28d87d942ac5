/**
 * EC2's status checks: what the last look at each instance found.
 *
 * Since January 2012 EC2 looks once a minute, at the hardware and the way to it (system) and at the operating system
 * (instance) (docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html). Nothing runs
 * for it: whoever asks is told what the last look must have found, so a check costs no event.
 */
import { type Kernel, MINUTE_US, SECOND_US } from '../kernel/index.ts';
import type { PhysicalZones } from './machines.ts';
import type { InstanceRecord } from './state.ts';

export type CheckResult = 'ok' | 'impaired' | 'initializing' | 'insufficient-data' | 'not-applicable';

export interface StatusChecks {
  readonly system: CheckResult;
  readonly instance: CheckResult;
  /** The first look that found it so; absent while nothing is impaired. */
  readonly impairedSinceUs?: number;
}

/** What is known of a zone from a moment on. */
interface ZoneCondition {
  readonly fromUs: number;
  readonly power: boolean;
  readonly reachable: boolean;
}

/** A system that is not up so long after power-on hangs. */
const BOOT_US_MAX = 15 * MINUTE_US;

export class StatusChecker {
  readonly #kernel: Kernel;
  readonly #zones: PhysicalZones;
  readonly #everyUs: number;
  readonly #history: ReadonlyMap<string, ZoneCondition[]>;

  constructor(kernel: Kernel, zones: PhysicalZones, zoneIds: readonly string[], everySeconds = 60) {
    this.#kernel = kernel;
    this.#zones = zones;
    this.#everyUs = everySeconds * SECOND_US;
    this.#history = new Map(zoneIds.map((zoneId) => [zoneId, [this.#now(zoneId)]]));
    zones.onChange((zoneId) => this.#history.get(zoneId)?.push(this.#now(zoneId)));
  }

  check(instance: InstanceRecord): StatusChecks {
    if (instance.state !== 'running' || instance.bootedAtUs === undefined) {
      return { system: 'not-applicable', instance: 'not-applicable' };
    }
    const nowUs = this.#kernel.nowUs;
    const everyUs = this.#everyUs;
    const lookedAtUs = everyUs > 0 ? nowUs - (nowUs % everyUs) : nowUs;
    if (everyUs > 0 && instance.bootedAtUs >= lookedAtUs) return { system: 'initializing', instance: 'initializing' };
    const zone = this.#conditionAt(instance.zoneId, lookedAtUs);
    const sinceUs = Math.max(zone.fromUs, instance.bootedAtUs);
    const zoneSinceUs = everyUs > 0 ? Math.ceil(sinceUs / everyUs) * everyUs : sinceUs;
    // The look comes from outside the zone: of a dark one it only learns that there is no way in.
    if (!zone.power) return { system: 'impaired', instance: 'impaired', impairedSinceUs: zoneSinceUs };
    if (!zone.reachable) return { system: 'impaired', instance: 'insufficient-data', impairedSinceUs: zoneSinceUs };
    const { hardware, system } = instance.machine?.health?.() ?? { hardware: true, system: true };
    if (!hardware) return { system: 'impaired', instance: 'impaired' };
    if (system) return { system: 'ok', instance: 'ok' };
    return { system: 'ok', instance: nowUs - instance.bootedAtUs < BOOT_US_MAX ? 'initializing' : 'impaired' };
  }

  #conditionAt(zoneId: string, atUs: number): ZoneCondition {
    const history = this.#history.get(zoneId)!;
    return history.findLast(({ fromUs }) => fromUs <= atUs) ?? history[0]!;
  }

  #now(zoneId: string): ZoneCondition {
    return {
      fromUs: this.#kernel.nowUs,
      power: this.#zones.hasPower(zoneId),
      reachable: this.#zones.reachable(zoneId),
    };
  }
}
